"""Tests of reading an article: exact spans, voices, and what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor.errors import ArticleError, InvalidEncoding, TextEmpty, TextTooLong, TextTooShort, UnsupportedLanguage
from rhetor.spans import utf16_offsets
from rhetor.text.document import MAX_CHARACTERS, Article, count_words, read_article

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
    assert (document.quoted_share > 0) is (len(document.quotes) > 0)


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


def test_a_title_is_the_authors_though_it_quotes() -> None:
    assert read_article(Article("Rain fell all day.", title="“We have lost everything”")).sentences[0].voice == "author"


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        (
            '"We have lost everything we had here," the farmer said. He called the new tax on fuel "unfair". Then he left.',
            ["quoted", "author", "author"],
        ),
        # words of two quotations add up
        ("“We lost everything,” said the farmer, “because nobody came.”", ["quoted"]),
        # half of the words are not most of them
        ("“We lost everything,” said the farmer.", ["author"]),
        # names and short words do not count: "everything" alone does against "said"
        ("“It is everything, Mr. Underhill,” said Governor Alexandra Featherstone.", ["author"]),
        # every sentence has quotations of its own
        (
            "“We lost everything,” he said. “Nobody came with water,” she said. He left. “They never come anyway,” she said.",
            ["quoted", "quoted", "author", "quoted"],
        ),
        # a quotation goes on over sentences
        ("“Nobody came. Nothing was left of the house,” he said.", ["quoted", "quoted"]),
    ],
)
def test_a_sentence_has_the_voice_of_most_of_its_words(text: str, voices: list[str]) -> None:
    assert [one.voice for one in read_article(Article(text)).sentences] == voices


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Nobody said a word that day.", 0),
        ("“We lost,” he said.", 9 / 16),
        (" “We   lost,”\n he said. ", 9 / 16),
        ("“We lost,” he said. “And you?”", (9 + 9) / (16 + 9)),
        ("“We have lost everything here.”", 1),
        ("The “experts” said not a word.", 0),
    ],
)
def test_the_quoted_share_is_that_of_the_characters_that_are_no_white_space(text: str, share: float) -> None:
    assert read_article(Article(text)).quoted_share == share


def test_a_document_has_the_quotations_of_its_text() -> None:
    text = "“We lost,” he said. The “experts” were silent. “And you?”"
    assert [text[slice(*span)] for span in read_article(Article(text)).quotes] == ["“We lost,”", "“And you?”"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("… — ?!", 0),
        ("We don’t know.", 3),
        ("The mother-in-law's house, 3 years on", 6),
        ("'Rock' - 'n' - 'roll'", 3),
    ],
)
def test_a_word_keeps_its_apostrophes_and_hyphens(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_document_counts_words_as_they_are_counted_elsewhere() -> None:
    text = "The mother-in-law's house, 3 years on: nobody’s."
    assert len(read_article(Article(text)).words) == count_words(text) == 7


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", TextEmpty, "The text is empty; send the article's text."),
        (" \n\t ", TextEmpty, "The text is empty; send the article's text."),
        ("Two words", TextTooShort, "The text has 2 words; send at least 3."),
        ("?!? ... —", TextTooShort, "The text has 0 words; send at least 3."),
        (
            "x" * (MAX_CHARACTERS + 1),
            TextTooLong,
            "The text has 200,001 characters; the limit is 200,000. Send less.",
        ),
        ("Half \ud83d of a pair", InvalidEncoding, "The text holds a lone surrogate; send valid Unicode."),
        (
            "Die Regierung hat am Montag ein neues Gesetz über die Renten beschlossen, sagte der Minister.",
            UnsupportedLanguage,
            "The text seems to be in 'de'; only English ('en') can be scored.",
        ),
        (
            "Le gouvernement a adopté lundi une nouvelle loi sur les retraites, a déclaré le ministre.",
            UnsupportedLanguage,
            "The text seems to be in 'fr'; only English ('en') can be scored.",
        ),
        (
            "Правительство в понедельник приняло новый закон о пенсиях, сообщил министр.",
            UnsupportedLanguage,
            "The text seems to be in 'ru'; only English ('en') can be scored.",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_with_what_to_do_and_without_a_word_of_it(
    text: str, error: type[ArticleError], message: str
) -> None:
    with pytest.raises(error) as caught:
        read_article(Article(text))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("title", "error", "message"),
    [
        (
            "x" * (MAX_CHARACTERS + 1),
            TextTooLong,
            "The title has 200,001 characters; the limit is 200,000. Send less.",
        ),
        ("Half \ud83d of a pair", InvalidEncoding, "The title holds a lone surrogate; send valid Unicode."),
    ],
)
def test_a_title_is_held_to_the_same(title: str, error: type[ArticleError], message: str) -> None:
    with pytest.raises(error) as caught:
        read_article(Article("Rain fell all day.", title))
    assert str(caught.value) == message


def test_the_longest_title_is_read() -> None:
    title = "x" * MAX_CHARACTERS
    assert read_article(Article("Rain fell all day.", title)).sentences[0].text == title


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
