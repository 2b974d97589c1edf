"""This file measures a release on held-out examples beside baselines, in one run (`make evaluate`)."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from rhetor.heads import Heads
from rhetor.release import FILES
from rhetor.scorer import Scorer
from training.corpora.own import ALARMISM_CORPUS, STATES_CORPUS
from training.corpora.readers import CORPORA, OWN, said_lacking
from training.corpora.registry import Corpus, digest
from training.corpora.tasks import ALARMISM, STATES
from training.files import RELIABILITY
from training.heads.samples import mention_sample, sentence_sample
from training.heads.vectors import Corpora, load_corpora
from training.measure.audit import kappa
from training.measure.metrics import chance_error, measure
from training.measure.orders import contrast_order, wording_orders
from training.measure.plots import Bins, draw_reliability
from training.measure.swap import largest_change
from training.refusals import one_sentence
from training.release.card import COLUMNS, load_seeds, seeds_table, write_card
from training.release.figures import load_manifest
from training.release.package import check_digests, store_metrics
from training.release.trials import SYSTEMS, tested, trials

Metrics = dict[str, dict[str, dict[str, Mapping[str, float]]]]


def measurable(tell: Callable[[str], object]) -> list[Corpus]:
    """Return the corpora that can be measured on here; `tell` is called with a line for each that cannot.

    Raises CorpusDamaged where one is at hand and is not the one that was pinned.
    """
    missing = {corpus.name: said_lacking(corpus) for corpus in CORPORA.values()}
    for name, why in missing.items():
        if why:
            tell(f"{name} is not measured: {why} (make data)")
    return [corpus for corpus in CORPORA.values() if not missing[corpus.name]]


def evaluate(folder: Path, measured: Sequence[Corpus]) -> tuple[Metrics, Mapping[str, Bins]]:
    """Measure a release and the baselines on corpora: attribute -> split -> system (or "rows") -> metrics.

    Also returns the reliability of Rhetor on each split, by name.
    """
    scorer = Scorer.load(folder, threads=2)
    release = scorer.release
    corpora = load_corpora(folder, measured)
    metrics: Metrics = {}
    bins: dict[str, Bins] = {}
    with Progress() as progress:
        task = progress.add_task("measuring", total=None)
        for trial in trials(corpora, release.heads):
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
    change, count = largest_change(corpora[STATES_CORPUS.name][0], scorer)
    metrics[STATES]["own swaps"] = {"rows": {"count": count}, "Rhetor": {"change": change}}
    for corpus in OWN:
        agreement, count = kappa(corpus.name)
        if count:
            labelled = metrics.setdefault("own labels", {}).setdefault(corpus.name, {"rows": {"count": count}})
            labelled["second labeller"] = {"kappa": agreement}
    size = sum((folder / name).stat().st_size for name in FILES) / 1e6
    metrics["release"] = {"files": {"rows": {"count": len(FILES)}, "Rhetor": {"megabytes": size}}}
    return metrics, bins


def _orders(corpora: Corpora, heads: Heads) -> Iterator[tuple[str, str, tuple[float, int]]]:
    examples, vectors = corpora[STATES_CORPUS.name]
    found = heads["states"].predict_proba(mention_sample(examples, vectors, "test").features)
    yield STATES, "own role contrasts", contrast_order(tested(examples), found)
    examples, vectors = corpora[ALARMISM_CORPUS.name]
    found = heads["alarmism"].predict_proba(sentence_sample(examples, vectors, "test").features)
    for name, order in wording_orders(tested(examples), found[:, 1]).items():
        yield ALARMISM, f"own: {name}", order


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


def run(folder: Path, store: bool) -> None:
    """Measure a release, print the table, and `store` the metrics in it."""
    load_manifest(folder)
    measured = measurable(Console(stderr=True, soft_wrap=True, highlight=False).print)
    digests = {corpus.name: digest(corpus) for corpus in measured}
    if store:
        check_digests(folder, digests)
    metrics, bins = evaluate(folder, measured)
    print_metrics(metrics)
    if seeds := load_seeds(folder):
        Console(width=110).print(seeds_table(seeds))
    if store:
        draw_reliability(bins, folder / RELIABILITY)
        store_metrics(folder, metrics, digests)
        write_card(folder)


def main() -> None:
    """Run from the command line: `python -m training.release.evaluate RELEASE_FOLDER [--store]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", action="store_true", help="put the metrics into the manifest and write the card")
    arguments = parser.parse_args()
    with one_sentence():
        run(arguments.folder, arguments.store)


if __name__ == "__main__":
    main()
