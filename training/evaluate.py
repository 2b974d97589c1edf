"""This file measures a release on held-out examples beside baselines, in one run (`make evaluate`)."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from scoring.heads import Heads
from scoring.release import load_release
from training import baselines
from training.card import write_card
from training.examples import ALARMISM, ATTRIBUTES, HEDGING, STATES, Example
from training.fit import Floats, Sample, balance, hedging_features, mention_sample, sentence_sample, word_sample
from training.metrics import measure
from training.package import store_metrics
from training.train import Corpora, load_corpora, states_sample
from training.vectors import Vectors

SYSTEMS = ("majority", "VADER", "TF-IDF + LR", "Rhetor")
_TRIALS = 7

Metrics = dict[str, dict[str, dict[str, Mapping[str, float]]]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-out split with all systems' predictions, each (rows, classes)."""

    attribute: str
    split: str
    labels: NDArray[np.int64]
    predictions: Mapping[str, Floats]
    weights: Floats | None = None


def evaluate(folder: Path) -> Metrics:
    """Measure a release and the baselines: attribute -> split -> system (or "rows") -> metrics."""
    release = load_release(folder, threads=2)
    corpora = load_corpora(folder, [name for names in ATTRIBUTES.values() for name in names])
    metrics: Metrics = {}
    with Progress() as progress:
        task = progress.add_task("measuring", total=_TRIALS)
        for trial in _trials(corpora, release.heads):
            systems = {name: measure(trial.labels, found, trial.weights) for name, found in trial.predictions.items()}
            metrics.setdefault(trial.attribute, {})[trial.split] = {"rows": {"count": len(trial.labels)}, **systems}
            progress.advance(task)
    return metrics


def _trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    yield from _states_trials(corpora, heads)
    yield _alarmism_trial(corpora["ptc"], heads)
    for corpus in ATTRIBUTES[HEDGING]:
        yield _hedging_trial(corpora, corpus, heads)
    yield _cues_trial(corpora, heads)


def _states_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = states_sample(corpora)
    for corpus, split in (("newsmtsc", "test_rw"), ("newsmtsc", "test_mt"), ("dse", "test")):
        test = mention_sample(*corpora[corpus], split)
        vader = baselines.vader_sentiment(test.texts)
        yield _trial(STATES, f"{corpus} {split}", train, test, vader, heads.states.predict_proba(test.features))


def _alarmism_trial(corpus: tuple[Sequence[Example], Vectors], heads: Heads) -> Trial:
    train, test = sentence_sample(*corpus, "train"), sentence_sample(*corpus, "test")
    vader = baselines.vader_alarmism(test.texts)
    ours = heads.alarmism.predict_proba(test.features)
    return replace(_trial(ALARMISM, "ptc test", train, test, vader, ours), weights=balance(test.labels))


def _hedging_trial(corpora: Corpora, corpus: str, heads: Heads) -> Trial:
    """Measure hedging on a corpus's test sentences; every system has learned from szeged alone."""
    train, test = sentence_sample(*corpora["szeged"], "train"), sentence_sample(*corpora[corpus], "test")
    train = replace(train, weights=np.ones(len(train.labels)))
    words, counts = word_sample(*corpora[corpus], "test")
    features = hedging_features(heads.cues.predict_proba(words.features)[:, 1], counts)
    vader = baselines.vader_hedging(test.texts)
    return _trial(HEDGING, f"{corpus} test", train, test, vader, heads.hedging.predict_proba(features))


def _cues_trial(corpora: Corpora, heads: Heads) -> Trial:
    """Measure the cue head on words; the baselines for whole texts do not apply."""
    words, _ = word_sample(*corpora["szeged"], "test")
    return Trial("cues", "szeged test", words.labels, {"Rhetor": heads.cues.predict_proba(words.features)})


def _trial(attribute: str, split: str, train: Sample, test: Sample, vader: Floats, ours: Floats) -> Trial:
    majority = baselines.majority(train.labels, len(test.labels))
    tfidf = baselines.tfidf(train.texts, train.labels, test.texts, train.weights)
    return Trial(attribute, split, test.labels, dict(zip(SYSTEMS, (majority, vader, tfidf, ours), strict=True)))


def print_metrics(metrics: Metrics) -> None:
    """Print the measured metrics as a table, one row a system."""
    table = Table("attribute", "held-out split", "rows", "system")
    for column in ("macro-F1", "AP", "AUC", "calibration error"):
        table.add_column(column, justify="right")
    for attribute, splits in metrics.items():
        for split, systems in splits.items():
            _add_rows(table, attribute, split, systems)
    Console(width=110).print(table)


def _add_rows(table: Table, attribute: str, split: str, systems: Mapping[str, Mapping[str, float]]) -> None:
    rows = str(int(systems["rows"]["count"]))
    for system in (name for name in SYSTEMS if name in systems):
        found = systems[system]
        cells = (f"{found[key]:.3f}" if key in found else "" for key in ("macro_f1", "ap", "auc", "calibration_error"))
        table.add_row(attribute, split, rows, system, *cells, end_section=system == SYSTEMS[-1])


def main() -> None:
    """Run from the command line: `python -m training.evaluate RELEASE_FOLDER [--store]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", action="store_true", help="put the metrics into the manifest and write the card")
    arguments = parser.parse_args()
    metrics = evaluate(arguments.folder)
    print_metrics(metrics)
    if arguments.store:
        store_metrics(arguments.folder, metrics)
        write_card(arguments.folder)


if __name__ == "__main__":
    main()
