"""This file turns examples into lessons: what one training step of the encoder reads."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rhetor.encoder import InstanceTokenizer, Tokens
from rhetor.instances import make_instances
from rhetor.spans import Span
from training.corpora.examples import Example, disjoint, is_reserved, load_examples, state_spans
from training.corpora.readers import CORPORA
from training.corpora.registry import Corpus
from training.corpora.tasks import ALARM, CUES, DIRECTED, FEAR, SENTIMENT

UNLABELLED = "unlabelled"  # only a teacher knows what these say of the names they mask
ASKED = {SENTIMENT, DIRECTED, ALARM, UNLABELLED}  # what teachers have a view of
IGNORED = -100
SHARPNESS = 16.0  # vectors of length 1 are scaled by it before a linear layer reads them
SOBER = 0.3  # the alarm taught for a sober report, which leaves a threat standing as a reassuring one does not
_NEUTRAL = 1
_NAMES = re.compile(r"(?<=[a-z,;:] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}")
_MASKED_NAMES = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; chosen on the rows kept back (docs/experiments.md)."""

    epochs: int = 3
    batch: int = 32
    rate: float = 1e-4
    warmup: float = 0.1
    smoothing: float = 0.05
    longest: int = 128  # tokens; what lies beyond is not seen in training
    averaged: float = 0.4  # the weights are averaged over this last part of the run
    negatives: float = 3.0  # negative sentences of ptc a positive one, drawn anew every epoch
    negatives_of_cues: float = 1.5  # the same of sentences without a cue
    unlabelled: int = 0  # sentences an epoch with names masked at random, for a teacher to label
    targeted: int = 0  # rows of newsmtsc an epoch; 0: all
    directed: int = 1500  # rows of dse with a sign an epoch
    undirected: float = 2.0  # rows of dse without one, a row with one: news that a teacher has a view of
    repeats: int = 2  # times an epoch shows our own sentences: they are few, and written to be hard
    trust: float = 0.6  # share of the teacher's word in the loss, where there is a teacher
    frozen: int = 0  # parts of the encoder that stay as they are: 1, its embeddings; 2, its first layer too; ...
    depth: int = 0  # layers of the encoder that are kept, the first, the last and some evenly between; 0: all
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training sentence: token ids, the places of all its masks, and what its task reads.

    `places` are those of the labelled masks; `labels` the classes at these places (sentiment), of the
    sentence (alarm) or of each token (cues; IGNORED where none). `share` is the weight (0..1) that class
    1 gets in alarm and fear; `own` says that the sentence is from our own set, of which every epoch shows all.
    """

    task: str
    ids: tuple[int, ...]
    masks: tuple[int, ...]
    places: tuple[int, ...]
    labels: tuple[int, ...]
    share: float = 0.0
    own: bool = False


def make_lessons(tokenizer: InstanceTokenizer, corpus: Corpus, settings: Settings) -> list[Lesson]:
    """Turn the training examples, that are not kept back, of a corpus into lessons; none where it teaches nothing."""
    if corpus.task is None:
        return []
    examples = [one for one in load_examples(corpus) if one.split == "train" and not is_reserved(one.group)]
    lessons = (make_lesson(corpus.task, one, tokenizer.tokenize(one.instance), settings.longest) for one in examples)
    return [lesson for lesson in lessons if lesson] * (settings.repeats if corpus.own else 1)


def make_unlabelled(tokenizer: InstanceTokenizer, corpus: Corpus, settings: Settings) -> list[Lesson]:
    """Make lessons of a corpus's training sentences with one or two names masked beside the states they name."""
    examples = [one for one in load_examples(corpus) if one.split == "train" and not is_reserved(one.group)]
    sentences = []
    for text in dict.fromkeys(one.text for one in examples):
        names = [Span(*match.span()) for match in _NAMES.finditer(text)]
        drawn = random.Random(text).sample(names, min(len(names), _MASKED_NAMES))  # noqa: S311
        if drawn:
            sentences.append((text, disjoint([*drawn, *state_spans(text)])))
    tokens = [tokenizer.tokenize(instance) for instance in make_instances(sentences)]
    lengths = [[mask for mask in one.masks if mask < settings.longest] for one in tokens]
    pairs = zip(tokens, lengths, strict=True)
    return [Lesson(UNLABELLED, one.ids[: settings.longest], tuple(masks), (), ()) for one, masks in pairs if masks]


def make_lesson(task: str, example: Example, tokens: Tokens, longest: int) -> Lesson | None:
    """Turn an example into a lesson of a task; None where all its labelled masks lie beyond `longest` tokens."""
    ids, own = tokens.ids[:longest], CORPORA[example.corpus].own is not None
    masks = tuple(mask for mask in tokens.masks if mask < longest)
    if task in {SENTIMENT, DIRECTED}:
        pairs = [(tokens.masks[m], label + 1) for m, label in zip(example.mentions, example.labels, strict=True)]
        pairs = [(place, label) for place, label in pairs if place < longest]
        places, labels = tuple(place for place, _ in pairs), tuple(label for _, label in pairs)
        found = Lesson(task, ids, masks, places, labels, own=own)
        return found if pairs else None
    if task in {ALARM, FEAR}:
        share = SOBER if example.purpose == "sober" else float(example.labels[0])
        return Lesson(task, ids, masks, (), example.labels, share, own)
    return Lesson(task, ids, masks, (), tuple(_token_labels(example, tokens)[:longest]), own=own)


def _token_labels(example: Example, tokens: Tokens) -> list[int]:
    """Return, for each id, whether its word is part of a cue; masks are ignored."""
    masks = set(tokens.masks)
    plain = [number for number in range(len(tokens.ids)) if number not in masks]
    labels = [IGNORED] * len(tokens.ids)
    edges = [*tokens.first, len(plain)]
    for word, span in enumerate(tokens.word_spans):
        label = int(any(span.start < cue.end and cue.start < span.end for cue in example.cues))
        for number in plain[edges[word] : edges[word + 1]]:
            labels[number] = label
    return labels


def draw_course(lessons: Sequence[Lesson], settings: Settings) -> list[list[Lesson]]:
    """Draw all epochs of a course; no epoch of one seed is drawn like any epoch of another."""
    draws = (random.Random(f"{settings.seed} {epoch}") for epoch in range(settings.epochs))  # noqa: S311
    return [batch for rng in draws for batch in make_batches(lessons, settings, rng)]


def make_batches(lessons: Sequence[Lesson], settings: Settings, rng: random.Random) -> list[list[Lesson]]:
    """Draw an epoch: batches of one task each and of like length, in random order."""
    batches = []
    for task in sorted({lesson.task for lesson in lessons}):
        chosen = _drawn([lesson for lesson in lessons if lesson.task == task], settings, rng)
        rng.shuffle(chosen)
        for start in range(0, len(chosen), 32 * settings.batch):
            pool = sorted(chosen[start : start + 32 * settings.batch], key=lambda lesson: len(lesson.ids))
            batches += [pool[first : first + settings.batch] for first in range(0, len(pool), settings.batch)]
    rng.shuffle(batches)
    return batches


def _drawn(lessons: list[Lesson], settings: Settings, rng: random.Random) -> list[Lesson]:
    """Keep all of our own, what says something (as many as `settings` allow), and of the rest a few times as many."""
    task = lessons[0].task
    if task == UNLABELLED:
        return rng.sample(lessons, min(len(lessons), settings.unlabelled))
    nothing = {_NEUTRAL} if task == DIRECTED else {0, IGNORED}
    own = [lesson for lesson in lessons if lesson.own]
    public = [lesson for lesson in lessons if not lesson.own]
    if task == SENTIMENT:
        return own + rng.sample(public, min(len(public), settings.targeted or len(public)))
    telling = [lesson for lesson in public if set(lesson.labels) - nothing]
    others = [lesson for lesson in public if not set(lesson.labels) - nothing]
    if task == DIRECTED:
        telling = rng.sample(telling, min(len(telling), settings.directed))
    ratio = {DIRECTED: settings.undirected, CUES: settings.negatives_of_cues}.get(task, settings.negatives)
    return own + telling + rng.sample(others, min(len(others), int(ratio * len(telling))))
