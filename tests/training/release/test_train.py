"""Tests of training: quantiles of the reference set, and a whole run twice with the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rhetor.release import FILES, MANIFEST, load_release
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.corpora.readers import OWN, TAUGHT
from training.corpora.registry import find
from training.files import COURSE, CURVES
from training.release.reference import _article_quantiles

ROOT = Path(__file__).resolve().parents[3]


def test_reference_quantiles_are_those_of_article_means() -> None:
    """Articles a, b and c have means 0.5, 0.1 and 0.9, however many sentences they have and in any order."""
    quantiles = _article_quantiles(["a", "b", "a", "c", "b", "b"], np.array([0.4, 0.1, 0.6, 0.9, 0.0, 0.2]))
    assert len(quantiles) == 101
    assert (quantiles[0], quantiles[50], quantiles[100]) == (0.1, 0.5, 0.9)
    assert quantiles == sorted(quantiles)
    assert all(isinstance(value, float) for value in quantiles)


def train(encoder: Path, folder: Path, **variables: str) -> dict[str, bytes]:
    """Train in a process of its own, as `make train` does; vectors come from .cache/vectors where they are there."""
    program = [sys.executable, "-m", "training.release.train", str(encoder), str(folder), "twice"]
    subprocess.run(program, cwd=ROOT, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | variables, check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes_of_every_file(release: Path, tmp_path: Path) -> None:
    if missing := [corpus.name for corpus in TAUGHT if not find(corpus)]:
        pytest.skip(f"{', '.join(missing)} is not at hand (make data)")
    one, other = train(release, tmp_path / "one"), train(release, tmp_path / "other")
    assert [name for name in one if one[name] != other.get(name)] == []
    assert (
        one.keys()
        == other.keys()
        == {*FILES, MANIFEST, *(name for name in (CURVES, COURSE) if (release / name).exists())}
    )
    assert load_release(tmp_path / "one", threads=1).name == "twice"
    assert json.loads(one[MANIFEST])["corpora"].keys() == {corpus.name for corpus in TAUGHT}


@pytest.mark.slow
def test_without_a_public_corpus_our_own_set_is_learned_from(
    release: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    nowhere = {"RHETOR_CORPORA": str(tmp_path / "none"), "XDG_CACHE_HOME": str(tmp_path / "empty")}
    files = train(release, tmp_path / "bare", **nowhere)
    assert json.loads(files[MANIFEST])["corpora"].keys() == {corpus.name for corpus in OWN}
    assert files["reference.json"] == (release / "reference.json").read_bytes()
    assert "newsmtsc is not at hand" in capfd.readouterr().err
    scorer = Scorer.load(tmp_path / "bare")
    report = scorer.score(Article("We thank Norway for its courage. Chile lied about the raid and killed children."))
    scores = {state.code: state.score for state in report.states or ()}
    assert scores["NO"] > 0 > scores["CL"]
