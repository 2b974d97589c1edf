"""Tests of POST /v1/score: what is asked for is answered, and every span is where it says."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.contract import ScoreAnswer

TEXT = (
    "Iran may leave the talks, a diplomat said 🎉 on Tuesday. “Norway and Iran are close 🇳🇴 friends”, he added.\n\n"
    "Peru reportedly called the cafe\u0301 meeting a trap 👩‍👩‍👧, and Chad perhaps agreed. Nobody knows what comes next."
)
TITLE = "🎉 Why Iran might stay"
ATTRIBUTES = ["states", "alarmism", "hedging", "readability"]
FIELDS: list[tuple[tuple[str | int, ...], str]] = [
    ((), "model document states alarmism hedging readability sentences timing_ms"),
    (("model",), "release hash"),
    (("document",), "language characters words sentences quoted_share offsets warnings"),
    (("states", 0), "code name mentions score interval label abstain reason probabilities voices"),
    (("states", 0, "probabilities"), "negative neutral positive"),
    (("states", 0, "voices"), "author quoted"),
    (("states", 0, "voices", "quoted"), "mentions score"),
    (("alarmism",), "score interval percentile abstain reason"),
    (("hedging",), "score interval percentile abstain reason cues_per_100_words"),
    (("readability",), "flesch_kincaid_grade words_per_sentence difficult_word_share"),
    (("sentences", 0), "start end voice title alarmism hedging mentions cues"),
    (("sentences", 0, "mentions", 0), "state start end text score"),
]


def score(client: FlaskClient, **fields: Any) -> Any:
    answer = client.post("/v1/score", json={"text": TEXT, **fields})
    assert answer.status_code == 200, answer.text
    ScoreAnswer.model_validate_json(answer.data)
    return answer.json


def timeless(answer: Any) -> Any:
    return {key: value for key, value in answer.items() if key != "timing_ms"}


def cut(text: str, span: Any, unit: str) -> str:
    if unit == "codepoint":
        return text[span["start"] : span["end"]]
    return text.encode("utf-16-le")[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")


@pytest.mark.parametrize(("path", "names"), FIELDS)
def test_the_answer_has_every_field_of_the_contract(
    client: FlaskClient, path: tuple[str | int, ...], names: str
) -> None:
    found = score(client)
    for key in path:
        found = found[key]
    assert set(names.split()) <= found.keys()


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", 'text/plain; charset="UTF-8"'])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_plain_text_with_or_without_a_mark_gives_the_answer_of_json(
    client: FlaskClient, kind: str, mark: bytes
) -> None:
    answer = client.post("/v1/score", data=mark + TEXT.encode(), content_type=kind)
    assert timeless(answer.json) == timeless(score(client))


def test_defaults_are_all_attributes_all_states_sentences_and_codepoints(client: FlaskClient) -> None:
    spelled = score(client, title=None, attributes=ATTRIBUTES, states=None, sentences=True, offsets="codepoint")
    assert timeless(spelled) == timeless(score(client)) == timeless(score(client))


@pytest.mark.parametrize("attributes", [["states"], ["alarmism"], ["hedging"], ["readability"], ["hedging", "states"]])
def test_only_the_attributes_asked_for_are_answered(client: FlaskClient, attributes: list[str]) -> None:
    answer, full = score(client, attributes=attributes), score(client)
    assert {name: answer[name] for name in ATTRIBUTES if name in answer} == {name: full[name] for name in attributes}
    has = {"states": "mentions", "hedging": "cues", "alarmism": "alarmism"}
    for name, field in has.items():
        assert all((field in sentence) == (name in attributes) for sentence in answer["sentences"])


@pytest.mark.parametrize(
    ("asked", "found"), [(["IR", "PE"], {"IR", "PE"}), (["NO", "FR"], {"NO"}), (["FR"], set()), ([], set())]
)
def test_only_the_states_asked_for_are_answered(client: FlaskClient, asked: list[str], found: set[str]) -> None:
    answer, full = score(client, states=asked), score(client)
    assert answer["states"] == [state for state in full["states"] if state["code"] in found]
    assert {mention["state"] for sentence in answer["sentences"] for mention in sentence["mentions"]} == found


def test_sentences_false_leaves_them_out_and_all_else_as_it_is(client: FlaskClient) -> None:
    full = timeless(score(client))
    del full["sentences"]
    assert timeless(score(client, sentences=False)) == full


def test_states_come_by_mentions_then_code(client: FlaskClient) -> None:
    found = [(state["code"], state["mentions"]) for state in score(client)["states"]]
    assert found == [("IR", 2), ("NO", 1), ("PE", 1), ("TD", 1)]


@pytest.mark.parametrize("unit", ["codepoint", "utf16"])
def test_every_span_is_its_text_in_the_unit_asked_for(client: FlaskClient, unit: str) -> None:
    answer, plain = score(client, title=TITLE, offsets=unit), score(client, title=TITLE)
    assert answer["document"]["offsets"] == unit
    assert answer["document"]["characters"] == (
        len(TEXT) if unit == "codepoint" else len(TEXT.encode("utf-16-le")) // 2
    )
    assert sum(len(sentence["mentions"]) for sentence in answer["sentences"]) >= 5
    for sentence, same in zip(answer["sentences"], plain["sentences"], strict=True):
        source = TITLE if sentence["title"] else TEXT
        assert cut(source, sentence, unit) == cut(source, same, "codepoint")
        for span in [*sentence["mentions"], *sentence["cues"]]:
            assert cut(source, span, unit) == span["text"] != ""


def test_the_title_is_the_first_sentence_and_no_other_is_a_title(client: FlaskClient) -> None:
    first, *rest = score(client, title=TITLE)["sentences"]
    assert first["title"] and cut(TITLE, first, "codepoint") == TITLE
    assert [mention["text"] for mention in first["mentions"]] == ["Iran"]
    assert not any(sentence["title"] for sentence in rest)
    assert [sentence["start"] for sentence in rest] == [sentence["start"] for sentence in score(client)["sentences"]]


def test_an_answer_is_not_to_be_stored(client: FlaskClient) -> None:
    assert client.post("/v1/score", json={"text": TEXT}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [("a-B_1.z", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("é", False), ("", False)],
)
def test_a_valid_request_id_is_echoed_and_else_one_is_made(client: FlaskClient, asked: str, echoed: bool) -> None:
    answer = client.post("/v1/score", json={"text": TEXT}, headers={"X-Request-Id": asked})
    given = answer.headers["X-Request-Id"]
    assert (given == asked) == echoed
    assert echoed or (len(given) == 32 and given.isalnum() and given.isascii())
