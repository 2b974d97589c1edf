"""Tests of the encoder's graph: it is BERT as published, and only the mask's embedding is changed."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from safetensors.numpy import load_file, save_file
from scipy.special import erf
from tokenizers import Tokenizer

from rhetor.encoder import InstanceTokenizer
from rhetor.instances import Instance
from rhetor.states import load_states
from training.encoder.graph import Weights, bert_graph, graph_weights
from training.encoder.quantise import _write_quantised, make_encoder
from training.encoder.weights import _with_mask, unquantise
from training.files import COURSE, LAYERS, write_json
from training.refusals import Refused

WIDTH, HEADS, DEPTH, VOCABULARY, PLACES = 48, 4, 2, 50, 64

SHAPES = {
    "embeddings.word_embeddings.weight": (VOCABULARY, WIDTH),
    "embeddings.position_embeddings.weight": (PLACES, WIDTH),
    "embeddings.token_type_embeddings.weight": (2, WIDTH),
}
LAYER = {
    "attention.self.query": (WIDTH, WIDTH),
    "attention.self.key": (WIDTH, WIDTH),
    "attention.self.value": (WIDTH, WIDTH),
    "attention.output.dense": (WIDTH, WIDTH),
    "intermediate.dense": (4 * WIDTH, WIDTH),
    "output.dense": (WIDTH, 4 * WIDTH),
}


def draw_weights(seed: int = 1) -> Weights:
    """Draw the weights of a small BERT under their published names."""
    rng = np.random.default_rng(seed)
    norms = ["embeddings"]
    shapes = dict(SHAPES)
    for layer in range(DEPTH):
        name = f"encoder.layer.{layer}"
        norms += [f"{name}.attention.output", f"{name}.output"]
        for part, shape in LAYER.items():
            shapes |= {f"{name}.{part}.weight": shape, f"{name}.{part}.bias": shape[:1]}
    weights = {name: rng.normal(0, 0.3, shape) for name, shape in shapes.items()}
    for name in norms:
        weights[f"{name}.LayerNorm.weight"] = rng.normal(1, 0.1, WIDTH)
        weights[f"{name}.LayerNorm.bias"] = rng.normal(0, 0.1, WIDTH)
    return {name: array.astype(np.float32) for name, array in weights.items()}


class _Bert:
    """BERT in plain float64 numpy, after the paper (Devlin et al., NAACL 2019)."""

    def __init__(self, weights: Weights) -> None:
        self.weights = {name: array.astype(np.float64) for name, array in weights.items()}

    def __call__(self, ids: list[int]) -> np.ndarray:
        words, places, kinds = (self.weights[name] for name in SHAPES)
        state = self.norm("embeddings", words[ids] + places[: len(ids)] + kinds[0])
        for layer in range(DEPTH):
            name = f"encoder.layer.{layer}"
            mixed = self.dense(f"{name}.attention.output.dense", self.attend(f"{name}.attention.self", state))
            state = self.norm(f"{name}.attention.output", state + mixed)
            wide = self.dense(f"{name}.intermediate.dense", state)
            active = wide * (1 + erf(wide / np.sqrt(2))) / 2
            state = self.norm(f"{name}.output", state + self.dense(f"{name}.output.dense", active))
        return state

    def dense(self, name: str, state: np.ndarray) -> np.ndarray:
        return state @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, name: str, state: np.ndarray) -> np.ndarray:
        centred = state - state.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.LayerNorm.weight"] + self.weights[f"{name}.LayerNorm.bias"]

    def attend(self, name: str, state: np.ndarray) -> np.ndarray:
        query, key, value = (
            np.stack(np.split(self.dense(f"{name}.{part}", state), HEADS, axis=1)) for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS))
        return np.concatenate(scores / scores.sum(axis=2, keepdims=True) @ value, axis=1)


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    graph = bert_graph(draw_weights(), HEADS).SerializeToString()
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("length", [1, 2, 7, 31, PLACES])
def test_the_graph_computes_what_the_paper_says(session: onnxruntime.InferenceSession, length: int) -> None:
    ids = np.random.default_rng(length).integers(0, VOCABULARY, length)
    (vectors,) = session.run(None, {"ids": ids})
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(_Bert(draw_weights())(ids.tolist()), abs=1e-4)


def test_the_same_weights_give_the_same_graph() -> None:
    one, other = (bert_graph(draw_weights(), HEADS).SerializeToString(deterministic=True) for _ in range(2))
    assert one == other


def test_the_weights_of_an_int8_graph_are_read_back_to_within_a_step(tmp_path: Path) -> None:
    weights = draw_weights()
    _write_quantised(bert_graph(weights, HEADS), tmp_path / "encoder.onnx")
    found = graph_weights(onnx.load(tmp_path / "encoder.onnx"))
    places, kinds = (f"embeddings.{name}_embeddings.weight" for name in ("position", "token_type"))
    assert found.keys() == weights.keys()
    assert found[places] == pytest.approx(weights[places] + weights[kinds][0])
    for name in weights.keys() - {places, kinds}:
        assert found[name] == pytest.approx(weights[name], abs=float(np.abs(weights[name]).max()) / 63), name


def test_a_release_can_be_taught_on_from_what_it_computes_with(release: Path, tmp_path: Path) -> None:
    unquantise(release, tmp_path)
    plain = onnxruntime.InferenceSession(bert_graph(load_file(tmp_path / "model.safetensors"), 12).SerializeToString())
    served = onnxruntime.InferenceSession(release / "encoder.onnx")
    ids = {"ids": np.array([101, 5120, 103, 2056, 2008, 103, 3062, 102], np.int64)}
    one, other = plain.run(None, ids)[0], served.run(None, ids)[0]
    cosine = (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
    assert cosine.min() > 0.98
    assert (tmp_path / "tokenizer.json").read_bytes() == (release / "tokenizer.json").read_bytes()
    (tmp_path / LAYERS).write_bytes(b"of another run")
    make_encoder([tmp_path / "model.safetensors"], tmp_path / "again")
    assert (tmp_path / "again" / LAYERS).read_bytes() == b"of another run"
    (tmp_path / LAYERS).unlink()
    make_encoder([tmp_path / "model.safetensors"], tmp_path / "again")
    assert not (tmp_path / "again" / LAYERS).exists()


def test_an_encoder_of_several_seeds_is_their_mean(release: Path, tmp_path: Path) -> None:
    rng, weights = np.random.default_rng(1), draw_weights()
    runs = []
    for seed in (1, 2):
        (run := tmp_path / str(seed)).mkdir()
        runs.append({name: value + seed * rng.random(value.shape, np.float32) for name, value in weights.items()})
        save_file(runs[-1], run / "model.safetensors")
        save_file({"alarm": np.full(2, seed, np.float32)}, run / LAYERS)
        write_json(run / COURSE, {"epochs": 2, "seed": seed})
        (run / "tokenizer.json").write_bytes((release / "tokenizer.json").read_bytes())
    sources = [tmp_path / str(seed) / "model.safetensors" for seed in (1, 2)]
    make_encoder(sources, tmp_path / "mean")
    save_file({name: (runs[0][name] + runs[1][name]) / 2 for name in weights}, tmp_path / "model.safetensors")
    make_encoder([tmp_path / "model.safetensors"], tmp_path / "alone")
    encoders = [(tmp_path / name / "encoder.onnx").read_bytes() for name in ("mean", "alone")]
    assert encoders[0] == encoders[1]
    assert load_file(tmp_path / "mean" / LAYERS)["alarm"].tolist() == [1.5, 1.5]
    assert json.loads((tmp_path / "mean" / COURSE).read_text(encoding="utf-8")) == {"epochs": 2, "seed": [1, 2]}
    write_json(tmp_path / "2" / COURSE, {"epochs": 3, "seed": 2})
    with pytest.raises(Refused, match="seed alone"):
        make_encoder(sources, tmp_path / "mean")


def test_the_mask_becomes_the_mean_of_names_of_one_token_and_nothing_else_changes(release: Path) -> None:
    tokenizer = Tokenizer.from_file(str(release / "tokenizer.json"))
    words = np.random.default_rng(1).standard_normal((tokenizer.get_vocab_size(), 3)).astype(np.float32)
    before, mask = words.copy(), tokenizer.token_to_id("[MASK]")
    changed = _with_mask(words, tokenizer)
    assert np.flatnonzero((changed != words).any(axis=1)).tolist() == [mask]
    assert np.array_equal(words, before)
    names = [tokenizer.token_to_id(state.name.lower()) for state in load_states().values()]
    known = [name for name in names if name is not None]
    assert len(known) > 100
    assert changed[mask] == pytest.approx(words[known].mean(axis=0), abs=1e-6)


@pytest.mark.slow
def test_the_pretrained_weights_give_the_vectors_that_transformers_gives() -> None:
    """The reference: transformers' BertModel in float32 (see `made_with` in the file)."""
    folder = Path(__file__).parents[3] / "build" / "pretrained"
    if not folder.exists():
        pytest.skip("needs the pretrained weights: make build/pretrained/model.safetensors")
    weights = dict(load_file(folder / "model.safetensors"))
    session = onnxruntime.InferenceSession(bert_graph(weights, 12).SerializeToString())
    tokenizer = InstanceTokenizer(folder / "tokenizer.json")
    for row in json.loads(Path(__file__).with_name("reference_vectors.json").read_text(encoding="utf-8"))["rows"]:
        ids = tokenizer.tokenize(Instance((row["text"],), (0,))).ids
        marked = np.array([tokenizer.cls, *ids, tokenizer.sep], dtype=np.int64)
        mean = session.run(None, {"ids": marked})[0][1:-1].mean(axis=0)
        assert mean / np.linalg.norm(mean) == pytest.approx(np.array(row["vector"]), abs=2e-5)
