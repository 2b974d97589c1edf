"""This file is the whole flow on one screen: article in, report out."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice
from pathlib import Path
from time import perf_counter
from typing import Any, Self, TypeVar

from rhetor.aggregate import draw_weights
from rhetor.compose import compose_attribute, compose_sentences, compose_states, score_mentions
from rhetor.encoder import Tokens
from rhetor.errors import ArticleError, OutOfTime, ReleaseCorrupt, ReleaseMismatch, UnknownAttribute, UnknownState
from rhetor.heads import Prediction, predict
from rhetor.instances import Instance, make_instances
from rhetor.readability import measure_readability
from rhetor.release import Release, load_release
from rhetor.report import DocumentFacts, Model, Offsets, Report
from rhetor.spans import Span, utf16_offsets
from rhetor.states import Mention, find_mentions, load_states
from rhetor.text.document import Article, Document, read_article

ATTRIBUTES = ("states", "alarmism", "hedging", "readability")
_ENCODED = frozenset(ATTRIBUTES) - {"readability"}
_TOGETHER = 32  # articles whose sentences are encoded together where many are scored
_CHUNK = 64  # sentences whose vectors are in memory at a time
_CHUNK_TOKENS = 4096  # and tokens: about a second of one core
_Item = TypeVar("_Item")
_TOLERANCE = 0.02  # of a canary: other CPUs round the encoder's sums elsewhere (seen: below 0.001)


@dataclass(frozen=True, slots=True)
class Options:
    """What to score: attributes, states (None for all found), and the unit of the offsets."""

    attributes: Sequence[str] = ATTRIBUTES
    states: Sequence[str] | None = None
    offsets: Offsets = "codepoint"

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.attributes) - set(ATTRIBUTES)):
            raise UnknownAttribute(f"Unknown attribute {', '.join(unknown)}; known are {', '.join(ATTRIBUTES)}.")
        if unknown := sorted(set(self.states or ()) - load_states().keys()):
            raise UnknownState(f"Unknown state {', '.join(unknown)}; use ISO 3166-1 alpha-2 codes, such as IR.")


class Scorer:
    """Scores articles with one release: a class because the release is loaded once and used for all."""

    def __init__(self, release: Release) -> None:
        self.release = release

    @classmethod
    def load(cls, folder: Path, threads: int = 2) -> Self:
        """Load a release and recompute its canaries; raises a ReleaseError where anything is wrong with it."""
        scorer = cls(load_release(folder, threads))
        for canary in scorer.release.canaries:
            try:
                agrees = _agree(scorer.probe(canary["text"]), canary["expected"])
            except Exception as error:  # a head or encoder of another shape, or a canary that is none
                raise ReleaseCorrupt(
                    f"A canary cannot be recomputed ({type(error).__name__}); restore the release."
                ) from error
            if not agrees:
                raise ReleaseMismatch("A canary differs from its stored output; use the locked dependencies.")
        measure_readability(("loaded",), 1)  # its dictionary, too, is read once, before a fork
        return scorer

    def score_many(self, articles: Iterable[Article], options: Options = Options()) -> Iterator[Report | ArticleError]:
        """Score articles, some at a time; each report is the one that `score` gives, or the error that it raises."""
        for some in _batched(articles, _TOGETHER):
            yield from self.score_batch([(article, options) for article in some])

    def score_batch(
        self, asked: Sequence[tuple[Article, Options]], until: float = math.inf
    ) -> list[Report | ArticleError]:
        """Score articles whose sentences are encoded together; an article that cannot be scored gives its error.

        Raises OutOfTime where it is not done `until` then (seconds, as time.perf_counter counts).
        """
        watch = _Watch()
        read = [_read(article) for article, _ in _in_time(asked, until)]
        watch.lap("text")
        found = [() if isinstance(one, ArticleError) else find_mentions(one) for one in _in_time(read, until)]
        watch.lap("states")
        instances = [
            make_instances(with_spans(one, mentions))
            if not isinstance(one, ArticleError) and _ENCODED & set(options.attributes)
            else ()
            for one, mentions, (_, options) in _in_time(zip(read, found, asked, strict=True), until)
        ]
        predictions = self._predict(list(chain.from_iterable(instances)), watch, until)
        ends = list(accumulate(map(len, instances)))
        reports: list[Report | ArticleError] = []
        for number, (one, mentions) in enumerate(_in_time(zip(read, found, strict=True), until)):
            if isinstance(one, ArticleError):
                reports.append(one)
                continue
            own = predictions[ends[number] - len(instances[number]) : ends[number]]
            reports.append(self._compose(one, mentions, own or None, asked[number][1]))
        watch.lap("aggregate")
        steps = {step: time / max(1, len(asked)) for step, time in watch.steps.items()}
        return [one if isinstance(one, ArticleError) else replace(one, steps=steps) for one in reports]

    def score(self, article: Article, options: Options = Options(), until: float = math.inf) -> Report:
        """Score one article; raises an ArticleError where it cannot be scored, else as `score_batch`."""
        (report,) = self.score_batch([(article, options)], until)
        if isinstance(report, ArticleError):
            raise report
        return report

    def _predict(self, instances: Sequence[Instance], watch: "_Watch", until: float = math.inf) -> list[Prediction]:
        encoder, predictions = self.release.encoder, list[Prediction]()
        tokens: list[Tokens] = []
        for number, instance in enumerate(_in_time(instances, until), 1):
            tokens.append(encoder.tokenize(instance))
            if number < len(instances) and len(tokens) < _CHUNK and sum(len(one.ids) for one in tokens) < _CHUNK_TOKENS:
                continue
            watch.lap("tokenize")
            encoded = encoder.encode_tokens(tokens)
            watch.lap("encode")
            predictions += predict(self.release.heads, encoded)
            watch.lap("heads")
            tokens = []
        return predictions

    def _compose(
        self,
        document: Document,
        mentions: Sequence[Mention],
        predictions: Sequence[Prediction] | None,
        options: Options,
    ) -> Report:
        asked = frozenset(options.attributes)
        weights = draw_weights(len(document.sentences))
        scored = score_mentions(mentions, predictions) if predictions and "states" in asked else ()
        if options.states is not None:
            scored = tuple(one for one in scored if one.mention.state in options.states)
        attributes = {
            name: compose_attribute(document, [getattr(one, name) for one in predictions], weights, quantiles)
            for name, quantiles in self.release.quantiles.items()
            if predictions and name in asked
        }
        return Report(
            Model(self.release.name, self.release.hash),
            _facts(document, options.offsets),
            compose_states(scored, weights) if "states" in asked else None,
            attributes.get("alarmism"),
            attributes.get("hedging"),
            _cue_rate(document, predictions) if "hedging" in attributes else None,
            measure_readability(document.words, _body_sentences(document)) if "readability" in asked else None,
            compose_sentences(document, scored, predictions, asked, options.offsets),
        )

    def probe(self, text: str) -> dict[str, Any]:
        """Return the unrounded numbers of one sentence, which a canary stores."""
        document = read_article(Article(text))
        (prediction,) = self._predict(make_instances(with_spans(document, find_mentions(document))), _Watch())
        return {
            "alarmism": prediction.alarmism,
            "hedging": prediction.hedging,
            "mentions": prediction.mentions.tolist(),
            "cues": [cue.probability for cue in prediction.cues],
        }


def _batched(articles: Iterable[Article], count: int) -> Iterator[list[Article]]:
    """Yield lists of up to `count` articles, in order."""
    rest = iter(articles)
    while some := list(islice(rest, count)):
        yield some


def _in_time(items: Iterable[_Item], until: float) -> Iterator[_Item]:
    """Yield items while there is time; raises OutOfTime."""
    for item in items:
        if perf_counter() > until:
            raise OutOfTime("Scoring took too long and was stopped; send less text.")
        yield item


class _Watch:
    """Times the steps of one article in milliseconds: a class because a step may come in several laps."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.steps[step] = self.steps.get(step, 0.0) + (now - self._last) * 1000
        self._last = now


def _read(article: Article) -> Document | ArticleError:
    try:
        return read_article(article)
    except ArticleError as error:
        return error


def with_spans(document: Document, mentions: Sequence[Mention]) -> list[tuple[str, list[Span]]]:
    """Give each sentence's text with the spans of its mentions in it."""
    spans: list[list[Span]] = [[] for _ in document.sentences]
    for mention in mentions:
        origin = document.sentences[mention.sentence].span.start
        spans[mention.sentence].append(Span(mention.span.start - origin, mention.span.end - origin))
    return [(sentence.text, found) for sentence, found in zip(document.sentences, spans, strict=True)]


def _facts(document: Document, offsets: Offsets) -> DocumentFacts:
    text = document.article.text
    return DocumentFacts(
        document.language,
        utf16_offsets(text)[-1] if offsets == "utf16" else len(text),
        len(document.words),
        len(document.sentences),
        document.quoted_share,
        offsets,
        (),
    )


def _body_sentences(document: Document) -> int:
    return sum(not sentence.title for sentence in document.sentences)


def _cue_rate(document: Document, predictions: Sequence[Prediction] | None) -> float:
    return 100 * sum(len(one.cues) for one in predictions or ()) / len(document.words)


def _agree(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Tell whether two outputs of one sentence are the same but for the rounding of another CPU."""
    ours, theirs = _numbers(actual), _numbers(expected)
    return len(ours) == len(theirs) and all(abs(a - b) <= _TOLERANCE for a, b in zip(ours, theirs, strict=True))


def _numbers(output: Mapping[str, Any]) -> list[float]:
    rows = [number for row in output["mentions"] for number in row]
    return [output["alarmism"], output["hedging"], *rows, *output["cues"]]
