"""This file tests promoting: whole copies, and a models/ that is never left half changed."""

import json
from pathlib import Path

import pytest

from rhetor.errors import ReleaseError
from rhetor.packaged import current_release
from rhetor.release import MANIFEST, load_release
from tests.training.release.candidates import BOUNDS, content, rename, unmeasured
from training.files import SEEDS
from training.release.figures import GateClosed
from training.release.package import (
    store_metrics,
)
from training.release.promote import promote


def test_a_promoted_release_is_a_whole_copy_and_current(candidate: Path, models: Path) -> None:
    name = promote(candidate, models, BOUNDS)
    assert current_release(models) == models / name
    assert content(models / name) == content(candidate)
    assert content(models).keys() == {"current", *(f"{name}/{file}" for file in content(candidate))}
    assert load_release(current_release(models), threads=1).name == name


def test_what_seeds_measured_after_promotion_reaches_the_release(candidate: Path, models: Path) -> None:
    name = promote(candidate, models, BOUNDS)
    (candidate / SEEDS).write_text("{}", encoding="utf-8")
    (candidate / "CARD.md").write_text("with seeds", encoding="utf-8")
    promote(candidate, models, BOUNDS)
    assert content(models / name) == content(candidate)


def test_the_release_before_stays_on_disk(candidate: Path, models: Path) -> None:
    before = promote(candidate, models, BOUNDS)
    rename(candidate, "next")
    assert promote(candidate, models, BOUNDS) == "next"
    assert current_release(models) == models / "next"
    assert content(models / before).keys() == content(models / "next").keys()


def corrupt(candidate: Path) -> None:
    (candidate / "states.skops").write_bytes(b"")
    rename(candidate, "next")


def incomplete(candidate: Path) -> None:
    (candidate / "reference.json").unlink()
    rename(candidate, "next")


def measured_of(candidate: Path) -> dict[str, str]:
    measured: dict[str, str] = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))["measured"]
    return measured


def measured_anew(candidate: Path) -> None:
    metrics = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))["metrics"]
    store_metrics(candidate, metrics | {"new": {}}, measured_of(candidate))


def worse(candidate: Path) -> None:
    metrics = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))["metrics"]
    metrics["states"]["newsmtsc test_rw"]["Rhetor"]["macro_f1"] = 0.1
    store_metrics(candidate, metrics, measured_of(candidate))
    rename(candidate, "next")


REFUSED = [
    (worse, GateClosed, r"macro_f1: 0\.100 is below"),
    (unmeasured, FileNotFoundError, r"CARD\.md; measure it first"),
    (measured_anew, FileExistsError, "exists; train under another name"),
    (corrupt, ReleaseError, r"states\.skops .* restore"),
    (incomplete, ReleaseError, r"reference\.json .* restore"),
    (lambda candidate: rename(candidate, "../outside"), ReleaseError, "manifest"),
]


@pytest.mark.parametrize(("damage", "error", "message"), REFUSED)
def test_a_candidate_that_is_refused_leaves_models_untouched(
    candidate: Path, models: Path, damage, error, message
) -> None:  # type: ignore[no-untyped-def]
    promote(candidate, models, BOUNDS)
    before = content(models)
    damage(candidate)
    with pytest.raises(error, match=message):
        promote(candidate, models, BOUNDS)
    assert content(models) == before


def test_a_promotion_that_was_cut_off_can_be_repeated(candidate: Path, models: Path) -> None:
    promote(candidate, models, BOUNDS)
    (models / "current").write_text("another\n", encoding="utf-8")
    assert promote(candidate, models, BOUNDS) == current_release(models).name
