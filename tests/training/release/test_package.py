"""Tests of packaging and promoting: the same bytes, whole files, and a models/ that is never left half changed."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from rhetor.attributes import HEADS
from rhetor.errors import ReleaseError
from rhetor.heads import load_classifier, load_heads
from rhetor.packaged import current_release
from rhetor.release import MANIFEST, load_release
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.files import SCORE_MAP, SCORES, SEEDS, write_json
from training.release import promote as command
from training.release.bounds import load_bounds
from training.release.figures import GateClosed
from training.release.package import (
    CorporaChanged,
    check_digests,
    save_head,
    store_metrics,
    write_canaries,
    write_manifest,
)
from training.release.promote import promote
from training.release.reference import map_scores, score_articles

BOUNDS = load_bounds()


@pytest.fixture
def candidate(release: Path, tmp_path: Path) -> Iterator[Path]:
    folder = shutil.copytree(release, tmp_path / "candidate")
    yield folder
    shutil.rmtree(tmp_path)  # pytest would keep it, and it is large


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def rename(folder: Path, name: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    write_json(folder / MANIFEST, manifest | {"release": name})


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("head", ["states", "hedging"])
def test_a_head_has_the_same_bytes_whenever_it_is_saved(release: Path, tmp_path: Path, head: str) -> None:
    for name in ("one", "other"):
        save_head(load_classifier(release / f"{head}.skops"), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_saved_head_carries_no_time(tmp_path: Path) -> None:
    save_head(LogisticRegression(), tmp_path / "head.skops")
    with zipfile.ZipFile(tmp_path / "head.skops") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_saved_heads_load_and_predict_the_same_bits(release: Path, tmp_path: Path) -> None:
    heads = load_heads(release, 0.5)
    for name in HEADS:
        save_head(load_classifier(release / f"{name}.skops"), tmp_path / f"{name}.skops")
    again = load_heads(tmp_path, 0.5)
    for name in HEADS:
        one, other = heads[name], again[name]
        features = np.random.default_rng(1).uniform(-1, 1, (5, len(one.coefficients)))
        assert one.predict_proba(features).tobytes() == other.predict_proba(features).tobytes()


def test_stored_metrics_leave_the_rest_of_the_manifest(candidate: Path) -> None:
    before = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))
    store_metrics(candidate, {"states": {}}, {"ptc": "d"})
    after = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))
    assert after == before | {"metrics": {"states": {}}, "measured": {"ptc": "d"}}
    assert list(after) == list(before)


def test_a_manifest_and_canaries_written_anew_are_those_of_the_release(candidate: Path) -> None:
    before = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))
    parameters = {"cue_threshold": before["parameters"]["cue_threshold"]}
    write_canaries(candidate, before["release"], parameters)
    write_manifest(candidate, before["release"], parameters, before["corpora"])
    after = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))
    assert after["parameters"] == before["parameters"]
    assert after["files"].keys() == before["files"].keys()
    assert len(Scorer.load(candidate).release.canaries) > 5


def test_a_release_is_measured_on_the_corpora_that_it_learned_from(candidate: Path) -> None:
    trained = json.loads((candidate / MANIFEST).read_text(encoding="utf-8"))["corpora"]
    check_digests(candidate, trained | {"conll2010": "another"})
    with pytest.raises(CorporaChanged, match=r"own_states changed .*make train"):
        check_digests(candidate, trained | {"own_states": "another"})


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
