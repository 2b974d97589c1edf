"""Tests of the whole flow: what must not change a score, exact spans, and options."""

import csv
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import rhetor.clock
from rhetor.attributes import NAMES
from rhetor.errors import OutOfTime, TextTooShort, UnknownAttribute, UnknownState
from rhetor.report import Report, SentenceScore
from rhetor.scorer import Options, Scorer
from rhetor.text.document import Article

SWAPS = Path(__file__).parent / "data" / "swaps.tsv"
GOLDEN = Path(__file__).parents[1] / "golden"
TEXTS = {
    folder.name: (folder / "article.txt").read_text(encoding="utf-8")
    for folder in sorted(GOLDEN.glob("*/"))
    if (folder / "article.txt").exists()
}

MIXED = (
    "👩‍🚀 “Iran’s envoy may have lied”, Peru’s minister wrote 🎉🎉. Cafe\u0301s in Co\u0302te d’Ivoire were closed.\n\n"
    "It is believed that the U.S. 🇺🇸 will reportedly leave; Spain’s press — perhaps wrongly — calls it a catastrophe 😱."
)


def numbers(sentence: SentenceScore) -> tuple[Any, ...]:
    """Return all that was scored of a sentence, but not where it stands."""
    mentions = tuple((one.state, one.text, one.score) for one in sentence.mentions or ())
    cues = tuple((one.text, one.score) for one in sentence.cues["cues"])
    return dict(sentence.attributes), mentions, cues


def swaps() -> list[dict[str, str]]:
    with SWAPS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def values(report: Report) -> tuple[Any, ...]:
    """Return every score of a one-article report without the states' names."""
    by_place = [
        (
            sentence.attributes,
            [one.score for one in sentence.mentions or ()],
            [one.score for one in sentence.cues["cues"]],
        )
        for sentence in report.sentences
    ]
    attributes = {name: replace(one, cues_per_100_words=None) for name, one in report.attributes.items()}
    return attributes, by_place  # a name of more words changes no score, but the rate of cues in 100 words


@pytest.mark.parametrize("row", swaps(), ids=lambda row: row["text"][:40])
def test_swapping_the_state_changes_no_score_at_all(scorer: Scorer, row: dict[str, str]) -> None:
    before, after = (scorer.score(Article(row[column])) for column in ("text", "swapped"))
    assert values(before) == values(after)
    codes = [
        [one.state for sentence in report.sentences for one in sentence.mentions or ()] for report in (before, after)
    ]
    assert codes[0] != codes[1]
    assert len(codes[0]) == len(codes[1]) > 0


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_scores_the_same_alone_in_its_article_and_in_reversed_order(scorer: Scorer, name: str) -> None:
    text = TEXTS[name]
    sentences = scorer.score(Article(text)).sentences
    texts = [text[one.start : one.end] for one in sentences]
    wanted = {text: numbers(one) for text, one in zip(texts, sentences, strict=True)}
    backwards = scorer.score(Article("\n\n".join(texts[::-1])))
    found = "\n\n".join(texts[::-1])
    compared = 0
    for one in backwards.sentences:
        if (same := found[one.start : one.end]) in wanted:
            assert numbers(one) == wanted[same]
            compared += 1
    assert compared >= 0.9 * len(texts)
    for part in texts[:3] + texts[-3:]:
        try:
            alone = scorer.score(Article(part)).sentences
        except TextTooShort:
            continue
        if len(alone) == 1:
            assert numbers(alone[0]) == wanted[part]


@pytest.mark.parametrize("name", TEXTS)
def test_doubling_an_article_leaves_its_document_scores(scorer: Scorer, name: str) -> None:
    once, twice = scorer.score(Article(TEXTS[name])), scorer.score(Article(TEXTS[name] + "\n\n" + TEXTS[name]))
    for attribute in ("alarmism", "hedging"):
        assert twice.attributes[attribute].score == pytest.approx(once.attributes[attribute].score, abs=0.01)
    assert {one.code: one.score for one in twice.states or ()} == pytest.approx(
        {one.code: one.score for one in once.states or ()}, abs=0.01
    )


@pytest.mark.parametrize("offsets", ["codepoint", "utf16"])
def test_every_span_is_its_text_in_the_unit_asked_for(scorer: Scorer, offsets: Any) -> None:
    title = "🔥 Élan: Chile may win"
    report = scorer.score(Article(MIXED, title), Options(offsets=offsets))
    spans = 0
    for sentence in report.sentences:
        source = title if sentence.title else MIXED
        for one in (*(sentence.mentions or ()), *sentence.cues["cues"]):
            spans += 1
            assert cut(source, one.start, one.end, offsets) == one.text
            assert sentence.start <= one.start < one.end <= sentence.end
        whole = cut(source, sentence.start, sentence.end, offsets)
        assert whole == whole.strip() != ""
    assert spans >= 8
    assert report.document.characters == (len(MIXED) if offsets == "codepoint" else len(MIXED.encode("utf-16-le")) // 2)


def cut(text: str, start: int, end: int, offsets: str) -> str:
    if offsets == "codepoint":
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_finds_the_states_of_the_mixed_text(scorer: Scorer) -> None:
    report = scorer.score(Article(MIXED))
    assert [one.code for one in report.states or ()] == ["CI", "ES", "IR", "PE", "US"]


@pytest.mark.parametrize("attribute", NAMES)
def test_only_what_was_asked_for_is_scored_and_it_scores_the_same(scorer: Scorer, attribute: str) -> None:
    whole = scorer.score(Article(MIXED)).as_dict()
    part = scorer.score(Article(MIXED), Options(attributes=(attribute,))).as_dict()
    assert {name for name in NAMES if name in part} == {attribute}
    assert part[attribute] == whole[attribute]


def test_asking_for_some_states_leaves_their_scores(scorer: Scorer) -> None:
    whole = {one.code: one for one in scorer.score(Article(MIXED)).states or ()}
    report = scorer.score(Article(MIXED), Options(states=("PE", "FR")))
    assert report.states == (whole["PE"],)
    assert {one.state for sentence in report.sentences for one in sentence.mentions or ()} == {"PE"}


@pytest.mark.parametrize(
    ("options", "error"), [({"attributes": ("tone",)}, UnknownAttribute), ({"states": ("IR", "ZZ")}, UnknownState)]
)
def test_refuses_options_it_does_not_know(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"tone|ZZ"):
        Options(**options)


def test_one_article_of_many_scores_as_it_does_alone(scorer: Scorer) -> None:
    articles = [Article(text) for text in TEXTS.values()]
    assert list(scorer.score_many(articles)) == [scorer.score(article) for article in articles]


def test_no_step_goes_on_to_another_article_once_time_is_up(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(rhetor.clock, "perf_counter", lambda: next(ticks))
    asked = [(Article(MIXED), Options())] * 3
    scorer.score_batch(asked)
    for until in range(next(ticks) - 2):  # whichever look at the clock it is that comes too late
        ticks = count()
        with pytest.raises(OutOfTime, match="send less text"):
            scorer.score_batch(asked, until)
        assert next(ticks) <= until + 6  # but for the laps of the watch, nothing looked at the clock again


def test_an_article_without_states_has_an_empty_list_and_never_a_zero(scorer: Scorer) -> None:
    report = scorer.score(Article("Rain fell all day. Nobody came to the fair."))
    assert report.as_dict()["states"] == []


def test_one_sentence_abstains_and_says_why(scorer: Scorer) -> None:
    answer = scorer.score(Article("Norway has kept every promise it made.")).as_dict()
    (state,) = answer["states"]
    assert (state["abstain"], state["label"], state["interval"], state["reason"]) == (
        True,
        None,
        None,
        "too_few_sentences",
    )
    assert answer["alarmism"]["abstain"] is True


def test_author_and_quoted_voice_are_counted_apart(scorer: Scorer) -> None:
    text = 'Peru is a fine host. "Peru has robbed us of everything we had," the envoy said. Peru did not answer.'
    (state,) = scorer.score(Article(text)).states or ()
    assert (state.author.count, state.quoted.count) == (2, 1)
    assert state.author.score is not None
    assert state.quoted.score is not None
    assert state.score == pytest.approx((2 * state.author.score + state.quoted.score) / 3)


def test_cues_are_counted_over_the_words_they_stand_in_those_of_the_title_too(scorer: Scorer) -> None:
    title, text = "Chile may perhaps leave", "Chile stays. It may possibly sign."
    report = scorer.score(Article(text, title), Options(attributes=("hedging",)))
    cues = [cue.text for sentence in report.sentences for cue in sentence.cues["cues"]]
    assert any(sentence.title and sentence.cues["cues"] for sentence in report.sentences)
    assert report.attributes["hedging"].cues_per_100_words == pytest.approx(100 * len(cues) / 10)


def test_the_longest_article_is_scored_whole(scorer: Scorer) -> None:
    text = "word " * 39_000
    report = scorer.score(Article(text), Options(attributes=("alarmism",)))
    assert report.sentences[-1].end == len(text.rstrip())
