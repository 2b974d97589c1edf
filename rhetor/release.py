"""This file loads a release of the models and refuses one that is not whole, or not made for this code."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetor.attributes import HEADS, OF_SENTENCES
from rhetor.encoder import Encoder
from rhetor.errors import ReleaseCorrupt, ReleaseMismatch, ReleaseMissing
from rhetor.heads import Heads, load_heads
from rhetor.packaged import RELEASE_NAME, default_release

FORMAT = 2
MANIFEST = "manifest.json"
CANARIES = "canaries.json"
FILES = ("encoder.onnx", "tokenizer.json", "reference.json", CANARIES, *(f"{head}.skops" for head in HEADS))

_KEYS = {"format": object, "release": str, "files": dict, "fingerprint": str, "parameters": dict}
_QUANTILES = 101


@dataclass(frozen=True, slots=True)
class Release:
    """A loaded release: `hash` is the sha256 of its manifest, which holds the hashes of all its other files.

    The manifest's `fingerprint` names what the model sees of our own sentences (training/release/lock.py).
    `quantiles` are 101 of the scores that the reference articles get, by attribute of sentences.
    """

    name: str
    hash: str
    encoder: Encoder
    heads: Heads
    quantiles: Mapping[str, Sequence[float]]
    canaries: Sequence[Mapping[str, Any]]


def load_release(folder: Path | None = None, threads: int = 2) -> Release:
    """Load a release (default: the one that came with the code), every file checked against its manifest.

    `threads` sentences are encoded side by side.

    Raises ReleaseMissing, ReleaseCorrupt, or ReleaseMismatch where the format is not the one that this code reads.
    Whether this code reads articles as the release was made to is what its canaries tell: see Scorer.
    """
    folder = folder or default_release()
    manifest = _load_json(folder, MANIFEST)
    _check_manifest(manifest)
    for name in FILES:
        _check_hash(name, _read(folder, name), manifest["files"].get(name))
    try:
        encoder = Encoder(folder, threads)
    except Exception as error:  # onnxruntime and tokenizers raise their own, undocumented
        raise ReleaseCorrupt(f"The encoder cannot be loaded ({type(error).__name__}); restore the release.") from error
    return Release(
        manifest["release"],
        named_hash(_read(folder, MANIFEST)),
        encoder,
        load_heads(folder, manifest["parameters"]["cue_threshold"]),
        _quantiles(_load_json(folder, "reference.json")),
        _canaries(_load_json(folder, CANARIES)),
    )


def named_hash(content: bytes) -> str:
    """Return the sha256 of a file's content as answers and manifests write it: `sha256:` and 64 digits."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def hash_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of each named file of a folder."""
    return {name: hashlib.sha256(_read(folder, name)).hexdigest() for name in names}


def _check_manifest(manifest: Any) -> None:
    if not isinstance(manifest, dict) or not _KEYS.keys() <= manifest.keys():
        raise ReleaseCorrupt(f"{MANIFEST} lacks one of {', '.join(_KEYS)}; restore the release.")
    if manifest["format"] != FORMAT:
        raise ReleaseMismatch(f"The release has format {manifest['format']}, this code reads {FORMAT}; update one.")
    wrong = [key for key, expected in _KEYS.items() if not isinstance(manifest[key], expected)]
    if wrong or not RELEASE_NAME.fullmatch(manifest["release"]):
        raise ReleaseCorrupt(f"{MANIFEST} has a wrong {', '.join(wrong) or 'release'}; restore the release.")
    if not isinstance(manifest["parameters"].get("cue_threshold"), float):
        raise ReleaseCorrupt(f"{MANIFEST} has no parameter cue_threshold that is a number; restore the release.")


def _quantiles(reference: Any) -> dict[str, Sequence[float]]:
    try:
        found = {one.name: [float(value) for value in reference[one.name]] for one in OF_SENTENCES}
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseCorrupt("reference.json lacks quantiles of an attribute; restore the release.") from error
    if any(len(values) != _QUANTILES or values != sorted(values) for values in found.values()):
        raise ReleaseCorrupt(f"reference.json has not {_QUANTILES} rising quantiles each; restore the release.")
    return dict(found)


def _canaries(content: Any) -> Sequence[Mapping[str, Any]]:
    canaries = content.get("canaries") if isinstance(content, dict) else None
    if not isinstance(canaries, list):
        raise ReleaseCorrupt("canaries.json holds no list of canaries; restore the release.")
    return canaries


def _check_hash(name: str, content: bytes, expected: str | None) -> None:
    if hashlib.sha256(content).hexdigest() != expected:
        raise ReleaseCorrupt(f"{name} is not the file that the manifest names; restore the release.")


def _load_json(folder: Path, name: str) -> Any:
    content = _read(folder, name)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReleaseCorrupt(f"{name} is not valid JSON; restore the release.") from error


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise ReleaseMissing(f"{folder.name}/{name} cannot be read; restore the release.") from error
