"""This file composes the parts of a report from the document, its mentions and the heads' predictions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from rhetor.aggregate import Floats, estimate_mentions, estimate_sentences, percentile
from rhetor.attributes import OF_MENTIONS, OF_SENTENCES, Attribute
from rhetor.heads import Cue, Prediction
from rhetor.report import LABELS, AttributeScore, Evidence, Offsets, SentenceScore, StateScore, VoiceScore
from rhetor.spans import utf16_offsets
from rhetor.states import Mention, load_states
from rhetor.text.document import Document, count_words


@dataclass(frozen=True, slots=True)
class ScoredMention:
    """A mention with the probabilities (negative, neutral, positive) of what its sentence says of the state."""

    mention: Mention
    probabilities: tuple[float, float, float]

    @property
    def score(self) -> float:
        """Return P(positive) - P(negative), -1..1."""
        return self.probabilities[2] - self.probabilities[0]


def score_mentions(mentions: Sequence[Mention], predictions: Sequence[Prediction]) -> tuple[ScoredMention, ...]:
    """Pair each mention with its probabilities; both are in order of place."""
    rows = (tuple(row) for prediction in predictions for row in prediction.mentions.tolist())
    return tuple(ScoredMention(mention, row) for mention, row in zip(mentions, rows, strict=True))


def compose_states(scored: Sequence[ScoredMention], weights: Floats) -> tuple[StateScore, ...]:
    """Score each state, the most mentioned first, then by code."""
    ordered = sorted(scored, key=lambda one: one.mention.state)
    groups = [(code, tuple(group)) for code, group in groupby(ordered, key=lambda one: one.mention.state)]
    groups.sort(key=lambda group: -len(group[1]))
    return tuple(_compose_state(code, group, weights) for code, group in groups)


def _compose_state(code: str, scored: Sequence[ScoredMention], weights: Floats) -> StateScore:
    scores, sentences = [one.score for one in scored], [one.mention.sentence for one in scored]
    estimate = estimate_mentions(scores, sentences, weights, OF_MENTIONS.range)
    negative, neutral, positive = np.mean([one.probabilities for one in scored], axis=0).tolist()
    probabilities = (negative, neutral, positive)
    label = LABELS[probabilities.index(max(probabilities))]
    return StateScore(
        code,
        load_states()[code].name,
        len(scored),
        estimate.score,
        estimate.interval,
        None if estimate.reason else label,
        estimate.reason,
        probabilities,
        *(_mean([one.score for one in scored if one.mention.voice == voice]) for voice in ("author", "quoted")),
    )


def compose_attribute(
    attribute: Attribute,
    document: Document,
    predictions: Sequence[Prediction],
    weights: Floats,
    quantiles: Sequence[float],
) -> AttributeScore:
    """Score the article for an attribute of sentences, given what the heads say of each."""
    probabilities = [one.sentence[attribute.name] for one in predictions]
    estimate = estimate_sentences(probabilities, weights, attribute.range)
    pairs = list(zip(document.sentences, probabilities, strict=True))
    author, quoted = (_mean([p for one, p in pairs if one.voice == voice]) for voice in ("author", "quoted"))
    return AttributeScore(
        estimate.score,
        estimate.interval,
        percentile(estimate.score, quantiles),
        estimate.reason,
        author,
        quoted,
        _cue_rate(document, predictions, attribute.cues) if attribute.cues else None,
    )


def _cue_rate(document: Document, predictions: Sequence[Prediction], head: str) -> float:
    """Return the cues in 100 words; the title's words count, for its cues do."""
    words = len(document.words) + count_words(document.article.title or "")
    return 100 * sum(len(one.cues[head]) for one in predictions) / words


def _mean(values: Sequence[float]) -> VoiceScore:
    return VoiceScore(len(values), float(np.mean(values)) if values else None)


def compose_sentences(
    document: Document,
    scored: Sequence[ScoredMention],
    predictions: Sequence[Prediction] | None,
    attributes: frozenset[str],
    offsets: Offsets,
) -> tuple[SentenceScore, ...]:
    """List the sentences with what was asked for, offsets in the unit asked for."""
    places = _Places(document, offsets)
    by_sentence = {n: tuple(group) for n, group in groupby(scored, key=lambda one: one.mention.sentence)}
    return tuple(
        _compose_sentence(places, number, by_sentence, predictions[number] if predictions else None, attributes)
        for number in range(len(document.sentences))
    )


class _Places:
    """Turns spans into offsets on the wire: a class because title and text are counted apart."""

    def __init__(self, document: Document, offsets: Offsets) -> None:
        self.document = document
        self._sources = {True: document.article.title or "", False: document.article.text}
        count: Callable[[str], Sequence[int]] = utf16_offsets if offsets == "utf16" else _codepoints
        self._counted = {title: count(source) for title, source in self._sources.items()}

    def evidence(self, number: int, start: int, end: int, score: float, mention: Mention | None = None) -> Evidence:
        title = self.document.sentences[number].title
        first, last = self.offsets(title, start, end)
        text = self._sources[title][start:end]
        if mention is None:
            return Evidence(first, last, text, score)
        return Evidence(first, last, text, score, mention.state, mention.voice)

    def cues(self, number: int, cues: Sequence[Cue]) -> tuple[Evidence, ...]:
        origin = self.document.sentences[number].span.start
        return tuple(
            self.evidence(number, origin + cue.span.start, origin + cue.span.end, cue.probability) for cue in cues
        )

    def offsets(self, title: bool, start: int, end: int) -> tuple[int, int]:
        return self._counted[title][start], self._counted[title][end]


def _codepoints(text: str) -> Sequence[int]:
    return range(len(text) + 1)


def _compose_sentence(
    places: _Places,
    number: int,
    by_sentence: Mapping[int, Sequence[ScoredMention]],
    prediction: Prediction | None,
    attributes: frozenset[str],
) -> SentenceScore:
    sentence = places.document.sentences[number]
    mentions = None
    if "states" in attributes:
        found = by_sentence.get(number, ())
        mentions = tuple(places.evidence(number, *one.mention.span, one.score, one.mention) for one in found)
    asked = [one for one in OF_SENTENCES if prediction and one.name in attributes]
    return SentenceScore(
        *places.offsets(sentence.title, *sentence.span),
        sentence.voice,
        sentence.title,
        {one.name: prediction.sentence[one.name] for one in asked if prediction},
        mentions,
        {one.cues: places.cues(number, prediction.cues[one.cues]) for one in asked if prediction and one.cues},
    )
