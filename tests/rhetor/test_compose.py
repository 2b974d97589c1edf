"""This file tests what a report is made of, on a real document with mentions and predictions of its own."""

import numpy as np
import pytest

from rhetor.aggregate import draw_weights
from rhetor.attributes import OF_SENTENCES
from rhetor.compose import (
    ScoredMention,
    compose_attribute,
    compose_sentences,
    compose_states,
    score_mentions,
)
from rhetor.heads import Cue, Prediction
from rhetor.report import Evidence, Label, SentenceScore, VoiceScore
from rhetor.spans import Span
from rhetor.states import Mention, find_mentions
from rhetor.text.document import Article, Document, Voice, read_article

TITLE = "  🎉 Peru may win"
TEXT = "🎉 Chad could lose to Peru. “Peru might have lied to us all,” the coach said."
DOCUMENT = read_article(Article(TEXT, TITLE))
ALARMISM, HEDGING = OF_SENTENCES
ALL = frozenset({"states", "alarmism", "hedging"})
QUANTILES = np.linspace(0, 1, 101).tolist()

Row = tuple[float, float, float]
BAD, PLAIN, GOOD = (0.75, 0.25, 0.0), (0.25, 0.5, 0.25), (0.0, 0.25, 0.75)


def predict(*rows: Row, alarmism: float = 0.0, hedging: float = 0.0, cues: tuple[Cue, ...] = ()) -> Prediction:
    return Prediction(np.array(rows).reshape(-1, 3), {"alarmism": alarmism, "hedging": hedging}, {"cues": cues})


# Of the title and the two sentences; each cue stands where its sentence has may, could and might.
PREDICTIONS = [
    predict(GOOD, alarmism=0.1, hedging=0.3, cues=(Cue(Span(7, 10), 0.9),)),
    predict(BAD, PLAIN, alarmism=0.2, hedging=0.4, cues=(Cue(Span(7, 12), 0.8),)),
    predict(BAD, alarmism=0.6, hedging=0.5, cues=(Cue(Span(6, 11), 0.7),)),
]


def scored() -> tuple[ScoredMention, ...]:
    return score_mentions(find_mentions(DOCUMENT), PREDICTIONS)


def mention(state: str, sentence: int, row: Row = PLAIN, voice: Voice = "author") -> ScoredMention:
    return ScoredMention(Mention(state, Span(0, 4), "Name", sentence, voice), row)


def test_mentions_get_their_probabilities_in_order_of_place() -> None:
    assert [(one.mention.text, one.mention.sentence, one.probabilities) for one in scored()] == [
        ("Peru", 0, GOOD),
        ("Chad", 1, BAD),
        ("Peru", 1, PLAIN),
        ("Peru", 2, BAD),
    ]


@pytest.mark.parametrize(("row", "score"), [(GOOD, 0.75), (PLAIN, 0.0), (BAD, -0.75), ((0.25, 0.25, 0.5), 0.25)])
def test_a_mentions_score_is_how_much_likelier_praise_is_than_blame(row: Row, score: float) -> None:
    assert mention("PE", 0, row).score == score


def test_a_mention_that_no_head_has_seen_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_mentions(find_mentions(DOCUMENT), PREDICTIONS[:2])


def test_states_come_the_most_mentioned_first_then_by_code() -> None:
    mentions = [mention(code, number) for number, code in enumerate(["TD", "PE", "FR", "PE", "CL", "TD", "PE"])]
    states = compose_states(mentions, draw_weights(7))
    assert [(one.code, one.name, one.mentions) for one in states] == [
        ("PE", "Peru", 3),
        ("TD", "Chad", 2),
        ("CL", "Chile", 1),
        ("FR", "France", 1),
    ]


def test_a_state_is_scored_as_the_mean_of_its_own_mentions_by_voice_too() -> None:
    peru, chad = compose_states(scored(), draw_weights(3))
    assert (peru.score, chad.score) == (0.0, -0.75)
    assert peru.probabilities == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert (peru.author, peru.quoted) == (VoiceScore(2, 0.375), VoiceScore(1, -0.75))
    assert (chad.author, chad.quoted) == (VoiceScore(1, -0.75), VoiceScore(0, None))


@pytest.mark.parametrize(("row", "label"), [(BAD, "negative"), (PLAIN, "neutral"), (GOOD, "positive")])
def test_a_states_label_is_what_is_likeliest_said_of_it(row: Row, label: Label) -> None:
    (state,) = compose_states([mention("PE", number, row) for number in range(4)], draw_weights(4))
    assert (state.label, state.reason) == (label, None)
    assert state.interval == pytest.approx((state.score, state.score))


def test_a_state_in_doubt_has_a_reason_and_no_label() -> None:
    (once,) = compose_states([mention("PE", 1, GOOD)] * 2, draw_weights(2))
    assert (once.label, once.reason, once.interval) == (None, "too_few_sentences", None)
    (torn,) = compose_states([mention("PE", 0, GOOD), mention("PE", 1, BAD)], draw_weights(2))
    assert (torn.label, torn.reason) == (None, "interval_too_wide")
    low, high = torn.interval or (0, 0)
    assert -0.75 < low < -0.5 < 0.5 < high < 0.75


def test_an_attribute_is_scored_as_the_mean_of_all_sentences_and_by_voice() -> None:
    score = compose_attribute(ALARMISM, DOCUMENT, PREDICTIONS, draw_weights(3), QUANTILES)
    assert score.score == pytest.approx(0.3)
    assert score.percentile == 30
    assert (score.author.count, score.author.score) == (2, pytest.approx(0.15))
    assert score.quoted == VoiceScore(1, 0.6)
    low, high = score.interval or (0, 0)
    assert 0.1 < low < 0.2 < 0.4 < high < 0.6
    assert (score.reason, score.cues_per_100_words) == ("interval_too_wide", None)


def test_a_percentile_is_the_rank_in_the_attributes_own_quantiles() -> None:
    score = compose_attribute(ALARMISM, DOCUMENT, PREDICTIONS, draw_weights(3), [one / 2 for one in QUANTILES])
    assert score.percentile == 60


@pytest.mark.parametrize(("title", "rate"), [(None, 100 * 2 / 8), ("Chad may win", 100 * 3 / 11)])
def test_cues_are_counted_in_100_words_of_title_and_text(title: str | None, rate: float) -> None:
    document = read_article(Article("Chad could win. Perhaps, it might have lost.", title))
    one, two = Cue(Span(0, 3), 0.5), Cue(Span(4, 7), 0.5)
    predictions = [predict(cues=(one,))] * (title is not None) + [predict(), predict(cues=(one, two))]
    score = compose_attribute(HEDGING, document, predictions, draw_weights(len(predictions)), QUANTILES)
    assert score.cues_per_100_words == pytest.approx(rate)


def test_an_attribute_needs_a_prediction_for_every_sentence() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compose_attribute(ALARMISM, DOCUMENT, PREDICTIONS[:2], draw_weights(2), QUANTILES)


def test_a_sentence_says_where_it_stands_and_lists_what_was_found_there() -> None:
    assert compose_sentences(DOCUMENT, scored(), PREDICTIONS, ALL, "codepoint") == (
        SentenceScore(
            2,
            16,
            "author",
            True,
            {"alarmism": 0.1, "hedging": 0.3},
            (Evidence(4, 8, "Peru", 0.75, "PE", "author"),),
            {"cues": (Evidence(9, 12, "may", 0.9),)},
        ),
        SentenceScore(
            0,
            26,
            "author",
            False,
            {"alarmism": 0.2, "hedging": 0.4},
            (Evidence(2, 6, "Chad", -0.75, "TD", "author"), Evidence(21, 25, "Peru", 0.0, "PE", "author")),
            {"cues": (Evidence(7, 12, "could", 0.8),)},
        ),
        SentenceScore(
            27,
            76,
            "quoted",
            False,
            {"alarmism": 0.6, "hedging": 0.5},
            (Evidence(28, 32, "Peru", -0.75, "PE", "quoted"),),
            {"cues": (Evidence(33, 38, "might", 0.7),)},
        ),
    )


def test_offsets_may_be_asked_for_in_utf16_units_of_title_and_text_apart() -> None:
    found = compose_sentences(DOCUMENT, scored(), PREDICTIONS, ALL, "utf16")
    for sentence in found:
        encoded = (TITLE if sentence.title else TEXT).encode("utf-16-le")
        evidence = [*(sentence.mentions or ()), *sentence.cues["cues"]]
        assert [encoded[2 * one.start : 2 * one.end].decode("utf-16-le") for one in evidence] == [
            one.text for one in evidence
        ]
    assert [(one.start, one.end) for one in found] == [(2, 17), (0, 27), (28, 77)]


def only(document: Document, attributes: set[str], predictions: list[Prediction] | None) -> SentenceScore:
    return compose_sentences(document, scored(), predictions, frozenset(attributes), "codepoint")[1]


def test_what_was_not_asked_for_is_left_out() -> None:
    assert only(DOCUMENT, {"states"}, PREDICTIONS).attributes == {}
    assert only(DOCUMENT, {"states"}, PREDICTIONS).cues == {}
    assert only(DOCUMENT, {"alarmism"}, PREDICTIONS).attributes == {"alarmism": 0.2}
    assert only(DOCUMENT, {"alarmism"}, PREDICTIONS).cues == {}
    assert only(DOCUMENT, {"hedging"}, PREDICTIONS).mentions is None
    assert [one.text for one in only(DOCUMENT, {"hedging"}, PREDICTIONS).cues["cues"]] == ["could"]


def test_where_the_heads_were_not_needed_sentences_have_their_places_alone() -> None:
    assert only(DOCUMENT, {"readability"}, None) == SentenceScore(0, 26, "author", False, {}, None, {})
    assert only(DOCUMENT, {"alarmism"}, None).attributes == {}


def test_a_sentence_without_mentions_has_an_empty_list_of_them() -> None:
    document = read_article(Article("Rain fell all day long."))
    (sentence,) = compose_sentences(document, (), [predict()], ALL, "codepoint")
    assert sentence.mentions == ()
    assert sentence.cues == {"cues": ()}
