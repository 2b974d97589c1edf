"""This file makes the encoder of a release, int8, from fine-tuned weights or the mean of several."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load as load_weights
from safetensors.numpy import save as save_weights

from training.encoder.graph import bert_graph
from training.files import COURSE, CURVES, LAYERS, copy_there, replacing, write_bytes, write_json
from training.refusals import Refused, one_sentence, read_json, reading

_HEADS = 12  # num_attention_heads of its published configuration


def make_encoder(sources: Sequence[Path], folder: Path) -> None:
    """Write `encoder.onnx` (int8) and `tokenizer.json` into `folder` from weights as PyTorch names them.

    Weights of courses that differ in their seed alone are averaged, and so are the layers that taught them (Wortsman
    et al., Model soups, ICML 2022). Raises Refused where they differ in more.
    Quantisation is dynamic, int8, one scale a channel, weights of 7 bits: products then cannot saturate
    on CPUs without VNNI, so every CPU computes the same integers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    runs = [source.parent for source in sources]
    courses = [read_json(run / COURSE) for run in runs if (run / COURSE).exists()]
    seeds = [course.pop("seed", None) for course in courses]
    same = len(courses) == len(runs) == len({*map(str, seeds)}) and all(course == courses[0] for course in courses)
    if len(runs) > 1 and not same:
        raise Refused("weights are averaged only over courses that differ in their seed alone; see settings.json.")
    _write_quantised(bert_graph(_mean(sources), _HEADS), folder / "encoder.onnx")
    copy_there(runs[0], folder, ("tokenizer.json", CURVES, COURSE, LAYERS))
    if len(runs) > 1:
        write_bytes(folder / LAYERS, save_weights(_mean([run / LAYERS for run in runs])))
        write_json(folder / COURSE, courses[0] | {"seed": seeds})


def _mean(paths: Sequence[Path]) -> dict[str, NDArray[np.float32]]:
    parts = [_load(path) for path in paths]
    return {name: np.mean([part[name] for part in parts], axis=0, dtype=np.float32) for name in parts[0]}


def _load(path: Path) -> dict[str, NDArray[np.float32]]:
    with reading(path):
        return dict(load_weights(path.read_bytes()))


def _write_quantised(model: onnx.ModelProto, path: Path) -> None:
    options: Mapping[str, Any] = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # it cannot infer past fused operators
    with TemporaryDirectory() as folder, replacing(path) as part:
        plain = Path(folder) / "plain.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain, part, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, extra_options=options
        )


def main() -> None:
    """Run from the command line: `python -m training.encoder.quantise FOLDER WEIGHTS ...`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", type=Path, nargs="+", help="weights, of one course; several: of seeds of one course")
    asked = parser.parse_args()
    with one_sentence():
        make_encoder(asked.sources, asked.folder)


if __name__ == "__main__":
    main()
