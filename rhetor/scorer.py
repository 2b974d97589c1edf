"""This file is the whole flow on one screen: article in, report out."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, Self

from rhetor.aggregate import draw_weights
from rhetor.attributes import CUE_HEADS, HEADS, NAMES, OF_SENTENCES
from rhetor.clock import Watch, in_time
from rhetor.compose import compose_attribute, compose_sentences, compose_states, score_mentions
from rhetor.encoder import Tokens
from rhetor.errors import ArticleError, ReleaseCorrupt, ReleaseMismatch, UnknownAttribute, UnknownState
from rhetor.heads import Prediction, predict
from rhetor.instances import Instance, hash_instance, read_instances
from rhetor.readability import measure_readability
from rhetor.release import Release, load_release
from rhetor.report import DocumentFacts, Model, Offsets, Report
from rhetor.spans import utf16_offsets
from rhetor.states import Mention, find_mentions, load_states
from rhetor.text.document import Article, Document, read_article

_TOGETHER = 32  # articles whose sentences are encoded together where many are scored
_CHUNK = 64  # sentences whose vectors are in memory at a time
_CHUNK_TOKENS = 4096  # and tokens: about a second of one core
_TOLERANCE = 0.02  # of a canary: other CPUs round the encoder's sums elsewhere (seen: below 0.001)
_WITH_HEADS = frozenset(HEADS)


@dataclass(frozen=True, slots=True)
class Options:
    """What to score: attributes, states (None for all found), and the unit of the offsets."""

    attributes: Sequence[str] = NAMES
    states: Sequence[str] | None = None
    offsets: Offsets = "codepoint"

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.attributes) - set(NAMES)):
            raise UnknownAttribute(f"Unknown attribute {', '.join(unknown)}; known are {', '.join(NAMES)}.")
        if self.states and (unknown := sorted(set(self.states) - load_states().keys())):
            raise UnknownState(f"Unknown state {', '.join(unknown)}; use ISO 3166-1 alpha-2 codes, such as IR.")


class Scorer:
    """Scores articles with one release: a class because the release is loaded once and used for all.

    Making one reads the release's canaries anew. Raises ReleaseMismatch where this code or its word lists read them
    otherwise, or the numbers differ, ReleaseCorrupt where they cannot be scored.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        for canary in release.canaries:
            self.check_canary(canary)
        measure_readability(("loaded",), 1)  # its dictionary, too, is read once, before a fork

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 2) -> Self:
        """Load a release (default: the one that came with the code); raises a ReleaseError where it cannot be used."""
        return cls(load_release(folder, threads))

    def check_canary(self, canary: Mapping[str, Any]) -> None:
        """Compare what a canary stores with what its sentence gives now; raises what making a Scorer does."""
        try:
            found = self.probe(canary["text"])
            read_alike, agrees = found["inputs"] == canary["expected"]["inputs"], _agree(found, canary["expected"])
        except Exception as error:  # a head or encoder of another shape, or a canary that is none
            reason = type(error).__name__
            raise ReleaseCorrupt(f"A canary cannot be recomputed ({reason}); restore the release.") from error
        if not read_alike:
            raise ReleaseMismatch(
                "A canary is read otherwise than when the release was made: a word list or a rule in rhetor/ changed."
                " `make test` names the sentences that changed; `make relock` takes the change over."
            )
        if not agrees:
            raise ReleaseMismatch("A canary differs from its stored output; use the locked dependencies.")

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
        watch = Watch()
        read = [_read(article) for article, _ in in_time(asked, until)]
        watch.lap("text")
        found = [() if isinstance(one, ArticleError) else find_mentions(one) for one in in_time(read, until)]
        watch.lap("states")
        instances = [
            read_instances(one, mentions)
            if not isinstance(one, ArticleError) and _WITH_HEADS & set(options.attributes)
            else ()
            for one, mentions, (_, options) in in_time(zip(read, found, asked, strict=True), until)
        ]
        predictions = self._predict(list(chain.from_iterable(instances)), watch, until)
        ends = list(accumulate(map(len, instances)))
        reports: list[Report | ArticleError] = []
        for number, (one, mentions) in enumerate(in_time(zip(read, found, strict=True), until)):
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

    def _predict(self, instances: Sequence[Instance], watch: Watch, until: float = math.inf) -> list[Prediction]:
        encoder, predictions = self.release.encoder, list[Prediction]()
        tokens: list[Tokens] = []
        for number, instance in enumerate(in_time(instances, until), 1):
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
            one.name: compose_attribute(one, document, predictions, weights, self.release.quantiles[one.name])
            for one in OF_SENTENCES
            if predictions and one.name in asked
        }
        return Report(
            Model(self.release.name, self.release.hash),
            _facts(document, options.offsets),
            compose_states(scored, weights) if "states" in asked else None,
            attributes,
            measure_readability(document.words, _body_sentences(document)) if "readability" in asked else None,
            compose_sentences(document, scored, predictions, asked, options.offsets),
        )

    def probe(self, text: str) -> dict[str, Any]:
        """Return what the model sees of one sentence, as hashes, and its unrounded numbers: a canary stores them."""
        document = read_article(Article(text))
        instances = read_instances(document, find_mentions(document))
        (prediction,) = self._predict(instances, Watch())
        return {
            "inputs": [hash_instance(one) for one in instances],
            **prediction.sentence,
            "mentions": prediction.mentions.tolist(),
            **{name: [cue.probability for cue in found] for name, found in prediction.cues.items()},
        }


def _batched(articles: Iterable[Article], count: int) -> Iterator[list[Article]]:
    """Yield lists of up to `count` articles, in order."""
    rest = iter(articles)
    while some := list(islice(rest, count)):
        yield some


def _read(article: Article) -> Document | ArticleError:
    try:
        return read_article(article)
    except ArticleError as error:
        return error


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


def _agree(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Tell whether two outputs of one sentence are the same but for the rounding of another CPU."""
    ours, theirs = _numbers(actual), _numbers(expected)
    return len(ours) == len(theirs) and all(abs(a - b) <= _TOLERANCE for a, b in zip(ours, theirs, strict=True))


def _numbers(output: Mapping[str, Any]) -> list[float]:
    rows = [number for row in output["mentions"] for number in row]
    return [
        *(output[one.name] for one in OF_SENTENCES),
        *rows,
        *(number for name in CUE_HEADS for number in output[name]),
    ]
