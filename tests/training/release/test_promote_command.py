"""This file tests the command that promotes: what it says, and the map from the old scores to the new."""

import json
from pathlib import Path

import pytest

from rhetor.packaged import current_release
from rhetor.scorer import Scorer
from tests.training.release.candidates import BOUNDS, TEXTS, content, rename, unmeasured
from training.files import SCORE_MAP, SCORES
from training.release import promote as command
from training.release.promote import promote


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
