"""This file writes the files of a release: heads, canaries, manifest and card."""

import io
import re
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import skops.io

from rhetor.release import CANARIES, FILES, FORMAT, MANIFEST, hash_files, load_release
from rhetor.scorer import Scorer
from training.files import COURSE, write_json
from training.heads.fit import STRENGTHS
from training.heads.taught import (
    MENTION_WEIGHTS,
    OTHER_WEIGHTS,
    OWN_ALARM_WEIGHT,
    OWN_CUE_WEIGHT,
    SEED,
    SOBER_SHARE,
)
from training.refusals import Refused, read_json
from training.release.lock import fingerprint, read_all_inputs, write_inputs

_CANARY_TEXTS = Path(__file__).with_name("canaries.txt")
_PACKAGES = ("numpy", "onnxruntime", "scikit-learn", "skops", "tokenizers")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip archive can hold: the same bytes whenever written
_ADDRESS = re.compile(r'(?<="__id__": )\d+|(?<=")\d+(?=\.npy")')  # skops numbers objects by their place in memory


def save_head(head: Any, path: Path) -> None:
    """Save a fitted head with skops, without the time and the memory addresses that skops would write."""
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(head))) as source, zipfile.ZipFile(path, "w") as target:
        schema = source.read("schema.json").decode()
        numbers = {found: str(number) for number, found in enumerate(dict.fromkeys(_ADDRESS.findall(schema)))}
        arrays = [name.removesuffix(".npy") for name in source.namelist() if name.endswith(".npy")]
        files = {f"{numbers[name]}.npy": source.read(f"{name}.npy") for name in arrays}
        files["schema.json"] = _ADDRESS.sub(lambda found: numbers[found[0]], schema).encode()
        for name in sorted(files):
            target.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)


def write_canaries(folder: Path, name: str, parameters: Mapping[str, float]) -> None:
    """Write some raw sentences with what the release says of each; the loader recomputes them."""
    write_json(folder / CANARIES, {"canaries": []})
    write_inputs(folder, read_all_inputs())
    write_manifest(folder, name, parameters, {})
    scorer = Scorer(load_release(folder, threads=1))
    texts = _CANARY_TEXTS.read_text(encoding="utf-8").splitlines()
    write_json(folder / CANARIES, {"canaries": [{"text": text, "expected": scorer.probe(text)} for text in texts]})


def write_manifest(folder: Path, name: str, parameters: Mapping[str, float], corpora: Mapping[str, str]) -> None:
    """Write the manifest: every file's hash, and what the release was made with and from."""
    fitted = {"seed": SEED, "own_alarm_weight": OWN_ALARM_WEIGHT, "sober_share": SOBER_SHARE}
    fitted |= {f"mention_weight_{corpus}": weight for corpus, weight in MENTION_WEIGHTS.items()}
    fitted |= {"own_cue_weight": OWN_CUE_WEIGHT, **OTHER_WEIGHTS}
    fitted |= {f"strength_{head}": strength for head, strength in STRENGTHS.items()}
    manifest = {
        "format": FORMAT,
        "release": name,
        "files": hash_files(folder, FILES),
        "fingerprint": fingerprint(folder),
        "corpora": corpora,
        "versions": {package: version(package) for package in _PACKAGES},
        "parameters": {**parameters, **fitted},
        "encoder": read_json(folder / COURSE) if (folder / COURSE).exists() else {},
        "metrics": {},
        "measured": {},
    }
    write_json(folder / MANIFEST, manifest)


class CorporaChanged(Refused):
    """A corpus is another one than the release learned from."""


def check_digests(folder: Path, measured: Mapping[str, str]) -> None:
    """Compare the corpora that a release is measured on with those that it learned from; raises CorporaChanged."""
    trained = read_json(folder / MANIFEST)["corpora"]
    changed = [name for name, digest in trained.items() if measured.get(name, digest) != digest]
    if changed:
        raise CorporaChanged(f"{', '.join(changed)} changed since {folder} was trained; train it again (make train).")


def store_metrics(folder: Path, metrics: Mapping[str, Any], measured: Mapping[str, str]) -> None:
    """Put measured metrics into the manifest of a release, and the digests of what they were measured on."""
    manifest = read_json(folder / MANIFEST)
    write_json(folder / MANIFEST, manifest | {"metrics": metrics, "measured": measured})
