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

from rhetor.heads import Heads
from rhetor.release import FILES
from rhetor.scorer import Scorer
from training import baselines
from training.audit import kappa
from training.card import COLUMNS, load_seeds, seeds_table, write_card
from training.examples import ALARMISM, ATTRIBUTES, HEDGING, STATES, Example
from training.fit import (
    Floats,
    Sample,
    balance,
    fit_states,
    hedging_features,
    mention_sample,
    sentence_sample,
    take,
    word_sample,
)
from training.labelled import OWN
from training.metrics import chance_error, measure, reliability
from training.orders import contrast_order, wording_orders
from training.package import check_digests, store_metrics
from training.plots import RELIABILITY, Bins, draw_reliability
from training.swap import largest_change
from training.train import (
    TRAINED_ON,
    Corpora,
    alarmism_sample,
    corpus_digest,
    hedging_sample,
    load_corpora,
    states_sample,
)

MEASURED = tuple(name for names in ATTRIBUTES.values() for name in names)
SYSTEMS = ("majority", "VADER", "TF-IDF + LR", "Rhetor")
Metrics = dict[str, dict[str, dict[str, Mapping[str, float]]]]


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


def evaluate(folder: Path) -> tuple[Metrics, Mapping[str, Bins]]:
    """Measure a release and the baselines: attribute -> split -> system (or "rows") -> metrics.

    Also returns the reliability of Rhetor on each split, by name.
    """
    scorer = Scorer.load(folder, threads=2)
    release = scorer.release
    corpora = load_corpora(folder, MEASURED)
    metrics: Metrics = {}
    bins: dict[str, Bins] = {}
    with Progress() as progress:
        task = progress.add_task("measuring", total=None)
        for trial in _trials(corpora, release.heads):
            systems = {
                name: dict(measure(trial.labels, found, trial.weights)) for name, found in trial.predictions.items()
            }
            systems[SYSTEMS[-1]]["chance_error"] = chance_error(
                trial.predictions[SYSTEMS[-1]].max(axis=1), trial.weights
            )
            metrics.setdefault(trial.attribute, {})[trial.split] = {"rows": {"count": len(trial.labels)}, **systems}
            bins[f"{trial.attribute}: {trial.split}"] = trial.bins()
            progress.advance(task)
    for attribute, split, (share, count) in _orders(corpora, release.heads):
        metrics[attribute][split] = {"rows": {"count": count}, "Rhetor": {"ordered": share}}
    change, count = largest_change(corpora["own_states"][0], scorer)
    metrics[STATES]["own swaps"] = {"rows": {"count": count}, "Rhetor": {"change": change}}
    for name in OWN:
        agreement, count = kappa(name)
        if count:
            labelled = metrics.setdefault("own labels", {}).setdefault(name, {"rows": {"count": count}})
            labelled["second labeller"] = {"kappa": agreement}
    size = sum((folder / name).stat().st_size for name in FILES) / 1e6
    metrics["release"] = {"files": {"rows": {"count": len(FILES)}, "Rhetor": {"megabytes": size}}}
    return metrics, bins


def _orders(corpora: Corpora, heads: Heads) -> Iterator[tuple[str, str, tuple[float, int]]]:
    examples, vectors = corpora["own_states"]
    found = heads["states"].predict_proba(mention_sample(examples, vectors, "test").features)
    yield STATES, "own role contrasts", contrast_order(tested(examples), found)
    examples, vectors = corpora["own_alarmism"]
    found = heads["alarmism"].predict_proba(sentence_sample(examples, vectors, "test").features)
    for name, order in wording_orders(tested(examples), found[:, 1]).items():
        yield ALARMISM, f"own: {name}", order


def tested(examples: Sequence[Example]) -> list[Example]:
    """Return the examples of the test split."""
    return [example for example in examples if example.split == "test"]


def unseen(corpora: Corpora, attribute: str, corpus: str) -> NDArray[np.bool_]:
    """Tell which test sentences of a corpus stand in no training split of its attribute, whatever their labels.

    Lines that many articles repeat do (ptc), and most of conll2010, whose Wikipedia sentences szeged took over.
    """
    names = [name for name in ATTRIBUTES[attribute] if name in TRAINED_ON]
    seen = {_normalised(one.text) for name in names for one in corpora[name][0] if one.split == "train"}
    return np.array([_normalised(one.text) not in seen for one in tested(corpora[corpus][0])])


def _normalised(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))  # szeged and conll2010 space and quote the same text otherwise


def _trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    yield from _states_trials(corpora, heads)
    yield from _alarmism_trials(corpora, heads)
    yield from _hedging_trials(corpora, heads)
    yield from _cues_trials(corpora, heads)


def _states_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = states_sample(corpora)
    splits = (("newsmtsc", "test_rw"), ("newsmtsc", "test_mt"), ("dse", "test"), ("own_states", "test"))
    for corpus, split in splits:
        test = mention_sample(*corpora[corpus], split)
        vader = baselines.vader_sentiment(test.texts)
        trial = _trial(STATES, f"{corpus} {split}", train, test, vader, heads["states"].predict_proba(test.features))
        yield replace(trial, predictions={**trial.predictions, **_alone(corpora, test)}) if corpus == "dse" else trial


def _alone(corpora: Corpora, test: Sample) -> Mapping[str, Floats]:
    """Learn from dse alone, whose "neutral" is its own: what our vectors hold of it, and what TF-IDF does."""
    train = mention_sample(*corpora["dse"], "train")
    return {
        "TF-IDF, dse alone": baselines.tfidf(train.texts, train.labels, test.texts, train.weights),
        "our vectors, dse alone": fit_states(train).predict_proba(test.features),
    }


def _alarmism_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = alarmism_sample(corpora)
    for corpus in ATTRIBUTES[ALARMISM]:
        test = take(sentence_sample(*corpora[corpus], "test"), unseen(corpora, ALARMISM, corpus))
        vader, ours = baselines.vader_alarmism(test.texts), heads["alarmism"].predict_proba(test.features)
        yield replace(_trial(ALARMISM, f"{corpus} test", train, test, vader, ours), weights=balance(test.labels))


def _hedging_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    train = hedging_sample(corpora)
    for corpus in ATTRIBUTES[HEDGING]:
        kept = unseen(corpora, HEDGING, corpus)
        test = take(sentence_sample(*corpora[corpus], "test"), kept)
        words, counts = word_sample(*corpora[corpus], "test")
        features = hedging_features(heads["cues"].predict_proba(words.features)[:, 1], counts)[kept]
        vader = baselines.vader_hedging(test.texts)
        yield _trial(HEDGING, f"{corpus} test", train, test, vader, heads["hedging"].predict_proba(features))


def _cues_trials(corpora: Corpora, heads: Heads) -> Iterator[Trial]:
    """Measure the cue head on words; the baselines for whole texts do not apply."""
    for corpus in (name for name in ATTRIBUTES[HEDGING] if name in TRAINED_ON):
        words, counts = word_sample(*corpora[corpus], "test")
        words = take(words, np.repeat(unseen(corpora, HEDGING, corpus), counts))
        yield Trial("cues", f"{corpus} test", words.labels, {"Rhetor": heads["cues"].predict_proba(words.features)})


def _trial(attribute: str, split: str, train: Sample, test: Sample, vader: Floats, ours: Floats) -> Trial:
    majority = baselines.majority(train.labels, len(test.labels))
    tfidf = baselines.tfidf(train.texts, train.labels, test.texts, train.weights)
    return Trial(attribute, split, test.labels, dict(zip(SYSTEMS, (majority, vader, tfidf, ours), strict=True)))


def print_metrics(metrics: Metrics) -> None:
    """Print the measured metrics as a table, one row a system."""
    table = Table("attribute", "held-out split", "rows", "system")
    for column in COLUMNS.values():
        table.add_column(column, justify="right")
    for attribute, splits in metrics.items():
        for split, systems in splits.items():
            _add_rows(table, attribute, split, systems)
    Console(width=170).print(table)


def _add_rows(table: Table, attribute: str, split: str, systems: Mapping[str, Mapping[str, float]]) -> None:
    rows = str(int(systems["rows"]["count"]))
    for system, found in systems.items():
        if system != "rows":
            cells = (f"{found[key]:.3f}" if key in found else "" for key in COLUMNS)
            table.add_row(attribute, split, rows, system, *cells)
    table.add_section()


def main() -> None:
    """Run from the command line: `python -m training.evaluate RELEASE_FOLDER [--store]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", action="store_true", help="put the metrics into the manifest and write the card")
    arguments = parser.parse_args()
    if arguments.store:
        check_digests(arguments.folder, {name: corpus_digest(name) for name in MEASURED})
    metrics, bins = evaluate(arguments.folder)
    print_metrics(metrics)
    if seeds := load_seeds(arguments.folder):
        Console(width=110).print(seeds_table(seeds))
    if arguments.store:
        draw_reliability(bins, arguments.folder / RELIABILITY)
        store_metrics(arguments.folder, metrics, {name: corpus_digest(name) for name in MEASURED})
        write_card(arguments.folder)


if __name__ == "__main__":
    main()
