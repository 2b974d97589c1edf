"""Tests of evaluation: baselines give probabilities like Rhetor's, and every system is printed."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from rhetor.instances import Instance
from training.corpora.examples import Example
from training.corpora.readers import CORPORA
from training.heads.samples import Sample
from training.measure import baselines
from training.measure.metrics import measure
from training.release.evaluate import Metrics, print_metrics
from training.release.trials import SYSTEMS, _trial, unseen

GOOD, PLAIN, BAD = "What a wonderful, happy success.", "The table has four legs.", "A horrible, cruel disaster."
TRAIN = [GOOD, BAD, PLAIN, GOOD, BAD, PLAIN]
CLASSES = np.array([2, 0, 1, 2, 0, 1])


def test_a_test_sentence_that_stands_in_training_is_not_counted() -> None:
    def examples(corpus: str, *rows: tuple[str, str]) -> tuple[tuple[Example, ...], None]:
        nothing = Instance(("",), (0,))
        return tuple(Example(nothing, (0,), text, split, corpus, text) for text, split in rows), None

    corpora: Any = {
        "szeged": examples("szeged", ("It may rain.", "train"), ("It might snow.", "test")),
        "own_hedging": examples("own_hedging", ("Some say so.", "train")),
        "conll2010": examples("conll2010", ("it  may rain.", "test"), ("It is so.", "test"), ("Who knows?", "train")),
    }
    assert unseen(corpora, CORPORA["conll2010"]).tolist() == [False, True]
    assert unseen(corpora, CORPORA["szeged"]).tolist() == [True]


def sample(texts: list[str], labels: np.ndarray) -> Sample:
    count = len(texts)
    groups = np.array([str(place) for place in range(count)])
    return Sample(np.zeros((count, 2)), labels, groups, np.ones(count), np.array(texts, dtype=object))


@pytest.mark.parametrize(
    ("baseline", "classes"),
    [
        (baselines.vader_sentiment, 3),
        (baselines.vader_negative, 2),
        (baselines.vader_hedging, 2),
        (lambda texts: baselines.majority(CLASSES, len(texts)), 3),
        (lambda texts: baselines.tfidf(TRAIN, CLASSES, texts, np.ones(6)), 3),
        (lambda texts: baselines.tfidf(TRAIN, CLASSES // 2, texts, np.ones(6)), 2),
    ],
)
def test_a_baseline_gives_probabilities_of_all_classes(
    baseline: Callable[[Iterable[str]], baselines.Floats], classes: int
) -> None:
    found = baseline([GOOD, PLAIN, BAD, "xstatex"])
    assert found.shape == (4, classes)
    assert found.sum(axis=1) == pytest.approx(1)
    assert found.min() >= 0


@pytest.mark.parametrize(
    ("train", "certain"),
    [([0, 1, 1], [0, 1]), ([-1, 0, 0, 1, 0], [0, 1, 0]), ([2, 2, 1, 0], [0, 0, 1]), ([0, 1], [1, 0])],
)
def test_the_majority_is_certain_of_the_commonest_label(train: list[int], certain: list[float]) -> None:
    assert baselines.majority(np.array(train), 2).tolist() == [certain, certain]


def test_vader_tells_negative_neutral_and_positive() -> None:
    assert baselines.vader_sentiment([BAD, PLAIN, GOOD]).tolist() == np.eye(3).tolist()


def test_vader_finds_the_negative_alarming_and_the_plain_hedged() -> None:
    alarming = baselines.vader_negative([GOOD, PLAIN, BAD])[:, 1]
    assert np.all(np.diff(alarming) > 0)
    assert baselines.vader_hedging([PLAIN])[0, 1] == 1
    assert np.all(baselines.vader_hedging([GOOD, BAD])[:, 1] < 0.5)


def test_tfidf_learns_the_labels_of_words_and_heeds_the_weights() -> None:
    assert baselines.tfidf(TRAIN, CLASSES, [GOOD, BAD, PLAIN], np.ones(6)).argmax(axis=1).tolist() == [2, 0, 1]
    unknown, weights = ["entirely unseen"], np.array([9.0, 1, 1, 9, 1, 1])
    assert baselines.tfidf(TRAIN, CLASSES, unknown, weights)[0].argmax() == 2


def test_a_trial_measures_every_system_on_the_same_rows() -> None:
    train, test = sample(TRAIN, CLASSES), sample([BAD, GOOD, PLAIN, GOOD], np.array([0, 2, 1, 2]))
    vader = baselines.vader_sentiment(test.texts)
    trial = _trial("states", "own test", train, test, vader, np.full((4, 3), 1 / 3))
    assert tuple(trial.predictions) == SYSTEMS
    found = {name: measure(trial.labels, rows)["macro_f1"] for name, rows in trial.predictions.items()}
    assert found["VADER"] == found["TF-IDF + LR"] == 1
    assert found["majority"] == found["Rhetor"] == pytest.approx(0.4 / 3)


METRICS: Metrics = {
    "states": {
        "own test": {
            "rows": {"count": 321},
            **{name: {"macro_f1": place / 8, "calibration_error": 0.0625} for place, name in enumerate(SYSTEMS)},
        }
    },
    "cues": {
        "words": {
            "rows": {"count": 7},
            "Rhetor": {"macro_f1": 0.5, "ap": 0.75, "auc": 0.875, "calibration_error": 0.25},
        }
    },
}


def test_the_printed_table_has_one_row_a_system(capsys: pytest.CaptureFixture[str]) -> None:
    print_metrics(METRICS)
    lines = [re.sub(r"[^\w.+-]+", " ", line).strip() for line in capsys.readouterr().out.splitlines()]
    expected = [f"states own test 321 {name} {place / 8:.3f} 0.062" for place, name in enumerate(SYSTEMS)]
    expected.append("cues words 7 Rhetor 0.500 0.750 0.875 0.250")
    assert [line for line in lines if line in expected] == expected
    assert (
        "attribute held-out split rows system macro-F1 F1 AP AUC calibration error by chance as written largest change kappa MB"
        in lines
    )
