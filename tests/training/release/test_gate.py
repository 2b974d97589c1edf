"""Tests of the gate: what closes it, and that no bound is lowered in silence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rhetor.release import MANIFEST
from training.corpora.readers import CORPORA, PUBLIC
from training.corpora.registry import CorpusDamaged, find
from training.release import gate
from training.release.bounds import Bounds, Lowered, load_bounds, pin
from training.release.figures import GateClosed
from training.release.gate import check
from training.release.seeds import spread

FIGURES = {"macro_f1": 0.75, "calibration_error": 0.04}
BOUNDS = Bounds(
    "one", {"own": "d1"}, {"states / test / macro_f1": 0.745}, {"states / test / calibration_error": 0.045}, ()
)


def write(folder: Path, figures: dict[str, float], digest: str = "d1") -> Path:
    folder.mkdir(exist_ok=True)
    metrics: dict[str, Any] = {
        "states": {"test": {"rows": {"count": 9}, "majority": {"macro_f1": 0.9}, "Rhetor": figures}}
    }
    manifest = {
        "release": "two",
        "corpora": {},
        "fingerprint": "",
        "parameters": {"seed": 1},
        "encoder": {},
        "measured": {"own": digest},
        "metrics": metrics if figures else {},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_a_release_that_holds_every_bound_passes(tmp_path: Path) -> None:
    check(write(tmp_path, FIGURES), BOUNDS)


@pytest.mark.parametrize(
    ("figures", "digest", "message"),
    [
        (FIGURES | {"macro_f1": 0.744}, "d1", r"macro_f1: 0\.744 is below 0\.745"),
        (FIGURES | {"calibration_error": 0.046}, "d1", r"calibration_error: 0\.046 is above 0\.045"),
        (FIGURES | {"macro_f1": float("nan")}, "d1", r"macro_f1: nan is below 0\.745"),
        ({"macro_f1": 0.8}, "d1", "calibration_error was not measured"),
        (FIGURES, "d2", "own has changed .*make pin"),
        ({}, "d1", "was not measured; do it first"),
    ],
)
def test_the_gate_closes_and_says_why(tmp_path: Path, figures: dict[str, float], digest: str, message: str) -> None:
    with pytest.raises(GateClosed, match=message):
        check(write(tmp_path, figures, digest), BOUNDS)


def test_what_is_pinned_is_what_the_release_reaches(tmp_path: Path) -> None:
    folder = write(tmp_path, FIGURES, "d2")
    pinned = pin(folder, None)
    assert pinned == Bounds("two", {"own": "d2"}, BOUNDS.floors, BOUNDS.ceilings, ())
    check(folder, pinned)


def test_a_better_release_raises_the_bounds_without_being_asked(tmp_path: Path) -> None:
    raised = pin(write(tmp_path, {"macro_f1": 0.8, "calibration_error": 0.02}), BOUNDS)
    assert (raised.floors["states / test / macro_f1"], raised.regressions) == (0.795, ())


@pytest.mark.parametrize("figures", [FIGURES | {"macro_f1": 0.7}, FIGURES | {"calibration_error": 0.1}, {"ap": 1.0}])
def test_a_bound_is_lowered_only_with_a_reason_which_is_kept(tmp_path: Path, figures: dict[str, float]) -> None:
    folder = write(tmp_path, figures)
    with pytest.raises(Lowered, match="--allow-regression"):
        pin(folder, BOUNDS)
    lowered = pin(folder, BOUNDS, "the test set is harder")
    assert {one["reason"] for one in lowered.regressions} == {"the test set is harder"}
    again = pin(write(tmp_path, figures | FIGURES), lowered)
    assert again.regressions == lowered.regressions


def test_the_command_pins_and_a_refusal_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "BOUNDS", path)
    monkeypatch.setattr("sys.argv", ["gate", str(write(tmp_path / "good", FIGURES)), "--pin"])
    monkeypatch.setattr(gate, "load_bounds", lambda: load_bounds(path))
    gate.main()
    before = path.read_bytes()
    monkeypatch.setattr("sys.argv", ["gate", str(write(tmp_path / "bad", {"macro_f1": 0.1})), "--pin"])
    with pytest.raises(SystemExit, match="would be laxer"):
        gate.main()
    assert path.read_bytes() == before
    assert "passes" in capsys.readouterr().out


def test_without_pinned_bounds_the_gate_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GateClosed, match="make pin"):
        load_bounds(tmp_path / "none.json")


def test_the_current_release_passes_the_committed_bounds(release: Path) -> None:
    check(release, load_bounds())


def write_seed(folder: Path, figures: dict[str, float], course: dict[str, Any]) -> Path:
    write(folder, figures)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"encoder": course}), encoding="utf-8")
    return folder


def test_seeds_are_summed_up_by_mean_and_range_of_what_all_measured(tmp_path: Path) -> None:
    runs = [{"macro_f1": 0.7, "ap": 0.5}, {"macro_f1": 0.8, "change": 0.0}, {"macro_f1": 0.9, "ap": 0.6}]
    folders = [write_seed(tmp_path / str(seed), figures, {"seed": seed}) for seed, figures in enumerate(runs)]
    mean = write_seed(tmp_path / "mean", {"macro_f1": 1.0}, {"seed": [0, 1, 2]})
    assert spread(folders, mean) == spread(folders) == {"states / test / macro_f1": (pytest.approx(0.8), 0.7, 0.9)}


@pytest.mark.parametrize("other", [{"seed": 2, "epochs": 3}, {"seed": 1, "epochs": 2}])
def test_seeds_of_different_courses_or_one_seed_twice_are_not_compared(tmp_path: Path, other: dict[str, Any]) -> None:
    courses = [{"seed": 1, "epochs": 2}, other]
    folders = [write_seed(tmp_path / str(row), {"macro_f1": 0.7}, course) for row, course in enumerate(courses)]
    with pytest.raises(GateClosed, match="seeds"):
        spread(folders)


@pytest.mark.parametrize("course", [{"seed": [1, 2, 3]}, {"seed": 1}, {"seed": [1, 2], "epochs": 3}])
def test_the_mean_must_be_of_the_seeds_that_are_summed_up(tmp_path: Path, course: dict[str, Any]) -> None:
    folders = [write_seed(tmp_path / str(seed), {"macro_f1": 0.7}, {"seed": seed}) for seed in (1, 2)]
    mean = write_seed(tmp_path / "mean", {"macro_f1": 0.7}, course)
    with pytest.raises(GateClosed, match="seeds"):
        spread(folders, mean)


def test_seeds_under_other_settings_of_the_heads_are_not_compared(tmp_path: Path) -> None:
    folders = [write_seed(tmp_path / str(seed), {"macro_f1": 0.7}, {"seed": seed}) for seed in (1, 2)]
    manifest = json.loads((folders[1] / MANIFEST).read_text(encoding="utf-8"))
    (folders[1] / MANIFEST).write_text(json.dumps(manifest | {"parameters": {"seed": 2}}), encoding="utf-8")
    with pytest.raises(GateClosed, match="other settings"):
        spread(folders)


def test_a_folder_without_a_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(GateClosed, match="holds no release; make a candidate first"):
        check(tmp_path, BOUNDS)


def measured_without(release: Path, folder: Path, *corpora: str) -> Path:
    """Write the manifest that the current release would have if it had been measured without some corpora."""
    manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    manifest["measured"] = {name: one for name, one in manifest["measured"].items() if name not in corpora}
    for attribute, splits in manifest["metrics"].items():
        kept = {split: found for split, found in splits.items() if split.split()[0] not in corpora}
        manifest["metrics"][attribute] = kept
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def at_hand(monkeypatch: pytest.MonkeyPatch, folder: Path, *corpora: str) -> None:
    """Let only some corpora be at hand, the real ones; skip where they are not."""
    real = {name: find(CORPORA[name]) for name in corpora}
    folder.mkdir()
    for name, where in real.items():
        if where is None:
            pytest.skip(f"{name} is not at hand (make data)")
        (folder / name).symlink_to(where)
    monkeypatch.setenv("RHETOR_CORPORA", str(folder))
    monkeypatch.setattr("pooch.os_cache", lambda name: folder / "none")


def test_without_a_public_corpus_our_own_bounds_are_checked_and_the_others_listed(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch, tmp_path / "corpora")
    bounds = load_bounds()
    folder = measured_without(release, tmp_path, *(corpus.name for corpus in PUBLIC))
    unchecked = check(folder, bounds)
    assert {name.split(" / ")[1].split()[0] for name in unchecked} == {corpus.name for corpus in PUBLIC}
    assert unchecked["alarmism / ptc test / ap"] == "not checked: ptc is not at hand"
    higher = replace(bounds, floors={**bounds.floors, "states / own_states test / macro_f1": 0.99})
    with pytest.raises(GateClosed, match=r"own_states test / macro_f1: 0\.\d+ is below 0\.990$"):
        check(folder, higher)


def test_a_corpus_that_shares_sentences_with_one_that_is_missing_is_not_checked(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch, tmp_path / "corpora", "conll2010")
    folder = measured_without(release, tmp_path, *(corpus.name for corpus in PUBLIC))
    assert check(folder, load_bounds())["hedging / conll2010 test / f1"] == "not checked: szeged is not at hand"


def test_a_corpus_at_hand_must_be_measured(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hand(monkeypatch, tmp_path / "corpora", "dse")
    folder = measured_without(release, tmp_path, *(corpus.name for corpus in PUBLIC))
    with pytest.raises(GateClosed, match="dse is at hand and was not measured"):
        check(folder, load_bounds())


def test_a_corpus_at_hand_that_has_changed_closes_the_gate(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch, tmp_path / "corpora")
    (tmp_path / "corpora/dse").mkdir()
    (tmp_path / "corpora/dse/train.txt").write_text("other lines", encoding="utf-8")
    with pytest.raises(CorpusDamaged, match=r"dse/train\.txt has sha256 .* move it away"):
        check(measured_without(release, tmp_path, "dse"), load_bounds())


def test_what_was_measured_elsewhere_is_checked_here(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand(monkeypatch, tmp_path / "corpora")
    assert check(release, load_bounds()) == {}
