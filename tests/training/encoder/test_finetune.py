"""Tests of fine-tuning, where PyTorch is installed (requirements/finetune.txt): small networks on our own sentences."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

from safetensors.torch import load_file, save_file  # noqa: E402
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel  # noqa: E402

from rhetor.encoder import InstanceTokenizer  # noqa: E402
from training.encoder import finetune as course  # noqa: E402
from training.encoder import teacher  # noqa: E402
from training.encoder.beliefs import Belief, join_beliefs, key, load_beliefs  # noqa: E402
from training.encoder.lessons import Settings, make_lessons  # noqa: E402
from training.encoder.network import Network  # noqa: E402
from training.encoder.teacher import ask_teacher  # noqa: E402
from training.refusals import Refused  # noqa: E402

SETTINGS = Settings(epochs=1, batch=64, repeats=1)
CORPORA = ["own_states", "own_alarmism"]


def weights(folder: Path, release: Path, mpnet: bool = False, layers: int = 1) -> Path:
    """Write random weights of a small network, and the release's tokenizer beside them."""
    torch.manual_seed(1)
    shape = {"vocab_size": 30522, "hidden_size": 24, "num_hidden_layers": layers, "intermediate_size": 96}
    if mpnet:
        model = MPNetModel(MPNetConfig(**shape, num_attention_heads=12, max_position_embeddings=514))
    else:
        model = BertModel(BertConfig(**shape, num_attention_heads=12))
    folder.mkdir()
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "model.safetensors")
    (folder / "tokenizer.json").write_bytes((release / "tokenizer.json").read_bytes())
    return folder / "model.safetensors"


def same(one: Path, other: Path) -> bool:
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (one, other))
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


class Stopped(Exception):
    """The run is cut off."""


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(
    tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = weights(tmp_path / "start", release)
    monkeypatch.setattr(course, "_SAVED_EVERY", 5)
    course.finetune(start, tmp_path / "whole", CORPORA, SETTINGS)
    save = course._save

    def save_and_stop(path: Path, step: int, *rest: object) -> None:
        save(path, step, *rest)
        if step == 10:
            raise Stopped

    monkeypatch.setattr(course, "_save", save_and_stop)
    with pytest.raises(Stopped):
        course.finetune(start, tmp_path / "broken", CORPORA, SETTINGS)
    monkeypatch.setattr(course, "_save", save)
    course.finetune(start, tmp_path / "broken", CORPORA, SETTINGS)
    assert same(tmp_path / "whole", tmp_path / "broken")
    logs = [(tmp_path / folder / "log.jsonl").read_text(encoding="utf-8") for folder in ("whole", "broken")]
    assert logs[0] == logs[1]
    losses = [json.loads(line)["loss"] for line in logs[0].splitlines()]
    assert sum(losses[-5:]) < sum(losses[:5])
    assert (tmp_path / "whole/curves.png").exists()


def test_a_student_learns_from_a_teacher_of_another_architecture(tmp_path: Path, release: Path) -> None:
    course.finetune(weights(tmp_path / "large", release, mpnet=True), tmp_path / "teacher", CORPORA, SETTINGS)
    start, beliefs = weights(tmp_path / "small", release), tmp_path / "beliefs.npz"
    ask_teacher(tmp_path / "teacher", beliefs, CORPORA)
    runs = {
        "alone": ([], SETTINGS),
        "taught": ([beliefs], SETTINGS),
        "again": ([beliefs], SETTINGS),
        "deaf": ([beliefs], replace(SETTINGS, trust=0.0)),
    }
    for folder, (asked, settings) in runs.items():
        course.finetune(start, tmp_path / folder, CORPORA, settings, asked)
    assert same(tmp_path / "taught", tmp_path / "again")
    assert same(tmp_path / "alone", tmp_path / "deaf")
    assert not same(tmp_path / "taught", tmp_path / "alone")


def test_beliefs_are_kept_to_a_step_and_asked_for_once(
    tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.finetune(weights(tmp_path / "small", release), tmp_path / "one", CORPORA, SETTINGS)
    course.finetune(weights(tmp_path / "large", release, mpnet=True), tmp_path / "two", CORPORA, SETTINGS)
    path = tmp_path / "beliefs.npz"
    ask_teacher(tmp_path / "one", path, CORPORA)
    beliefs, ask = load_beliefs(path), teacher._ask
    tokenizer = InstanceTokenizer(tmp_path / "one/tokenizer.json")
    lessons = [one for corpus in CORPORA for one in make_lessons(tokenizer, corpus, SETTINGS)]
    assert beliefs.keys() == {key(lesson.ids) for lesson in lessons}
    network = Network(tmp_path / "one/model.safetensors", (tokenizer.cls, tokenizer.sep)).eval()
    for lesson in lessons[::200]:
        (exact,), kept = ask(network, [lesson], True), beliefs[key(lesson.ids)]
        assert kept.sentiment.shape == (len(lesson.masks), 3)
        assert torch.allclose(kept.sentiment, exact.sentiment, atol=0.01)
        assert kept.alarm == pytest.approx(exact.alarm, abs=0.01)
    asked = []
    monkeypatch.setattr(
        teacher, "_ask", lambda network, batch, alarmed: asked.append(batch) or ask(network, batch, alarmed)
    )
    ask_teacher(tmp_path / "one", path, CORPORA)
    assert not asked
    ask_teacher(tmp_path / "two", path, CORPORA)
    assert sum(map(len, asked)) == len(beliefs)


def test_teachers_speak_on_average_each_of_what_it_was_taught(tmp_path: Path, release: Path) -> None:
    start = weights(tmp_path / "start", release)
    both, states = tmp_path / "both.npz", tmp_path / "states.npz"
    for path, taught in ((both, CORPORA), (states, ["own_states"])):
        course.finetune(start, tmp_path / path.stem, taught, SETTINGS)
        ask_teacher(tmp_path / path.stem, path, taught)
    one, other = load_beliefs(both), load_beliefs(states)
    assert {belief.alarm for belief in other.values()} == {None}
    joined = join_beliefs([one, other])
    assert joined.keys() == one.keys() > other.keys()
    for number, belief in joined.items():
        parts = [found[number].sentiment for found in (one, other) if number in found]
        assert torch.allclose(belief.sentiment, sum(parts) / len(parts))
        assert belief.alarm == one[number].alarm
    course.finetune(start, tmp_path / "student", CORPORA, SETTINGS, [both, states])


def test_a_batch_listens_to_its_teacher_as_far_as_that_knows_it(tmp_path: Path, release: Path) -> None:
    course.finetune(weights(tmp_path / "small", release), tmp_path / "teacher", CORPORA, SETTINGS)
    path, start = tmp_path / "beliefs.npz", tmp_path / "small/model.safetensors"
    ask_teacher(tmp_path / "teacher", path, CORPORA)
    with np.load(path) as arrays:
        nothing = {name: array[:0] if array.ndim else array for name, array in arrays.items()}
    np.savez_compressed(tmp_path / "nothing.npz", **nothing)
    for folder, beliefs in (("alone", []), ("untold", [tmp_path / "nothing.npz"]), ("told", [path])):
        course.finetune(start, tmp_path / folder, ["own_states"], SETTINGS, beliefs)
    assert same(tmp_path / "alone", tmp_path / "untold")
    notes = [json.loads((tmp_path / name / "settings.json").read_text(encoding="utf-8")) for name in ("untold", "told")]
    assert [note["known to a teacher"] for note in notes] == [0, 1]


def test_asking_goes_on_where_it_was_cut_off_and_leaves_the_old_file_until_the_end(
    tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.finetune(weights(tmp_path / "small", release), tmp_path / "teacher", CORPORA, SETTINGS)
    path, ask, asked = tmp_path / "beliefs.npz", teacher._ask, []
    monkeypatch.setattr(teacher, "_SAVED_EVERY", 5)

    def ask_some(network: Network, batch: list[object], alarmed: bool) -> list[Belief]:
        if len(asked) == 7:
            raise Stopped
        asked.append(batch)
        return ask(network, batch, alarmed)

    np.savez_compressed(path, teacher=np.array("others"))
    before = path.read_bytes()
    monkeypatch.setattr(teacher, "_ask", ask_some)
    with pytest.raises(Stopped):
        ask_teacher(tmp_path / "teacher", path, ["own_hedging", "own_states"])
    assert path.read_bytes() == before
    monkeypatch.setattr(
        teacher, "_ask", lambda network, batch, alarmed: asked.append(batch) or ask(network, batch, alarmed)
    )
    ask_teacher(tmp_path / "teacher", path, ["own_states"])
    beliefs = load_beliefs(path)
    assert sum(map(len, asked)) == len(beliefs) + 2 * teacher._BATCH
    assert not list(tmp_path.glob("*.half.npz"))


def test_an_encoder_can_be_cut_to_fewer_layers(tmp_path: Path, release: Path) -> None:
    start = weights(tmp_path / "start", release, layers=6)
    network = Network(start, (101, 102))
    layers = list(network.encoder.encoder.layer)
    network.keep_layers(4)
    assert list(network.encoder.encoder.layer) == [layers[number] for number in (0, 2, 3, 5)]
    with pytest.raises(Refused, match="at least 2"):
        network.keep_layers(5)
    course.finetune(start, tmp_path / "cut", ["own_hedging"], replace(SETTINGS, depth=2))
    assert len(Network(tmp_path / "cut/model.safetensors", (101, 102)).encoder.encoder.layer) == 2


def test_a_finished_folder_is_no_start_for_another_course(tmp_path: Path, release: Path) -> None:
    start = weights(tmp_path / "start", release)
    course.finetune(start, tmp_path / "one", CORPORA, replace(SETTINGS, rate=1e-3))
    course.finetune(start, tmp_path / "other", CORPORA, SETTINGS)
    course.finetune(start, tmp_path / "one", CORPORA, SETTINGS)
    assert same(tmp_path / "one", tmp_path / "other")
