"""Tests of the card: it says all that the manifest says, and the committed one is up to date."""

import json
import shutil
from collections.abc import Iterator
from itertools import dropwhile, islice, takewhile
from pathlib import Path
from typing import Any

import pytest

from rhetor.release import MANIFEST
from training.corpora.readers import CORPORA
from training.files import SEEDS, write_json
from training.release.card import write_card


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Path:
    """Hold what a card is made from."""
    for name in (MANIFEST, "reference.json", SEEDS):
        if (release / name).exists():
            shutil.copyfile(release / name, tmp_path / name)
    return tmp_path


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def written(folder: Path) -> str:
    write_card(folder)
    return (folder / "CARD.md").read_text(encoding="utf-8")


def table(card: str) -> Iterator[list[str]]:
    """Yield the cells of each row under the head of the card's first table."""
    lines = dropwhile(lambda line: not line.startswith("|"), card.splitlines())
    for line in islice(takewhile(lambda line: line.startswith("|"), lines), 2, None):
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_committed_card_is_what_would_be_written_now(release: Path, folder: Path) -> None:
    assert (release / "CARD.md").read_text(encoding="utf-8") == written(folder)


def test_the_card_has_one_row_a_system_and_split(folder: Path) -> None:
    metrics = manifest_of(folder)["metrics"]
    measured = [
        [attribute, split, system]
        for attribute, splits in metrics.items()
        for split, systems in splits.items()
        for system in systems
        if system != "rows"
    ]
    assert [[attribute, split, system] for attribute, split, _, system, *_ in table(written(folder))] == measured
    assert measured


def test_the_card_tells_the_range_over_seeds_where_it_was_measured(folder: Path) -> None:
    (folder / SEEDS).unlink(missing_ok=True)
    assert "seeds, each alone" not in written(folder)
    write_json(folder / SEEDS, {"states / own_states test / macro_f1": [0.7654, 0.75, 0.78]})
    card = written(folder)
    assert "| states / own_states test / macro_f1 | 0.765 | 0.750 | 0.780 |" in card
    assert card.index("seeds, each alone") < card.index("## How to read the numbers")


def test_a_row_holds_the_measured_figures_in_the_order_of_its_columns(folder: Path) -> None:
    manifest = manifest_of(folder)
    figures = {"auc": 0.25, "macro_f1": 0.5, "calibration_error": 0.125, "ap": 0.75, "ordered": 0.875}
    figures["chance_error"] = 0.0625
    split = {"rows": {"count": 12345}, "Rhetor": figures, "majority": {"macro_f1": 1 / 3}}
    write_json(folder / MANIFEST, manifest | {"metrics": {"alarmism": {"ptc test": split}}})
    card = written(folder)
    assert (
        "| macro-F1 | F1 | AP | AUC | calibration error | by chance | as written | largest change | kappa | MB |"
        in card
    )
    assert list(table(card)) == [
        [
            "alarmism",
            "ptc test",
            "12,345",
            "Rhetor",
            "0.500",
            "",
            "0.750",
            "0.250",
            "0.125",
            "0.062",
            "0.875",
            "",
            "",
            "",
        ],
        ["alarmism", "ptc test", "12,345", "majority", "0.333", *[""] * 9],
    ]


def test_the_card_names_every_corpus_with_its_citation_licence_and_hash(folder: Path) -> None:
    card, corpora = written(folder), manifest_of(folder)["corpora"]
    for name, digest in corpora.items():
        (line,) = [line for line in card.splitlines() if line.startswith(f"- **{name}**")]
        corpus = CORPORA[name]
        said = ("written for Rhetor",) if corpus.own else (corpus.citation, f"Licence: {corpus.licence}")
        for wanted in (digest[:12], *said):
            assert wanted in line
    assert corpora


def test_the_card_names_every_parameter_the_release_and_its_reference(folder: Path) -> None:
    card, manifest = written(folder), manifest_of(folder)
    articles = json.loads((folder / "reference.json").read_text(encoding="utf-8"))["articles"]
    assert card.startswith(f"# Rhetor {manifest['release']}\n")
    assert f"against {articles} articles of ptc" in card
    for name, value in manifest["parameters"].items():
        assert f"- {name}: {value}\n" in card


def test_nothing_of_the_template_is_left_over(folder: Path) -> None:
    card = written(folder)
    assert "{" not in card and "}" not in card
    assert not list(folder.glob("*.part"))


def test_a_candidate_that_was_not_measured_gets_an_empty_table(folder: Path) -> None:
    write_json(folder / MANIFEST, manifest_of(folder) | {"metrics": {}})
    assert list(table(written(folder))) == []
