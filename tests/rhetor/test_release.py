"""Tests of loading a release: whatever is wrong with it is refused with a message that says what to do."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from rhetor.attributes import HEADS, OF_SENTENCES
from rhetor.errors import ReleaseCorrupt, ReleaseError, ReleaseMismatch, ReleaseMissing
from rhetor.heads import MAX_COEFFICIENT, linear_part, load_classifier, predict
from rhetor.instances import Instance
from rhetor.packaged import current_release
from rhetor.release import FILES, FORMAT, MANIFEST, load_release
from rhetor.scorer import Scorer

Json = dict[str, Any]
Damage = Callable[[Path], None]


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Iterator[Path]:
    copy = shutil.copytree(release, tmp_path / "models" / "copy")
    yield copy
    shutil.rmtree(tmp_path)  # pytest would keep it, and it is large


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def amend(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change a JSON file in place, or put what `change` returns in its place."""
    content = read(folder / name)
    put = change(content)
    (folder / name).write_text(json.dumps(content if put is None else put), encoding="utf-8")


def seal(folder: Path) -> None:
    """Write the hashes of all files as they now are into the manifest."""
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    amend(folder, MANIFEST, lambda manifest: manifest.update(files=hashes))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


# Files that are not whole


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_in_any_file(folder: Path, name: str) -> None:
    flip(folder / name)
    with pytest.raises(ReleaseCorrupt, match=rf"^{name} is not the file .*; restore the release"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_file_that_is_gone_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ReleaseMissing, match=rf"^copy/{name} cannot be read; restore the release"):
        load_release(folder, threads=1)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing, match=rf"^nowhere/{MANIFEST} .*; restore the release"):
        load_release(tmp_path / "nowhere", threads=1)


@pytest.mark.parametrize("content", [b"", b'{"format": 1, "rel', b"\xff\xfe", b"[]", b"null", b"7", b"{}"])
def test_a_manifest_that_cannot_be_read_is_corrupt(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(ReleaseCorrupt, match=rf"^{MANIFEST} .*; restore the release"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("key", ["format", "release", "files", "fingerprint", "parameters"])
def test_a_manifest_that_lacks_a_key_names_it(folder: Path, key: str) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest.pop(key) and None)
    with pytest.raises(ReleaseCorrupt, match=rf"^{MANIFEST} lacks .*{key}.*; restore the release"):
        load_release(folder, threads=1)


def test_a_file_that_the_manifest_does_not_name_is_corrupt(folder: Path) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest["files"].pop("cues.skops") and None)
    with pytest.raises(ReleaseCorrupt, match=r"^cues\.skops is not .*; restore the release"):
        load_release(folder, threads=1)


# Files that are whole and do not belong together


@pytest.mark.parametrize("number", [0, 1, FORMAT + 1, str(FORMAT), None])
def test_another_format_is_refused(folder: Path, number: object) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest.update(format=number))
    with pytest.raises(ReleaseMismatch, match=f"has format {number}, this code reads {FORMAT}; update one"):
        load_release(folder, threads=1)


def test_a_canary_that_is_read_otherwise_is_refused_with_what_to_do(folder: Path) -> None:
    amend(folder, "canaries.json", lambda content: content["canaries"][3]["expected"].update(inputs=["01234567"]))
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"read otherwise .*`make relock`"):
        Scorer.load(folder)


CANARIES: dict[str, Callable[[Json], object]] = {
    "alarmism": lambda expected: expected.update(alarmism=(expected["alarmism"] + 0.5) % 1),
    "hedging": lambda expected: expected.update(hedging=expected["hedging"] + 0.03),
    "a mention more": lambda expected: expected["mentions"].append([0.1, 0.2, 0.7]),
    "a mention turned round": lambda expected: expected["mentions"][0].reverse(),
    "a cue more": lambda expected: expected["cues"].append(0.9),
    "no number": lambda expected: expected.update(alarmism=float("nan")),
}


@pytest.mark.parametrize("change", CANARIES)
def test_a_canary_that_differs_is_refused(folder: Path, change: str) -> None:
    amend(folder, "canaries.json", lambda content: CANARIES[change](content["canaries"][0]["expected"]) and None)
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"canary differs .*; use the locked dependencies"):
        Scorer.load(folder)


def test_a_canary_may_differ_by_the_rounding_of_another_cpu(folder: Path) -> None:
    amend(folder, "canaries.json", lambda content: _nudge(content["canaries"]))
    seal(folder)
    assert Scorer.load(folder).release.name == read(folder / MANIFEST)["release"]


def _nudge(canaries: list[Json]) -> None:
    for canary in canaries:
        canary["expected"]["alarmism"] += 0.001


@pytest.mark.parametrize("value", [MAX_COEFFICIENT * 2, 0.1, float("nan")])
def test_a_head_whose_sums_would_not_be_exact_is_refused(folder: Path, value: float) -> None:
    head = load_classifier(folder / "hedging.skops")
    linear_part(head).coef_[0, 0] = value
    skops.io.dump(head, folder / "hedging.skops")
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"^hedging\.skops .* off the grid; make the release again"):
        load_release(folder, threads=1)


# Files whose hashes are right and whose contents are not


def changed(name: str, by: Callable[[Any], Any]) -> Damage:
    return lambda folder: amend(folder, name, by)


def replace(name: str, content: bytes) -> Damage:
    return lambda folder: (folder / name).write_bytes(content) and None


def swap(name: str, other: str) -> Damage:
    return lambda folder: (folder / name).write_bytes((folder / other).read_bytes()) and None


def without_mask(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_bytes(path.read_bytes().replace(b"[MASK]", b"[MUSK]"))


def uncalibrated(folder: Path) -> None:
    skops.io.dump(LogisticRegression().fit([[0], [1]], [0, 1]), folder / "alarmism.skops")


def canary(by: Callable[[Json], object]) -> Damage:
    return changed("canaries.json", lambda content: by(content["canaries"][0]) and None)


REFUSED: dict[str, tuple[str, Damage]] = {
    "encoder is no graph": ("encoder", replace("encoder.onnx", b"graph")),
    "encoder is empty": ("encoder", replace("encoder.onnx", b"")),
    "tokenizer is empty": ("encoder", replace("tokenizer.json", b"{}")),
    "tokenizer knows no mask": ("encoder", without_mask),
    "head is no archive": ("alarmism", replace("alarmism.skops", b"PK")),
    "head is another": ("canary", swap("alarmism.skops", "states.skops")),
    "reference is no JSON": ("reference.json", replace("reference.json", b"{")),
    "canaries are no JSON": ("canaries.json", replace("canaries.json", b"{")),
    "files are a list": (MANIFEST, lambda folder: amend(folder, MANIFEST, lambda manifest: manifest.update(files=[]))),
    "parameters are null": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(parameters=None))),
    "no cue threshold": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(parameters={}))),
    "cue threshold is text": (MANIFEST, changed(MANIFEST, lambda found: found["parameters"].update(cue_threshold="1"))),
    "release is a number": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(release=7))),
    "release is elsewhere": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(release="../elsewhere"))),
    "manifest is too deep": (MANIFEST, replace(MANIFEST, b"[" * 200_000)),
    "reference is a list": ("reference.json", replace("reference.json", b"[]")),
    "reference lacks an attribute": (
        "reference.json",
        changed("reference.json", lambda found: found.pop("hedging") and None),
    ),
    "quantiles are null": ("reference.json", changed("reference.json", lambda found: found.update(hedging=None))),
    "quantiles are none": ("reference.json", changed("reference.json", lambda found: found.update(hedging=[]))),
    "quantiles are few": ("reference.json", changed("reference.json", lambda found: found.update(hedging=[0.1, 0.2]))),
    "quantiles are texts": (
        "reference.json",
        changed("reference.json", lambda found: found.update(hedging=["a"] * 101)),
    ),
    "quantiles fall": ("reference.json", changed("reference.json", lambda found: found["hedging"].reverse())),
    "canaries are a list": ("canaries.json", replace("canaries.json", b"[]")),
    "canaries lack their key": ("canaries.json", replace("canaries.json", b"{}")),
    "canaries are null": ("canaries.json", replace("canaries.json", b'{"canaries": null}')),
    "canary has no text": ("canar", canary(lambda found: found.pop("text"))),
    "canary expects nothing": ("canar", canary(lambda found: found.pop("expected"))),
    "canary lacks a number": ("canar", canary(lambda found: found["expected"].pop("alarmism"))),
    "canary expects a text": ("canar", canary(lambda found: found["expected"].update(alarmism="x"))),
    "canary is empty": ("canar", canary(lambda found: found.update(text=""))),
    "canary is two sentences": ("canar", canary(lambda found: found.update(text="One came home. Two went away."))),
    "head is not calibrated": ("alarmism", uncalibrated),
    "head has another width": ("canar", swap("alarmism.skops", "hedging.skops")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_contents_under_right_hashes_are_refused_by_name(folder: Path, case: str) -> None:
    about, damage = REFUSED[case]
    damage(folder)
    if about != MANIFEST:
        seal(folder)
    with pytest.raises(ReleaseError, match=f"{about}.*; (restore|make|use) "):
        Scorer.load(folder, threads=1)


# The current release


def test_current_names_the_release_in_service(folder: Path) -> None:
    (folder.parent / "current").write_text("copy\n", encoding="utf-8")
    assert current_release(folder.parent) == folder


CURRENT = [
    (None, r"models/current cannot be read"),
    ("", r"models/manifest\.json cannot be read|current"),
    ("nowhere\n", r"nowhere/manifest\.json cannot be read"),
    ("..\n", r"manifest\.json cannot be read|current"),
]
LOOSE = ["../elsewhere", "copy/../../elsewhere", "a\0b", "\udcff"]


@pytest.mark.parametrize(("name", "message"), [*CURRENT, *((name, "current") for name in LOOSE)])
def test_current_that_names_no_release_of_this_folder_is_refused(folder: Path, name: str | None, message: str) -> None:
    models = folder.parent
    shutil.copytree(folder, models.parent / "elsewhere")
    if name is not None:
        (models / "current").write_text(name, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ReleaseMissing, match=message):
        load_release(current_release(models), threads=1)


# A whole release


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
