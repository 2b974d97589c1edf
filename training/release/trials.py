"""This file holds the trials of a release: each held-out split, with what every system predicts of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rhetor.attributes import OF_SENTENCES
from rhetor.heads import Heads
from training.corpora.examples import Example
from training.corpora.readers import CORPORA, corpora_of
from training.corpora.registry import Corpus
from training.corpora.tasks import HEDGING, STATES
from training.heads.fit import fit_states, hedging_features
from training.heads.samples import Sample, mention_sample, sentence_sample, take, word_sample
from training.heads.taught import hedging_sample, sentences_sample, states_sample, taught
from training.heads.vectors import Corpora
from training.measure import baselines
from training.measure.metrics import Floats, balance, reliability
from training.measure.plots import Bins

SYSTEMS = ("majority", "VADER", "TF-IDF + LR", "Rhetor")


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-out split with all systems' predictions, each (rows, classes)."""

    attribute: str
    split: str
    labels: NDArray[np.int64]
    predictions: Mapping[str, Floats]
    weights: Floats | None = None

    def bins(self) -> Bins:
        """Return the reliability of Rhetor's predictions."""
        predicted = self.predictions[SYSTEMS[-1]]
        return reliability(np.argmax(predicted, axis=1) == self.labels, predicted.max(axis=1), self.weights)


def trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    """Yield every trial of a release's heads."""
    yield from _states_trials(corpora, heads)
    for attribute in (one.name for one in OF_SENTENCES if not one.cues):
        yield from _sentence_trials(corpora, heads, attribute)
    yield from _hedging_trials(corpora, heads)
    yield from _cues_trials(corpora, heads)


def _states_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = states_sample(corpora)
    for corpus in _loaded(corpora, STATES):
        for split in corpus.tests:
            test = mention_sample(*corpora[corpus.name], split)
            vader, ours = baselines.vader_sentiment(test.texts), heads["states"].predict_proba(test.features)
            trial = _trial(STATES, f"{corpus.name} {split}", train, test, vader, ours)
            alone = _alone(corpora, corpus, test) if corpus.other_neutral else {}
            yield replace(trial, predictions={**trial.predictions, **alone})


def _loaded(corpora: Corpora, attribute: str) -> list[Corpus]:
    return [corpus for corpus in corpora_of(attribute) if corpus.name in corpora]


def _alone(corpora: Corpora, corpus: Corpus, test: Sample) -> Mapping[str, Floats]:
    """Learn from one corpus alone, whose "neutral" is its own: what our vectors hold of it, and what TF-IDF does."""
    train = mention_sample(*corpora[corpus.name], "train")
    return {
        f"TF-IDF, {corpus.name} alone": baselines.tfidf(train.texts, train.labels, test.texts, train.weights),
        f"our vectors, {corpus.name} alone": fit_states(train).predict_proba(test.features),
    }


def _sentence_trials(corpora: Corpora, heads: Heads, attribute: str) -> Iterator[Trial]:
    train = sentences_sample(corpora, attribute)
    for corpus in _loaded(corpora, attribute):
        test = take(sentence_sample(*corpora[corpus.name], "test"), unseen(corpora, corpus))
        vader, ours = baselines.vader_negative(test.texts), heads[attribute].predict_proba(test.features)
        yield replace(_trial(attribute, f"{corpus.name} test", train, test, vader, ours), weights=balance(test.labels))


def _hedging_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = hedging_sample(corpora)
    for corpus in _loaded(corpora, HEDGING):
        kept = unseen(corpora, corpus)
        test = take(sentence_sample(*corpora[corpus.name], "test"), kept)
        words, counts = word_sample(*corpora[corpus.name], "test")
        features = hedging_features(heads["cues"].predict_proba(words.features)[:, 1], counts)[kept]
        vader = baselines.vader_hedging(test.texts)
        yield _trial(HEDGING, f"{corpus.name} test", train, test, vader, heads["hedging"].predict_proba(features))


def _cues_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    """Measure the cue head on words; the baselines for whole texts do not apply."""
    for corpus, pair in taught(corpora, HEDGING).items():
        words, counts = word_sample(*pair, "test")
        words = take(words, np.repeat(unseen(corpora, CORPORA[corpus]), counts))
        yield Trial("cues", f"{corpus} test", words.labels, {"Rhetor": heads["cues"].predict_proba(words.features)})


def _trial(attribute: str, split: str, train: Sample, test: Sample, vader: Floats, ours: Floats) -> Trial:
    majority = baselines.majority(train.labels, len(test.labels))
    tfidf = baselines.tfidf(train.texts, train.labels, test.texts, train.weights)
    return Trial(attribute, split, test.labels, dict(zip(SYSTEMS, (majority, vader, tfidf, ours), strict=True)))


def unseen(corpora: Corpora, corpus: Corpus) -> NDArray[np.bool_]:
    """Tell which test sentences of a corpus stand in no training split of its attribute, whatever their labels.

    Lines that many articles repeat do (ptc), and most of conll2010, whose Wikipedia sentences szeged took over.
    """
    learned = (examples for examples, _ in taught(corpora, corpus.attribute).values())
    seen = {_letters(one.text) for examples in learned for one in examples if one.split == "train"}
    return np.array([_letters(one.text) not in seen for one in tested(corpora[corpus.name][0])])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))  # szeged and conll2010 space and quote the same text otherwise


def tested(examples: Sequence[Example]) -> list[Example]:
    """Return the examples of the test split."""
    return [example for example in examples if example.split == "test"]
