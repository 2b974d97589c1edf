"""Tests of lessons: what a step of fine-tuning reads, and what an epoch draws."""

import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from rhetor.encoder import InstanceTokenizer
from rhetor.instances import make_instances
from rhetor.spans import Span
from training.corpora.examples import Example
from training.corpora.readers import CORPORA
from training.corpora.tasks import ALARM, CUES, DIRECTED, SENTIMENT
from training.encoder import lessons
from training.encoder.lessons import (
    IGNORED,
    SOBER,
    UNLABELLED,
    Lesson,
    Settings,
    draw_course,
    make_batches,
    make_lesson,
    make_unlabelled,
)

TEXT = "Norway may have misled Chile."
SPANS = [Span(0, 6), Span(23, 28)]


@pytest.fixture(scope="module")
def tokenizer(release: Path) -> InstanceTokenizer:
    return InstanceTokenizer(release / "tokenizer.json")


def example(
    labels: tuple[int, ...], mentions: tuple[int, ...] = (), cues: tuple[Span, ...] = (), purpose: str = ""
) -> Example:
    (instance,) = make_instances([(TEXT, SPANS)])
    return Example(instance, labels, "g", "train", "own_states", TEXT, mentions, cues, purpose)


def lesson(tokenizer: InstanceTokenizer, task: str, one: Example, longest: int = 128) -> Lesson | None:
    return make_lesson(task, one, tokenizer.tokenize(one.instance), longest)


def test_sentiment_is_read_at_the_labelled_masks_only(tokenizer: InstanceTokenizer) -> None:
    found = lesson(tokenizer, SENTIMENT, example((-1,), (1,)))
    assert found
    assert [found.ids[mask] for mask in found.masks] == [tokenizer.mask] * 2
    assert (found.places, found.labels) == ((found.masks[1],), (0,))


def test_a_mask_beyond_the_longest_is_left_out(tokenizer: InstanceTokenizer) -> None:
    assert lesson(tokenizer, SENTIMENT, example((-1,), (1,)), longest=3) is None
    kept = lesson(tokenizer, SENTIMENT, example((1, -1), (0, 1)), longest=3)
    assert kept
    assert (kept.places, kept.labels, len(kept.ids)) == ((0,), (2,), 3)


def test_cues_are_labelled_token_by_token_and_masks_are_ignored(tokenizer: InstanceTokenizer) -> None:
    found = lesson(tokenizer, CUES, example((1,), cues=(Span(7, 10),)))
    assert found
    assert found.labels[:3] == (IGNORED, 1, 0)
    assert [found.labels[mask] for mask in found.masks] == [IGNORED, IGNORED]


@pytest.mark.parametrize(("label", "purpose", "share"), [(1, "alarmist", 1), (0, "sober", SOBER), (0, "reassuring", 0)])
def test_a_sober_report_is_taught_a_little_alarm(
    tokenizer: InstanceTokenizer, label: int, purpose: str, share: float
) -> None:
    found = lesson(tokenizer, ALARM, example((label,), purpose=purpose))
    assert found
    assert found.share == share


def test_names_are_masked_beside_states_for_the_teacher_to_read(
    tokenizer: InstanceTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Later the mayor of Chile told Dora Quill off.", "Nobody was told.", "She hit Dora Quill in May."]
    rows = [replace(example((0,)), text=text, group=str(number)) for number, text in enumerate(texts)]
    monkeypatch.setattr(lessons, "load_examples", lambda corpus: [*rows, rows[0], replace(rows[2], split="test")])
    monkeypatch.setattr(lessons, "is_reserved", lambda group: group == "2")
    found = make_unlabelled(tokenizer, CORPORA["ptc"], Settings())
    assert [(one.task, len(one.masks), one.places, one.labels) for one in found] == [(UNLABELLED, 2, (), ())]
    assert found == make_unlabelled(tokenizer, CORPORA["ptc"], Settings())


def some(task: str, label: int, count: int, share: float = 0.0) -> list[Lesson]:
    return [Lesson(task, (label, number, task == ALARM), (), (), (label,), share) for number in range(count)]


def test_an_epoch_has_batches_of_one_task_and_draws_few_of_the_many_negatives() -> None:
    settings = Settings(batch=4, negatives=2, negatives_of_cues=1, directed=5, undirected=1, unlabelled=6, targeted=5)
    drawn = [
        *some(UNLABELLED, 0, 50),
        *some(SENTIMENT, 1, 7),
        *some(ALARM, 1, 3, 1.0),
        *some(ALARM, 0, 50),
        *some(CUES, 1, 4),
        *some(CUES, 0, 50),
        *some(DIRECTED, 0, 9),
        *some(DIRECTED, 1, 50),
    ]
    drawn += [replace(one, own=True, ids=(9, number)) for number, one in enumerate(some(ALARM, 0, 11))]
    batches = make_batches(drawn, settings, random.Random(1))
    assert all(len({one.task for one in batch}) == 1 and len(batch) <= 4 for batch in batches)
    counts = {
        task: sum(len(batch) for batch in batches if batch[0].task == task)
        for task in (SENTIMENT, ALARM, CUES, DIRECTED, UNLABELLED)
    }
    assert counts == {SENTIMENT: 5, ALARM: 9 + 11, CUES: 8, DIRECTED: 10, UNLABELLED: 6}
    assert batches == make_batches(drawn, settings, random.Random(1))
    assert batches != make_batches(drawn, settings, random.Random(2))


def test_seeds_share_no_epoch_and_a_seed_draws_its_epochs_differently() -> None:
    drawn = [*some(SENTIMENT, 1, 40), *some(CUES, 1, 20), *some(CUES, 0, 90)]
    epochs = []
    for seed in (1, 2, 3, 11):
        settings = Settings(batch=8, epochs=3, seed=seed)
        course = draw_course(drawn, settings)
        assert course == draw_course(drawn, settings)
        size = len(course) // settings.epochs
        epochs += [course[start : start + size] for start in range(0, len(course), size)]
    assert len(epochs) == 12
    assert all(one != other for one, other in combinations(epochs, 2))
