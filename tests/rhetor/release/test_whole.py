"""This file tests what a whole release tells: its name, its hash, its quantiles and its predictions."""

import hashlib
from pathlib import Path

import numpy as np
import skops.io

from rhetor.attributes import HEADS, OF_SENTENCES
from rhetor.heads import load_classifier, predict
from rhetor.instances import Instance
from rhetor.release import MANIFEST, load_release
from rhetor.scorer import Scorer
from tests.rhetor.release.damage import amend, read, seal


def test_the_hash_of_a_release_is_that_of_its_manifest(folder: Path) -> None:
    loaded = load_release(folder, threads=1)
    assert loaded.hash == f"sha256:{hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()}"
    assert loaded.name == read(folder / MANIFEST)["release"]
    assert tuple(loaded.quantiles) == tuple(one.name for one in OF_SENTENCES)
    assert loaded.heads.cue_threshold == read(folder / MANIFEST)["parameters"]["cue_threshold"]


def test_any_change_of_the_manifest_changes_the_hash(folder: Path) -> None:
    before = load_release(folder, threads=1).hash
    amend(folder, MANIFEST, lambda manifest: manifest.update(metrics={}))
    assert load_release(folder, threads=1).hash != before


def test_the_committed_release_has_quantiles_in_order_and_canaries_that_sing(release: Path) -> None:
    loaded = Scorer.load(release).release
    for quantiles in loaded.quantiles.values():
        assert len(quantiles) == 101
        assert [0, *quantiles, 1] == sorted([0, *quantiles, 1])
    assert len(loaded.canaries) >= 10


def test_saving_then_loading_gives_the_same_predictions(folder: Path) -> None:
    before = load_release(folder, threads=1)
    for name in HEADS:
        skops.io.dump(load_classifier(folder / f"{name}.skops"), folder / f"{name}.skops")
    seal(folder)
    after = load_release(folder, threads=1)
    instances = [Instance(("It may be that ", " lied to ", "."), (0, 20, 40)), Instance(("Nobody was hurt.",), (0,))]
    one, other = (predict(each.heads, each.encoder.encode(instances)) for each in (before, after))
    for ours, theirs in zip(one, other, strict=True):
        assert (ours.sentence, ours.cues) == (theirs.sentence, theirs.cues)
        assert np.array_equal(ours.mentions, theirs.mentions)
