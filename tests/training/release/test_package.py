"""Tests of packaging: the same bytes whenever a release is written, and whole files."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from rhetor.attributes import HEADS
from rhetor.heads import load_classifier, load_heads
from rhetor.release import MANIFEST
from rhetor.scorer import Scorer
from training.release.package import (
    CorporaChanged,
    check_digests,
    save_head,
    store_metrics,
    write_canaries,
    write_manifest,
)


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
