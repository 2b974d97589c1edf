"""Tests of measuring swaps: none moves a score of ours, and a scorer that reads the name is caught."""

from rhetor.instances import Instance
from rhetor.scorer import Scorer
from training.corpora.examples import Example
from training.measure.swap import _swaps, largest_change

TEXTS = [
    "Critics say Norway betrayed Chile at the talks.",
    "Nobody will survive what Peru has begun.",
    "No state is here.",
    "Papua New Guinea met Kenya.",
]


def examples(split: str = "test") -> list[Example]:
    return [
        Example(Instance((text,), (0,)), (), str(number), split, "own_states", text)
        for number, text in enumerate(TEXTS)
    ]


def test_no_swap_changes_a_score(scorer: Scorer) -> None:
    assert largest_change([*examples(), *examples("train")], scorer) == (0, 5)


def test_a_whole_name_is_replaced_wherever_it_stands() -> None:
    swaps = [swapped for _, swapped in _swaps("Guinea met Papua New Guinea, and Guinea left.")]
    assert swaps == ["Israel met Papua New Guinea, and Israel left.", "Guinea met Israel, and Guinea left."]


def test_a_change_is_found(scorer: Scorer, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from training.measure import swap

    monkeypatch.setattr(swap, "_OTHERS", ("certain ruin",))
    monkeypatch.setattr(swap, "_scores", lambda report: [report.attributes["alarmism"].score])
    assert largest_change(examples(), scorer)[0] > 0
