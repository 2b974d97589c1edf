"""Tests of promoting: whole files, one load, and a models/ that is never left half changed."""

import json
from pathlib import Path

import pytest

from rhetor.errors import ReleaseError
from rhetor.packaged import current_release
from rhetor.release import MANIFEST, load_release
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.files import SCORE_MAP, SCORES, SEEDS, write_json
from training.release import promote as command
from training.release.bounds import load_bounds
from training.release.figures import GateClosed
from training.release.package import (
    store_metrics,
)
from training.release.promote import promote
from training.release.reference import map_scores, score_articles

BOUNDS = load_bounds()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def rename(folder: Path, name: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    write_json(folder / MANIFEST, manifest | {"release": name})


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


def unmeasured(candidate: Path) -> None:
    (candidate / "CARD.md").unlink()
    rename(candidate, "next")


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


def test_the_command_says_why_it_refuses(candidate: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = promote(candidate, models, BOUNDS)
    unmeasured(candidate)
    monkeypatch.setattr("training.release.promote.reference_texts", lambda: TEXTS)
    monkeypatch.setattr("sys.argv", ["promote", str(candidate), str(models)])
    with pytest.raises(SystemExit, match=r"not promoted: .*CARD\.md"):
        command.main()
    assert current_release(models).name == before


def test_the_command_maps_the_scores_and_names_the_new_current_release(
    candidate: Path, models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = promote(candidate, models, BOUNDS)
    rename(candidate, "next")
    monkeypatch.setattr("training.release.promote.reference_texts", lambda: TEXTS)
    monkeypatch.setattr("sys.argv", ["promote", str(candidate), str(models)])
    command.main()
    assert capsys.readouterr().out == "next is now current\n"
    found = json.loads((models / "next" / SCORE_MAP).read_text(encoding="utf-8"))
    assert (found["from"], found["to"], found["articles"]) == (before, "next", len(TEXTS))


TEXTS = [
    Article("Norway broke its word. Everybody may drown."),
    Article("Chile thanked Peru for the tents."),
    Article("The harbour of Bergen in Norway opens at nine on Mondays."),
]


def test_scores_are_mapped_where_the_old_release_can_no_longer_be_loaded(
    candidate: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.release.promote.reference_texts", lambda: TEXTS)
    monkeypatch.setattr("sys.argv", ["promote", str(candidate), str(models)])
    command.main()
    old = current_release(models)
    (old / "manifest.json").write_text("{}", encoding="utf-8")
    rename(candidate, "next")
    command.main()
    found = json.loads((models / "next" / SCORE_MAP).read_text(encoding="utf-8"))
    assert (found["from"], found["articles"], found["states"]["rank_correlation"]) == (old.name, len(TEXTS), 1)


def test_a_candidate_is_loaded_and_checked_once(candidate: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads, checks, load, check = [], [], Scorer.load, command.check
    monkeypatch.setattr(Scorer, "load", lambda folder, **options: loads.append(folder) or load(folder, **options))
    monkeypatch.setattr(command, "check", lambda *asked: checks.append(asked) or check(*asked))
    monkeypatch.setattr("training.release.promote.reference_texts", lambda: TEXTS)
    monkeypatch.setattr("sys.argv", ["promote", str(candidate), str(models)])
    command.main()
    assert (loads, len(checks)) == ([candidate], 1)


def test_without_the_reference_articles_a_release_is_promoted_without_a_score_map(
    candidate: Path, models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (SCORES, SCORE_MAP):
        (candidate / file).unlink(missing_ok=True)
    monkeypatch.setenv("RHETOR_CORPORA", str(models / "none"))
    monkeypatch.setattr("pooch.os_cache", lambda name: models / "none")
    monkeypatch.setattr("sys.argv", ["promote", str(candidate), str(models)])
    command.main()
    assert "no score map: ptc is not at hand" in capsys.readouterr().err
    assert content(current_release(models)) == content(candidate)


def test_the_map_goes_from_the_old_scores_to_the_new() -> None:
    old = {"a": {"states NO": -0.5, "alarmism": 0.1}, "b": {"states NO": 0.5, "alarmism": 0.3}, "c": {"alarmism": 0.9}}
    new = {"a": {"states NO": 0.2, "alarmism": 0.4}, "b": {"states CL": 0.5, "alarmism": 0.2}}
    found = map_scores(old | {"b": old["b"] | {"states CL": 0.0}}, new)
    assert found["articles"] == 2
    assert (found["states"]["map"][0], found["states"]["map"][-1]) == ([-0.5, 0.2], [0.0, 0.5])
    assert (found["alarmism"]["map"][0], found["alarmism"]["rank_correlation"]) == ([0.1, 0.2], -1)


def test_a_release_maps_its_own_scores_to_themselves(scorer: Scorer) -> None:
    scores = score_articles(scorer, TEXTS)
    found = map_scores(scores, scores)
    for attribute, count in (("states", 4), ("alarmism", 3), ("hedging", 3)):
        assert (found[attribute]["count"], found[attribute]["rank_correlation"]) == (count, 1)
        assert all(old == new for old, new in found[attribute]["map"])
        assert found[attribute]["map"] == sorted(found[attribute]["map"])


def test_a_promotion_that_was_cut_off_can_be_repeated(candidate: Path, models: Path) -> None:
    promote(candidate, models, BOUNDS)
    (models / "current").write_text("another\n", encoding="utf-8")
    assert promote(candidate, models, BOUNDS) == current_release(models).name
