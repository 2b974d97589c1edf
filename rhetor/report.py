"""This file defines the answer: a report of plain values, in the shape of the HTTP contract (/openapi.json)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rhetor.aggregate import Reason
from rhetor.text.document import Voice

Offsets = Literal["codepoint", "utf16"]
Label = Literal["negative", "neutral", "positive"]
LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")
_DIGITS = 4  # published; the noise of a score is far above it


@dataclass(frozen=True, slots=True)
class Model:
    """The release that scored, and the hash of its manifest."""

    release: str
    hash: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What reading the article gave; `quoted_share` (0..1) of its non-space characters, `offsets` the unit used."""

    language: str
    characters: int
    words: int
    sentences: int
    quoted_share: float
    offsets: Offsets
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceScore:
    """The mean over one voice alone; `count` mentions or sentences, score None where there are none."""

    count: int
    score: float | None


@dataclass(frozen=True, slots=True)
class StateScore:
    """How the article speaks of one state: score -1..1, interval at 95 %, label None where `abstain`."""

    code: str
    name: str
    mentions: int
    score: float
    interval: tuple[float, float] | None
    label: Label | None
    reason: Reason | None
    probabilities: tuple[float, float, float]
    author: VoiceScore
    quoted: VoiceScore


@dataclass(frozen=True, slots=True)
class AttributeScore:
    """How alarmist or hedged the article is: score 0..1, interval at 95 %, percentile 0..100 in the reference set.

    `cues_per_100_words` counts in title and text; None where no head looks for the attribute's cues.
    """

    score: float
    interval: tuple[float, float] | None
    percentile: int
    reason: Reason | None
    author: VoiceScore
    quoted: VoiceScore
    cues_per_100_words: float | None = None


@dataclass(frozen=True, slots=True)
class Readability:
    """Flesch-Kincaid grade (US school years), words a sentence, share (0..1) of words not on the Dale-Chall list."""

    flesch_kincaid_grade: float
    words_per_sentence: float
    difficult_word_share: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the article with its text and score: a mention (with its state) or a cue (without)."""

    start: int
    end: int
    text: str
    score: float
    state: str | None = None
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """One sentence; offsets refer to the title where `title` is true. What was not asked for is left out.

    `attributes` has its probability (0..1) of each attribute of sentences; `cues` what each head of cues found.
    """

    start: int
    end: int
    voice: Voice
    title: bool
    attributes: Mapping[str, float]
    mentions: tuple[Evidence, ...] | None
    cues: Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that Rhetor says of an article. What was not asked for is None, or not in `attributes`."""

    model: Model
    document: DocumentFacts
    states: tuple[StateScore, ...] | None
    attributes: Mapping[str, AttributeScore]
    readability: Readability | None
    sentences: tuple[SentenceScore, ...]
    steps: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def timing_ms(self) -> float:
        """Return the milliseconds that scoring took; `steps` has them by step."""
        return sum(self.steps.values())

    def as_dict(self, sentences: bool = True) -> dict[str, Any]:
        """Return the report as builtin values in the shape of /openapi.json, numbers rounded to four places."""
        answer: dict[str, Any] = {"model": {"release": self.model.release, "hash": self.model.hash}}
        answer["document"] = _document(self.document)
        if self.states is not None:
            answer["states"] = [_state(state) for state in self.states]
        answer |= {name: _attribute(score) for name, score in self.attributes.items()}
        if self.readability is not None:
            answer["readability"] = _readability(self.readability)
        if sentences:
            answer["sentences"] = [_sentence(sentence) for sentence in self.sentences]
        return answer | {"timing_ms": round(self.timing_ms, 1)}


def _document(facts: DocumentFacts) -> dict[str, Any]:
    return {
        "language": facts.language,
        "characters": facts.characters,
        "words": facts.words,
        "sentences": facts.sentences,
        "quoted_share": _round(facts.quoted_share),
        "offsets": facts.offsets,
        "warnings": list(facts.warnings),
    }


def _state(state: StateScore) -> dict[str, Any]:
    return {
        "code": state.code,
        "name": state.name,
        "mentions": state.mentions,
        "score": _round(state.score),
        "interval": _interval(state.interval),
        "label": state.label,
        "abstain": state.reason is not None,
        "reason": state.reason,
        "probabilities": {label: _round(value) for label, value in zip(LABELS, state.probabilities, strict=True)},
        "voices": _voices(state, "mentions"),
    }


def _attribute(attribute: AttributeScore) -> dict[str, Any]:
    answer = {
        "score": _round(attribute.score),
        "interval": _interval(attribute.interval),
        "percentile": attribute.percentile,
        "abstain": attribute.reason is not None,
        "reason": attribute.reason,
        "voices": _voices(attribute, "sentences"),
    }
    if attribute.cues_per_100_words is not None:
        answer["cues_per_100_words"] = _round(attribute.cues_per_100_words)
    return answer


def _voices(scored: StateScore | AttributeScore, counted: str) -> dict[str, Any]:
    voices = {"author": scored.author, "quoted": scored.quoted}
    return {voice: {counted: one.count, "score": _round(one.score)} for voice, one in voices.items()}


def _readability(readability: Readability) -> dict[str, Any]:
    return {
        "flesch_kincaid_grade": round(readability.flesch_kincaid_grade, 1),
        "words_per_sentence": round(readability.words_per_sentence, 1),
        "difficult_word_share": _round(readability.difficult_word_share),
    }


def _sentence(sentence: SentenceScore) -> dict[str, Any]:
    answer: dict[str, Any] = {"start": sentence.start, "end": sentence.end}
    answer |= {"voice": sentence.voice, "title": sentence.title}
    answer |= {name: _round(score) for name, score in sentence.attributes.items()}
    if sentence.mentions is not None:
        answer["mentions"] = [_evidence(mention) for mention in sentence.mentions]
    return answer | {name: [_evidence(cue) for cue in found] for name, found in sentence.cues.items()}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    answer: dict[str, Any] = {} if evidence.state is None else {"state": evidence.state, "voice": evidence.voice}
    span = {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return answer | span | {"score": _round(evidence.score)}


def _interval(interval: tuple[float, float] | None) -> list[float | None] | None:
    return interval and [_round(interval[0]), _round(interval[1])]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
