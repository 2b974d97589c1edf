"""This file says what each head is fitted on, and what a row of each corpus weighs there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.corpora.examples import Example
from training.corpora.readers import CORPORA, TAUGHT, corpora_of
from training.corpora.tasks import HEDGING, STATES
from training.heads.samples import (
    Sample,
    join_samples,
    mention_sample,
    reserved,
    sentence_sample,
    take,
    unweighted,
    word_sample,
)
from training.heads.vectors import Corpora, CorpusVectors

SEED = 1
SOBER_SHARE = 0.4  # how far a sober report of our own set counts as alarmist, beside a reassuring one, while fitting
# of a labelled mention, of a sentence on alarmism, of a word that may hedge: the manifest names them so
MENTION_WEIGHTS: Mapping[str, float] = {one.name: one.weight for one in corpora_of(STATES) if one.task}
OWN_ALARM_WEIGHT = CORPORA["own_alarmism"].weight
OWN_CUE_WEIGHT = CORPORA["own_hedging"].weight
OTHER_WEIGHTS: Mapping[str, float] = {
    f"weight_{one.name}": one.weight for one in TAUGHT if one.attribute != STATES and not one.own and one.weight != 1
}
_NEUTRAL = 1  # its class


def states_sample(corpora: Corpora) -> Sample:
    """Return what the states head is fitted on."""
    return join_samples([taught_mentions(*pair) for pair in taught(corpora, STATES).values()])


def taught_mentions(examples: Sequence[Example], vectors: CorpusVectors, weight: float | None = None) -> Sample:
    """Return the training mentions of a corpus with a weight (default: the corpus's).

    Of many neutral ones that mean something else a head learns as many as of the others; it is calibrated on all.
    """
    corpus, sample = CORPORA[examples[0].corpus], mention_sample(examples, vectors, "train")
    sample = _weighted(sample, corpus.weight if weight is None else weight)
    if not corpus.other_neutral:
        return sample
    learned = ~reserved(sample)
    neutral = np.flatnonzero(learned & (sample.labels == _NEUTRAL))
    spare = max(0, 2 * len(neutral) - int(np.count_nonzero(learned)))
    dropped = np.random.default_rng(SEED).choice(neutral, spare, replace=False)
    return take(sample, ~np.isin(np.arange(len(sample.labels)), dropped))


def sentences_sample(corpora: Corpora, attribute: str) -> Sample:
    """Return what the head of an attribute of sentences is fitted on; in each corpus both labels weigh the same."""
    return join_samples([taught_sentences(*pair) for pair in taught(corpora, attribute).values()])


def taught_sentences(
    examples: Sequence[Example], vectors: CorpusVectors, weight: float | None = None, share: float = SOBER_SHARE
) -> Sample:
    """Return the training sentences of a corpus with a weight, each sober report (of alarmism) once for each label.

    The copy with label 1 has the weight `share` (0..1), so that a head learns all three wordings' order. Groups
    on which heads are calibrated keep the two labels.
    """
    sample = sentence_sample(examples, vectors, "train")
    weight = CORPORA[examples[0].corpus].weight if weight is None else weight
    sample = replace(sample, weights=sample.weights * weight)
    sober = np.array([example.purpose == "sober" for example in examples if example.split == "train"])
    sober &= ~reserved(sample)
    calm = replace(sample, weights=np.where(sober, (1 - share) * sample.weights, sample.weights))
    alarmed = replace(sample, labels=np.ones_like(sample.labels), weights=share * sample.weights)
    return join_samples([calm, take(alarmed, sober)])


def hedging_sample(corpora: Corpora) -> Sample:
    """Return the sentences that the hedging head is fitted on, every one with the same weight."""
    return unweighted(join_samples([sentence_sample(*pair, "train") for pair in taught(corpora, HEDGING).values()]))


def cues_sample(corpora: Corpora) -> tuple[Sample, NDArray[np.int64]]:
    """Return the words that the cue head is fitted on, and how many each sentence has."""
    words, counts = zip(*(_taught_words(*pair) for pair in taught(corpora, HEDGING).values()), strict=True)
    return join_samples(words), np.concatenate(counts)


def _taught_words(examples: Sequence[Example], vectors: CorpusVectors) -> tuple[Sample, NDArray[np.int64]]:
    sample, counts = word_sample(examples, vectors, "train")
    return _weighted(sample, CORPORA[examples[0].corpus].weight), counts


def taught(corpora: Corpora, attribute: str) -> Corpora:
    """Return, of the corpora that were loaded, those that teach an attribute."""
    return {one.name: corpora[one.name] for one in corpora_of(attribute) if one.task and one.name in corpora}


def _weighted(sample: Sample, weight: float) -> Sample:
    return replace(sample, weights=np.full(len(sample.labels), weight))
