"""Tests of fine-tuning (`make test-finetune`): small networks on a few of our own sentences."""

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from rhetor.encoder import Encoder
from tests.training.encoder.small import CORPORA, MARKS, SETTINGS, Stopped, same, weights
from training.corpora.examples import load_examples
from training.corpora.own import HEDGING_CORPUS
from training.corpora.tasks import ALARM, CUES, DIRECTED, FEAR, SENTIMENT
from training.encoder import finetune as course
from training.encoder.lessons import make_lesson
from training.encoder.network import Network
from training.encoder.quantise import make_encoder
from training.files import COURSE
from training.heads.fit import load_layers
from training.refusals import Refused

pytestmark = MARKS
_TASKS = {SENTIMENT, DIRECTED, ALARM, FEAR, CUES}


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(
    tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = weights(tmp_path / "start", tokenizer)
    monkeypatch.setattr(course, "_SAVED_EVERY", 5)
    course.finetune(start, tmp_path / "whole", CORPORA, SETTINGS)
    save = course.save

    def save_and_stop(path: Path, step: int, *rest: object) -> None:
        save(path, step, *rest)
        if step == 10:
            raise Stopped

    monkeypatch.setattr(course, "save", save_and_stop)
    with pytest.raises(Stopped):
        course.finetune(start, tmp_path / "broken", CORPORA, SETTINGS)
    monkeypatch.setattr(course, "save", save)
    course.finetune(start, tmp_path / "broken", CORPORA, SETTINGS)
    assert same(tmp_path / "whole", tmp_path / "broken")
    logs = [(tmp_path / folder / "log.jsonl").read_text(encoding="utf-8") for folder in ("whole", "broken")]
    assert logs[0] == logs[1]
    losses = [json.loads(line)["loss"] for line in logs[0].splitlines()]
    assert sum(losses[-5:]) < sum(losses[:5])
    assert (tmp_path / "whole/curves.png").exists()


def test_an_encoder_can_be_cut_to_fewer_layers(tmp_path: Path, tokenizer: bytes) -> None:
    start = weights(tmp_path / "start", tokenizer, layers=6)
    network = Network(start, (101, 102))
    layers = list(network.encoder.encoder.layer)
    network.keep_layers(4)
    assert list(network.encoder.encoder.layer) == [layers[number] for number in (0, 2, 3, 5)]
    with pytest.raises(Refused, match="at least 2"):
        network.keep_layers(5)
    course.finetune(start, tmp_path / "cut", [HEDGING_CORPUS], replace(SETTINGS, depth=2))
    assert len(Network(tmp_path / "cut/model.safetensors", (101, 102)).encoder.encoder.layer) == 2


def test_a_finished_folder_is_no_start_for_another_course(tmp_path: Path, tokenizer: bytes) -> None:
    start = weights(tmp_path / "start", tokenizer)
    course.finetune(start, tmp_path / "one", CORPORA, replace(SETTINGS, rate=1e-3))
    course.finetune(start, tmp_path / "other", CORPORA, SETTINGS)
    course.finetune(start, tmp_path / "one", CORPORA, SETTINGS)
    assert same(tmp_path / "one", tmp_path / "other")


def test_a_course_goes_all_the_way_to_an_encoder_that_scoring_can_read(
    tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teach, stop, go on, save, take the mean of two seeds, make it int8, encode: vectors are near PyTorch's own."""
    start, corpora = weights(tmp_path / "start", tokenizer, layers=2), [*CORPORA, HEDGING_CORPUS]
    for seed in (1, 2):
        course.finetune(start, tmp_path / str(seed), corpora, replace(SETTINGS, seed=seed))
    assert not same(tmp_path / "1", tmp_path / "2")
    make_encoder([tmp_path / str(seed) / "model.safetensors" for seed in (1, 2)], tmp_path / "mean")
    make_encoder([tmp_path / "1/model.safetensors"], tmp_path / "one")
    assert json.loads((tmp_path / "mean" / COURSE).read_text(encoding="utf-8"))["seed"] == [1, 2]
    assert load_layers(tmp_path / "mean").keys() == load_layers(tmp_path / "one").keys() == _TASKS
    encoder = Encoder(tmp_path / "one", threads=1)
    network = Network(tmp_path / "1/model.safetensors", (encoder.tokenizer.cls, encoder.tokenizer.sep)).eval()
    for one in load_examples(HEDGING_CORPUS)[:20]:
        lesson = make_lesson(CUES, one, encoder.tokenize(one.instance), 128)
        wanted = network.read([lesson])._means[0].detach().numpy()
        (found,) = encoder.encode([one.instance])
        assert found.sentence @ wanted > 0.98
    (mean,) = Encoder(tmp_path / "mean", threads=1).encode([load_examples(HEDGING_CORPUS)[0].instance])
    assert mean.sentence.shape == (24,)


COMMANDS = [
    ("finetune", "nowhere/model.safetensors out own_states", "nowhere/tokenizer.json cannot be read"),
    ("finetune", "torn/model.safetensors out own_states", "torn/model.safetensors cannot be read"),
    ("finetune", "good/model.safetensors out own_states --beliefs none.npz", "none.npz cannot be read"),
    ("finetune", "good/model.safetensors out own_states --depth 7", "7 of 1 layers cannot be kept"),
    ("teacher", "nowhere beliefs.npz", "nowhere"),
    ("teacher", "torn beliefs.npz", "torn"),
    ("trials", "nowhere", "nowhere/tokenizer.json cannot be read"),
    ("trials", "torn", "torn/"),
]


@pytest.mark.parametrize(("module", "arguments", "said"), COMMANDS, ids=[" ".join(one[:2]) for one in COMMANDS])
def test_a_command_ends_with_one_sentence(
    module: str, arguments: str, said: str, tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights(tmp_path / "good", tokenizer)
    weights(tmp_path / "torn", tokenizer).write_bytes(b"no weights")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [module, *arguments.split()])
    with pytest.raises(SystemExit) as ended:
        import_module(f"training.encoder.{module}").main()
    assert said in str(ended.value)
    assert "\n" not in str(ended.value)
