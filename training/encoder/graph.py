"""This file writes a BERT encoder's weights as an ONNX graph made for one sentence a call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]

_OPSET = 17
_ATTENDED = ("query", "key", "value")
_EPSILON = 1e-12  # layer_norm_eps of the published configuration


class _Graph:
    """Nodes and weights under construction: a class because every node needs a fresh output name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, array: NDArray[Any]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, op: str, inputs: Sequence[str], name: str, outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{name}_{i}" for i in range(outputs)] if outputs > 1 else [f"{name}_0"]
        domain = "com.microsoft" if op in {"MultiHeadAttention", "SkipLayerNormalization", "BiasGelu"} else ""
        self.nodes.append(helper.make_node(op, list(inputs), names, name=name, domain=domain, **attributes))
        return names


def bert_graph(weights: Weights, heads: int) -> onnx.ModelProto:
    """Build the graph ids (tokens,) int64 -> vectors (tokens, width) float32 of a BERT encoder.

    There is no batch, no padding and no attention mask: a sentence is encoded alone, so that nothing
    else can change its vectors. Query, key and value are one matrix product, and attention, residual
    and GELU use onnxruntime's fused operators (domain com.microsoft).
    Source of the architecture: Devlin et al., NAACL 2019.
    """
    graph = _Graph()
    state = _embeddings(graph, weights)
    for layer in range(_layers(weights)):
        state = _layer(graph, weights, f"encoder.layer.{layer}", state, heads)
    graph.node("Squeeze", [state, graph.weight("batch_axis", np.array([0], np.int64))], "vectors")
    width = weights["embeddings.word_embeddings.weight"].shape[1]
    return _model(graph, width)


def graph_weights(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    """Read the weights of an int8 `bert_graph` back, as PyTorch names them, so that fine-tuning can go on from them.

    They are those that the release computes with: rounded to the steps of its integers.
    """
    found = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}

    def plain(name: str) -> NDArray[np.float32]:
        steps = found[f"{name}_quantized"].astype(np.float32) - found[f"{name}_zero_point"].astype(np.float32)
        return np.ascontiguousarray(steps * found[f"{name}_scale"])

    kinds = np.zeros((2, found["places"].shape[1]), np.float32)  # part of the places since
    weights = {"word_embeddings.weight": plain("words"), "position_embeddings.weight": found["places"]}
    weights |= {"token_type_embeddings.weight": kinds, "LayerNorm.weight": found["embedding_gain"]}
    weights = {f"embeddings.{name}": value for name, value in weights.items()}
    weights["embeddings.LayerNorm.bias"] = found["embedding_shift"]
    for layer in range(_layers(found)):
        name = f"encoder.layer.{layer}"
        matrices, biases = np.split(plain(f"{name}.qkv"), 3, axis=1), np.split(found[f"{name}.qkv_bias"], 3)
        for part, matrix, bias in zip(_ATTENDED, matrices, biases, strict=True):
            weights[f"{name}.attention.self.{part}.weight"] = np.ascontiguousarray(matrix.T)
            weights[f"{name}.attention.self.{part}.bias"] = bias
        for part in ("attention.output", "output"):
            weights[f"{name}.{part}.dense.weight"] = np.ascontiguousarray(plain(f"{name}.{part}.dense.matrix").T)
            weights[f"{name}.{part}.dense.bias"] = found[f"{name}.{part}.bias"]
            weights[f"{name}.{part}.LayerNorm.weight"] = found[f"{name}.{part}.gain"]
            weights[f"{name}.{part}.LayerNorm.bias"] = found[f"{name}.{part}.shift"]
        weights[f"{name}.intermediate.dense.weight"] = np.ascontiguousarray(
            plain(f"{name}.intermediate.dense.matrix").T
        )
        weights[f"{name}.intermediate.dense.bias"] = found[f"{name}.wide_bias"]
    return weights


def _layers(weights: Iterable[str]) -> int:
    return 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))


def _embeddings(graph: _Graph, weights: Weights) -> str:
    words = weights["embeddings.word_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    zero, one = graph.weight("zero", np.array([0], np.int64)), graph.weight("one", np.array([1], np.int64))
    (length,) = graph.node("Shape", ["ids"], "length")
    word = graph.node("Gather", [graph.weight("words", words), "ids"], "word")
    place = graph.node("Slice", [graph.weight("places", places), zero, length, zero, one], "place")
    (total,) = graph.node("Add", word + place, "embedding")
    (batch,) = graph.node("Unsqueeze", [total, zero], "embedding_batch")
    gain = graph.weight("embedding_gain", weights["embeddings.LayerNorm.weight"])
    shift = graph.weight("embedding_shift", weights["embeddings.LayerNorm.bias"])
    return graph.node("LayerNormalization", [batch, gain, shift], "embedding_norm", epsilon=_EPSILON)[0]


def _layer(graph: _Graph, weights: Weights, name: str, state: str, heads: int) -> str:
    parts = [f"{name}.attention.self.{part}" for part in _ATTENDED]
    qkv = graph.weight(f"{name}.qkv", np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1))
    bias = graph.weight(f"{name}.qkv_bias", np.concatenate([weights[f"{part}.bias"] for part in parts]))
    product = graph.node("MatMul", [state, qkv], f"{name}.qkv_product")
    split = graph.node("Split", product, f"{name}.split", outputs=3, axis=2)
    attended = graph.node("MultiHeadAttention", [*split, bias], f"{name}.attend", num_heads=heads)
    mixed = _dense(graph, weights, f"{name}.attention.output.dense", attended[0])
    state = _residual(graph, weights, f"{name}.attention.output", mixed, state)
    wide = _dense(graph, weights, f"{name}.intermediate.dense", state)
    wide_bias = graph.weight(f"{name}.wide_bias", weights[f"{name}.intermediate.dense.bias"])
    (active,) = graph.node("BiasGelu", [wide, wide_bias], f"{name}.gelu")
    narrow = _dense(graph, weights, f"{name}.output.dense", active)
    return _residual(graph, weights, f"{name}.output", narrow, state)


def _dense(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    return graph.node("MatMul", [state, graph.weight(f"{name}.matrix", weights[f"{name}.weight"].T)], name)[0]


def _residual(graph: _Graph, weights: Weights, name: str, state: str, skip: str) -> str:
    gain = graph.weight(f"{name}.gain", weights[f"{name}.LayerNorm.weight"])
    shift = graph.weight(f"{name}.shift", weights[f"{name}.LayerNorm.bias"])
    bias = graph.weight(f"{name}.bias", weights[f"{name}.dense.bias"])
    return graph.node("SkipLayerNormalization", [state, skip, gain, shift, bias], f"{name}.residual", epsilon=_EPSILON)[
        0
    ]


def _model(graph: _Graph, width: int) -> onnx.ModelProto:
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])
    vectors = helper.make_tensor_value_info("vectors_0", TensorProto.FLOAT, ["tokens", width])
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    whole = helper.make_graph(graph.nodes, "encoder", [ids], [vectors], graph.weights)
    return helper.make_model(whole, opset_imports=opsets, ir_version=8, producer_name="rhetor")
