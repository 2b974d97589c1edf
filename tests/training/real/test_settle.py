"""Tests of labels: what labellers write is read or refused, and what two of three say is settled."""

from pathlib import Path

import pytest

from rhetor.spans import Span
from training.corpora.pool import Paper
from training.real.answers import Labelled, read_answers
from training.real.draw import Drawn
from training.real.settle import agreement, cues_of, disagrees, settle
from training.real.sheets import context, write_sheets
from training.refusals import Refused

TEXT = "Peru opened a port. Chad may, critics say, have lied to Peru. It may rain."
PAPER = Paper("own-1", "own", "sober", None, "A port", TEXT, False)
PAPERS = {PAPER.id: PAPER}
CHAD = ((20, 24, "TD"), (56, 60, "PE"))


def passage(task: str, start: int = 20, end: int = 61, **more: object) -> Drawn:
    return Drawn(task, PAPER.id, PAPER.sha1, "train", "uniform", 0.5, "text", start, end, **more)  # type: ignore[arg-type]


MENTIONS = passage("mentions", mentions=CHAD)
ALARM, HEDGES = passage("alarmism"), passage("hedging")
ARTICLE = Drawn("articles", PAPER.id, PAPER.sha1, "train", "uniform", 0.5)
PAIR = Drawn("pairs", PAPER.id, PAPER.sha1, "train", "4 mentions or more", 0.5, state="TD")


def answers(tmp_path: Path, drawn: list[Drawn], *lines: str) -> list[Labelled]:
    for run, line in zip(("first", "second", "third"), lines, strict=False):
        one = drawn[0]
        (tmp_path / f"{one.task}-{run}-01.tsv").write_text(f"{one.key}\t{line}\n", encoding="utf-8")
    return list(read_answers(drawn, PAPERS, tmp_path, ("first", "second", "third")))


def test_each_mark_gets_its_label_and_doubt_is_no_other_label(tmp_path: Path) -> None:
    chad, peru = answers(tmp_path, [MENTIONS], "-1 0?", "-1? x")
    assert (chad.answers, peru.answers) == (("-1", "-1", ""), ("0", "x", ""))
    assert (chad.passage.state, peru.passage.mentions) == ("TD", (CHAD[1],))


def test_cues_are_found_where_they_stand_in_the_sentence(tmp_path: Path) -> None:
    (found,) = answers(tmp_path, [HEDGES], "may | critics say", "-", "critics  say")
    assert found.answers == ("25-28 30-41", "-", "30-41")
    assert [TEXT[start:end] for start, end in cues_of(found.answers[0])] == ["may", "critics say"]


def test_gaps_and_marks_of_a_cue_may_look_otherwise_in_the_article(tmp_path: Path) -> None:
    text = "He didn’t say so, I  don’t\nthink."
    one = Drawn("hedging", "own-2", "", "train", "uniform", 0.5, "text", 0, len(text))
    (tmp_path / "hedging-first-01.tsv").write_text(f"{one.key}\tI don't think\n", encoding="utf-8")
    paper = Paper("own-2", "own", "sober", None, "", text, False)
    (found,) = read_answers([one], {"own-2": paper}, tmp_path, ("first",))
    assert [text[start:end] for start, end in cues_of(found.answers[0])] == ["I  don’t\nthink"]


def test_an_article_has_a_level_and_a_label_for_each_state(tmp_path: Path) -> None:
    article, pair = answers(tmp_path, [ARTICLE, PAIR], "2 TD:-1?", "1 TD:0")
    assert (article.answers, pair.answers) == (("2", "1", ""), ("-1", "0", ""))


@pytest.mark.parametrize(
    ("drawn", "line"),
    [
        ([MENTIONS], "-1"),
        ([MENTIONS], "-1 2"),
        ([ALARM], "yes"),
        ([HEDGES], "might"),
        ([ARTICLE, PAIR], "2"),
        ([ARTICLE, PAIR], "4 TD:0"),
        ([ARTICLE, PAIR], "1 TD:0 PE:1"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_key(tmp_path: Path, drawn: list[Drawn], line: str) -> None:
    with pytest.raises(Refused, match=f"{drawn[0].key}: .*mend the sheet"):
        answers(tmp_path, drawn, line)


@pytest.mark.parametrize(
    ("task", "given", "label", "third_look"),
    [
        ("mentions", ("0", "0", ""), "0", False),
        ("mentions", ("0", "-1", ""), "", True),
        ("mentions", ("0", "-1", "-1"), "-1", True),
        ("mentions", ("0", "-1", "1"), "", True),
        ("pairs", ("x", "0", "x"), "x", True),
        ("alarmism", ("1", "", ""), "", True),
        ("hedging", ("25-28", "25-28", ""), "25-28", False),
        ("hedging", ("25-28", "24-31", ""), "25-28", False),
        ("hedging", ("25-28", "-", ""), "", True),
        ("hedging", ("25-28 30-41", "30-37", "24-28"), "25-28 30-37", True),
        ("hedging", ("25-28", "-", "-"), "-", True),
        ("articles", ("0", "1", ""), "0.5", False),
        ("articles", ("0", "3", "2"), "2.5", True),
        ("articles", ("0", "1", "3"), "0.5", False),
    ],
)
def test_two_of_three_settle(task: str, given: tuple[str, str, str], label: str, third_look: bool) -> None:
    assert (settle(task, given), disagrees(task, given)) == (label, third_look)


def test_agreement_counts_what_both_answered(tmp_path: Path) -> None:
    rows = [("0", "0"), ("0", "0"), ("1", "1"), ("1", "0"), ("1", "")]
    (line,) = agreement("alarmism", [Labelled(ALARM, (*pair, "")) for pair in rows])
    assert line.split("\t") == ["alarmism", "5", "4", "0.750", "0.500", "1"]
    assert list(agreement("alarmism", [])) == []


def test_a_sheet_shows_marks_and_context_and_neither_source_nor_score(tmp_path: Path) -> None:
    assert write_sheets([MENTIONS, ARTICLE, PAIR], PAPERS, tmp_path, "first") == 2
    sheet = (tmp_path / "mentions-first-01.txt").read_text(encoding="utf-8")
    assert "S: [[1: Chad|TD]] may, critics say, have lied to [[2: Peru|PE]]." in sheet
    assert "before: Peru opened a port." in sheet and "after: It may rain." in sheet
    assert PAPER.id not in sheet and "sober" not in sheet and "uniform" not in sheet
    assert "STATES: TD (Chad)\nTITLE: A port\n" in (tmp_path / "articles-first-01.txt").read_text(encoding="utf-8")


def test_later_sheets_leave_out_what_stands_on_earlier_ones(tmp_path: Path) -> None:
    assert write_sheets([ALARM, ARTICLE], PAPERS, tmp_path, "first") == 2
    later = passage("alarmism", 62, 74)
    assert write_sheets([ALARM, later, ARTICLE], PAPERS, tmp_path, "first") == 1
    sheet = (tmp_path / "alarmism-first-02.txt").read_text(encoding="utf-8")
    assert later.key in sheet and ALARM.key not in sheet


def test_the_first_sentence_stands_behind_the_title_and_the_title_before_the_text() -> None:
    assert context(passage("alarmism", 0, 19), PAPER).before == "A port"
    title = Drawn("alarmism", PAPER.id, PAPER.sha1, "train", "uniform", 0.5, "title", 0, 6)
    assert (context(title, PAPER).before, context(title, PAPER).after[:19]) == ("", "Peru opened a port.")


def test_cues_are_read_as_they_are_written() -> None:
    assert cues_of("25-28 30-41") == (Span(25, 28), Span(30, 41))
    assert cues_of("-") == ()
