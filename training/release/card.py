"""This file writes the card of a release from its manifest."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from rhetor.release import MANIFEST
from training.corpora.readers import CORPORA
from training.files import CARD, SEEDS, write_text
from training.refusals import read_json

_RANGE = ("mean", "least", "greatest")
Spread = Mapping[str, tuple[float, float, float]]
COLUMNS = {  # what is measured -> its column
    "macro_f1": "macro-F1",
    "f1": "F1",
    "ap": "AP",
    "auc": "AUC",
    "calibration_error": "calibration error",
    "chance_error": "by chance",
    "ordered": "as written",
    "change": "largest change",
    "kappa": "kappa",
    "megabytes": "MB",
}

_TEMPLATE = Path(__file__).with_name("card.md")


def write_card(folder: Path) -> None:
    """Write `CARD.md` beside the manifest that it is made from."""
    manifest, reference = read_json(folder / MANIFEST), read_json(folder / "reference.json")
    card = _TEMPLATE.read_text(encoding="utf-8").format(
        release=manifest["release"],
        course="; before it ".join(_courses(manifest["encoder"])) or "not recorded",
        articles=reference["articles"],
        metrics="\n".join(_metric_lines(manifest["metrics"])),
        seeds="\n".join(_seed_lines(load_seeds(folder))),
        corpora="\n".join(_corpus_lines(manifest["corpora"])),
        parameters="\n".join(f"- {name}: {value}" for name, value in manifest["parameters"].items()),
    )
    write_text(folder / CARD, card)


def load_seeds(folder: Path) -> Spread:
    """Load what `make seeds` measured: {} where it was not run for the release in `folder`."""
    path = folder / SEEDS
    return read_json(path) if path.exists() else {}


def seeds_table(found: Spread) -> Table:
    """Return mean and range over seeds as a table to print."""
    table = Table("figure", *_RANGE, title="over the encoder's seeds, each alone")
    for name, values in found.items():
        table.add_row(name, *map(_cell, values))
    return table


def _seed_lines(found: Spread) -> Iterator[str]:
    """Yield a section of its own, or nothing."""
    if not found:
        return
    yield "### Over the encoder's seeds, each alone (`make seeds`)\n"
    yield f"| figure | {' | '.join(_RANGE)} |"
    yield "|---|" + "---:|" * len(_RANGE)
    for name, values in found.items():
        yield f"| {name} | {' | '.join(map(_cell, values))} |"
    yield "\n"


def _courses(course: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each course of the encoder was told, the last first."""
    while course:
        yield ", ".join(f"{name} {value}" for name, value in course.items() if name != "before")
        course = course.get("before", {})


def _metric_lines(metrics: Mapping[str, Any]) -> Iterator[str]:
    yield f"| attribute | held-out split | rows | system | {' | '.join(COLUMNS.values())} |"
    yield "|---|---|---:|---|" + "---:|" * len(COLUMNS)
    for attribute, splits in metrics.items():
        for split, systems in splits.items():
            for system in (name for name in systems if name != "rows"):
                cells = (_cell(systems[system].get(key)) for key in COLUMNS)
                rows = int(systems["rows"]["count"])
                yield f"| {attribute} | {split} | {rows:,} | {system} | {' | '.join(cells)} |"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _corpus_lines(corpora: Mapping[str, str]) -> Iterator[str]:
    for name, digest in corpora.items():
        corpus = CORPORA[name]
        licence = "" if corpus.own else f" Licence: {corpus.licence}"
        yield f"- **{name}** (sha256 {digest[:12]}): {corpus.citation}{licence}"
