"""Tests of drawing: known probabilities, the same passages every time, and nothing of the text on disk."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from training.corpora.pool import Paper
from training.real import draw as drawing
from training.real.draw import DRAWN, Drawn, draw, read_drawn, read_strata


def paper(number: int, kind: str = "sober", held_out: bool = False) -> Paper:
    text = "Peru opened a port. It rained on Monday. Chad lied to Peru about the port."
    return Paper(f"own-{number}", "own", kind, None, "A port in Peru", text, held_out)


def mention(text: str, start: int, state: str, score: float) -> dict[str, Any]:
    return {"start": start, "end": start + len(text), "state": state, "score": score}


def report(one: Paper, score: float = 0.1, alarmism: float = 0.05) -> Mapping[str, Any]:
    def sentence(start: int, end: int, *mentions: dict[str, Any], title: bool = False) -> dict[str, Any]:
        place = {"start": start, "end": end, "title": title, "mentions": list(mentions)}
        return place | {"alarmism": alarmism, "hedging": 0.1}

    sentences = [
        sentence(0, 14, mention("Peru", 10, "PE", score), title=True),
        sentence(0, 19, mention("Peru", 0, "PE", score)),
        sentence(20, 40),
        sentence(41, 74, mention("Chad", 41, "TD", -score), mention("Peru", 54, "PE", score)),
    ]
    states = [{"code": "PE", "mentions": 3}, {"code": "TD", "mentions": 1}]
    return {"id": one.id, "sentences": sentences, "states": states, "alarmism": {"score": alarmism}}


PAPERS = [paper(number, held_out=number % 4 == 0) for number in range(4000)]


@pytest.fixture(scope="module")
def drawn() -> tuple[Drawn, ...]:
    return tuple(draw(PAPERS, map(report, PAPERS)))


def test_as_many_are_drawn_as_the_table_asks_for_and_weights_undo_it(drawn: tuple[Drawn, ...]) -> None:
    wanted = {(task, split, name): count for task, split, name, count in read_strata()}
    found = [one for one in drawn if (one.task, one.split) == ("alarmism", "train")]
    asked = wanted["alarmism", "train", "uniform"]
    assert 0.9 * asked < len(found) < 1.1 * asked
    assert sum(1 / one.probability for one in found) == pytest.approx(4 * 3000, rel=0.1)


def test_drawing_again_gives_the_same_and_others_beside_change_nothing_of_the_chances(drawn: tuple[Drawn, ...]) -> None:
    assert tuple(draw(PAPERS, map(report, PAPERS))) == drawn
    keys = [one.key for one in drawn]
    assert len(set(keys)) == len(keys)


def test_all_mentions_of_a_drawn_sentence_are_there_and_sentences_without_any_are_not(drawn: tuple[Drawn, ...]) -> None:
    of_mentions = [one for one in drawn if one.task == "mentions"]
    assert {len(one.mentions) for one in of_mentions} == {1, 2}
    assert {one.part for one in of_mentions} == {"title", "text"}
    assert all(one.start != 20 for one in of_mentions)


def test_pairs_are_of_drawn_articles_and_their_chances_are_multiplied(drawn: tuple[Drawn, ...]) -> None:
    articles = {one.article: one.probability for one in drawn if one.task == "articles"}
    pairs = [one for one in drawn if one.task == "pairs"]
    assert {one.state for one in pairs} == {"PE", "TD"}
    assert all(one.article in articles and one.probability < articles[one.article] for one in pairs)


def test_a_scored_sentence_has_two_chances() -> None:
    papers = [paper(number) for number in range(3000)]
    reports = [report(one, score=0.9 if number < 300 else 0.0) for number, one in enumerate(papers)]
    found = [one for one in draw(papers, reports) if one.task == "mentions"]
    assert {one.stratum for one in found} == {"uniform", "very positive", "very negative"}
    scored, plain = (
        max(one.probability for one in found if (int(one.article[4:]) < 300) is side) for side in (True, False)
    )
    assert scored > plain


def test_other_kinds_have_strata_of_their_own() -> None:
    papers = [paper(number, "partisan") for number in range(50)]
    found = list(draw(papers, [report(one, score=0.5, alarmism=0.6) for one in papers]))
    assert {one.stratum for one in found if one.task != "pairs"} <= {"other kinds", "other kinds, scored"}


def test_what_is_drawn_is_read_back(tmp_path: Path, drawn: tuple[Drawn, ...]) -> None:
    lines = [json.dumps({name: getattr(one, name) for name in Drawn.__slots__}) for one in drawn[:50]]
    (tmp_path / DRAWN).write_text("\n".join(lines), encoding="utf-8")
    assert read_drawn(tmp_path) == drawn[:50]


@pytest.mark.parametrize(
    ("score", "stratum"), [(0.0, "0"), (0.1, ".1 to .3"), (0.3, ".3 to .5"), (0.79, ".5 to .8"), (1.0, ".8 to 1")]
)
def test_sentences_are_parted_by_their_score(score: float, stratum: str) -> None:
    found = drawing._score_strata(True, "alarmism", score)
    assert found == (("uniform",) if stratum == "0" else ("uniform", stratum))
