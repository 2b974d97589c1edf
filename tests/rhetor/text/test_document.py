"""Tests of reading an article: exact spans, voices, and what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor.errors import ArticleError, InvalidEncoding, TextEmpty, TextTooLong, TextTooShort, UnsupportedLanguage
from rhetor.spans import utf16_offsets
from rhetor.text.document import MAX_CHARACTERS, Article, read_article

PIECES = st.sampled_from(
    [
        "The mayor spoke. ",
        '"We lost," he said. ',
        "“Never ",
        "again.” ",
        "Iran's ",
        "é",
        "🎉",
        "\n\n",
        "👩‍🚀 ",
        "don't ",
        "no ",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_sentence_is_the_text_at_its_span(text: str) -> None:
    try:
        document = read_article(Article("The town council met on Monday evening. " + text, title=" A title "))
    except UnsupportedLanguage:
        return
    for sentence in document.sentences:
        source = document.article.title if sentence.title else document.article.text
        assert source is not None
        assert source[slice(*sentence.span)] == sentence.text
    assert 0 <= document.quoted_share <= 1


def test_the_title_is_the_first_sentence_and_no_word_of_the_text() -> None:
    document = read_article(Article("Rain fell all day. Nobody came.", title="  Wet \n"))
    assert [(one.title, one.text) for one in document.sentences] == [
        (True, "Wet"),
        (False, "Rain fell all day."),
        (False, "Nobody came."),
    ]
    assert len(document.words) == 6


def test_a_blank_title_is_none() -> None:
    assert not read_article(Article("Rain fell all day.", title=" \n")).sentences[0].title


def test_a_sentence_has_the_voice_of_most_of_it() -> None:
    text = (
        '"We have lost everything we had here," the farmer said. He called the new tax on fuel "unfair". Then he left.'
    )
    assert [one.voice for one in read_article(Article(text)).sentences] == ["quoted", "author", "author"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", TextEmpty),
        (" \n\t ", TextEmpty),
        ("Two words", TextTooShort),
        ("?!? ... —", TextTooShort),
        ("x" * (MAX_CHARACTERS + 1), TextTooLong),
        ("Half \ud83d of a pair", InvalidEncoding),
        (
            "Die Regierung hat am Montag ein neues Gesetz über die Renten beschlossen, sagte der Minister.",
            UnsupportedLanguage,
        ),
        (
            "Le gouvernement a adopté lundi une nouvelle loi sur les retraites, a déclaré le ministre.",
            UnsupportedLanguage,
        ),
        ("Правительство в понедельник приняло новый закон о пенсиях, сообщил министр.", UnsupportedLanguage),
    ],
)
def test_refuses_what_cannot_be_scored_without_quoting_it(text: str, error: type[ArticleError]) -> None:
    with pytest.raises(error) as caught:
        read_article(Article(text))
    assert len(text) < 3 or text.strip()[:12] not in str(caught.value) or not text.strip()


@pytest.mark.parametrize("text", ["Iran. Iraq. Oman.", "OPEC cuts output", "WASHINGTON — Senate passes bill 51-49"])
def test_short_texts_and_headlines_pass_as_english(text: str) -> None:
    assert read_article(Article(text)).language == "en"


def test_the_longest_text_is_read() -> None:
    assert read_article(Article(("The town council met again. " * 8000)[:MAX_CHARACTERS])).language == "en"


@given(st.text(max_size=40))
def test_utf16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    offsets = utf16_offsets(text)
    for place in range(len(text) + 1):
        assert offsets[place] == len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


ENGLISH = [
    "Iran waits outside.",
    "TALKS STALL AS OIL PRICES SOAR",
    "UN ENVOY VISITS OSLO AGAIN",
    "Netanyahu, Putin, Erdogan, Macron",
    "Oil up again, 3%",
    "Kyiv under fire again",
    "“Guten Abend,” he said in Berlin. “Das war ein langer Tag,” she answered, and the crowd cheered.",
    "Der Tag war lang und niemand wollte noch etwas sagen. " * 6
    + "\n\n"
    + "Nobody had foreseen how the evening would end. " * 40,
]
FOREIGN = [
    ("Der Sprecher sagte dazu nichts.", "de"),
    ("DER SPRECHER WOLLTE DAZU NICHTS SAGEN", "de"),
    ("Le président a dit non.", "fr"),
    ("El gobierno de Chile dice que no.", "es"),
    ("大臣今天访问了 奥斯陆 并且 会见了 国王。", "zh"),
    ("Министр вчера сказал, что переговоры будут продолжены завтра.", "ru"),
    ("The headline was in English. " + "Der Text aber war es nicht, und so ging es weiter bis zum Ende. " * 30, "de"),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read_though_short_shouted_or_mixed(text: str) -> None:
    assert read_article(Article(text)).language == "en"


@pytest.mark.parametrize(("text", "language"), FOREIGN)
def test_another_language_is_refused_and_named(text: str, language: str) -> None:
    with pytest.raises(UnsupportedLanguage, match=f"'{language}'"):
        read_article(Article(text))
