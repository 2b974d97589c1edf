"""Tests of teachers (`make test-finetune`): what they believe is kept, learned from, and measured."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rhetor.encoder import InstanceTokenizer
from tests.training.encoder.small import CORPORA, MARKS, SETTINGS, Stopped, same, weights
from training.corpora.examples import load_examples
from training.corpora.own import HEDGING_CORPUS, STATES_CORPUS
from training.encoder import finetune as course
from training.encoder import teacher, trials
from training.encoder.beliefs import Belief, join_beliefs, key, load_beliefs
from training.encoder.lessons import make_lessons
from training.encoder.network import Network
from training.encoder.teacher import ask_teacher

pytestmark = MARKS


def test_a_student_learns_from_a_teacher_of_another_architecture(tmp_path: Path, tokenizer: bytes) -> None:
    course.finetune(weights(tmp_path / "large", tokenizer, mpnet=True), tmp_path / "teacher", CORPORA, SETTINGS)
    start, beliefs = weights(tmp_path / "small", tokenizer), tmp_path / "beliefs.npz"
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
    tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.finetune(weights(tmp_path / "small", tokenizer), tmp_path / "one", CORPORA, SETTINGS)
    course.finetune(weights(tmp_path / "large", tokenizer, mpnet=True), tmp_path / "two", CORPORA, SETTINGS)
    path = tmp_path / "beliefs.npz"
    ask_teacher(tmp_path / "one", path, CORPORA)
    beliefs, ask = load_beliefs(path), teacher._ask
    reads = InstanceTokenizer(tmp_path / "one/tokenizer.json")
    taught = [one for corpus in CORPORA for one in make_lessons(reads, corpus, SETTINGS)]
    assert beliefs.keys() == {key(lesson.ids) for lesson in taught}
    network = Network(tmp_path / "one/model.safetensors", (reads.cls, reads.sep)).eval()
    for lesson in taught[::50]:
        (exact,), kept = ask(network, [lesson], True), beliefs[key(lesson.ids)]
        assert kept.sentiment.shape == (len(lesson.masks), 3)
        assert np.allclose(kept.sentiment, exact.sentiment, atol=0.01)
        assert kept.alarm == pytest.approx(exact.alarm, abs=0.01)
    asked = []
    monkeypatch.setattr(
        teacher, "_ask", lambda network, batch, alarmed: asked.append(batch) or ask(network, batch, alarmed)
    )
    ask_teacher(tmp_path / "one", path, CORPORA)
    assert not asked
    ask_teacher(tmp_path / "two", path, CORPORA)
    assert sum(map(len, asked)) == len(beliefs)


def test_teachers_speak_on_average_each_of_what_it_was_taught(tmp_path: Path, tokenizer: bytes) -> None:
    start = weights(tmp_path / "start", tokenizer)
    both, states = tmp_path / "both.npz", tmp_path / "states.npz"
    for path, taught in ((both, CORPORA), (states, [STATES_CORPUS])):
        course.finetune(start, tmp_path / path.stem, taught, SETTINGS)
        ask_teacher(tmp_path / path.stem, path, taught)
    one, other = load_beliefs(both), load_beliefs(states)
    assert {belief.alarm for belief in other.values()} == {None}
    joined = join_beliefs([one, other])
    assert joined.keys() == one.keys() > other.keys()
    for number, belief in joined.items():
        parts = [found[number].sentiment for found in (one, other) if number in found]
        assert np.allclose(belief.sentiment, sum(parts) / len(parts))
        assert belief.alarm == one[number].alarm
    course.finetune(start, tmp_path / "student", CORPORA, SETTINGS, [both, states])


def test_a_batch_listens_to_its_teacher_as_far_as_that_knows_it(tmp_path: Path, tokenizer: bytes) -> None:
    course.finetune(weights(tmp_path / "small", tokenizer), tmp_path / "teacher", CORPORA, SETTINGS)
    path, start = tmp_path / "beliefs.npz", tmp_path / "small/model.safetensors"
    ask_teacher(tmp_path / "teacher", path, CORPORA)
    with np.load(path) as arrays:
        nothing = {name: array[:0] if array.ndim else array for name, array in arrays.items()}
    np.savez_compressed(tmp_path / "nothing.npz", **nothing)
    for folder, beliefs in (("alone", []), ("untold", [tmp_path / "nothing.npz"]), ("told", [path])):
        course.finetune(start, tmp_path / folder, [STATES_CORPUS], SETTINGS, beliefs)
    assert same(tmp_path / "alone", tmp_path / "untold")
    notes = [json.loads((tmp_path / name / "settings.json").read_text(encoding="utf-8")) for name in ("untold", "told")]
    assert [note["known to a teacher"] for note in notes] == [0, 1]


def test_asking_goes_on_where_it_was_cut_off_and_leaves_the_old_file_until_the_end(
    tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.finetune(weights(tmp_path / "small", tokenizer), tmp_path / "teacher", CORPORA, SETTINGS)
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
        ask_teacher(tmp_path / "teacher", path, [HEDGING_CORPUS, STATES_CORPUS])
    assert path.read_bytes() == before
    monkeypatch.setattr(
        teacher, "_ask", lambda network, batch, alarmed: asked.append(batch) or ask(network, batch, alarmed)
    )
    ask_teacher(tmp_path / "teacher", path, [STATES_CORPUS])
    beliefs = load_beliefs(path)
    assert sum(map(len, asked)) == len(beliefs) + 2 * teacher.BATCH
    assert not list(tmp_path.glob("*.half.npz"))


def test_networks_are_measured_by_their_own_layers(
    tmp_path: Path, tokenizer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_TRIALS", CORPORA)
    for name, taught in (("both", CORPORA), ("states", [STATES_CORPUS])):
        course.finetune(weights(tmp_path / f"of {name}", tokenizer), tmp_path / name, taught, SETTINGS)
    monkeypatch.setattr(trials, "load_examples", lambda corpus: load_examples(corpus)[:600])
    table = trials.measure_teachers([tmp_path / "both", tmp_path / "states"], kept=True)
    assert list(table.columns[0].cells) == ["own_states", "own_alarmism"]
    assert all(0 <= float(cell) <= 1 for cell in table.columns[3].cells)
    assert trials.measure_teachers([tmp_path / "states"], kept=True).row_count == 1
