"""This file splits a text into paragraphs and a paragraph into sentences, in time linear in its length."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from rhetor.lexicons import rows, starters, word_list
from rhetor.spans import Span

MAX_SENTENCE = 2000  # characters; a longer one is cut where it hurts least, so that evidence stays readable

_WRAP = 120  # characters: nobody wraps lines as wide as this, so a longer line is a paragraph of its own
_HEADING = 40  # characters: a line this short that does not fill the width of its paragraph was not wrapped
_TOKEN = 40  # characters read around a stop

_EMOJI = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d\u2600-\u27bf\U0001f000-\U0001faff]*"
_CLOSERS = r"""(?:["”’'»›)\]]|\[\d{1,3}\])*"""
_STOP = re.compile(
    rf"(?P<stop>\.(?:\s\.){{2,}}|[.!?…]+)(?P<closers>{_CLOSERS})(?P<emoji>(?:\s?{_EMOJI})*)|(?P<bare>(?:{_EMOJI})+)"
)
_NEXT = re.compile(r"""\s*(?P<mark>["“„‘‚'«‹(\[#@$£€¥¿¡]*)(?P<word>[^\s"“”‘’'()\[\]]*)""")
_WORD_BEFORE = re.compile(r"""[^\s"“”‘’'«»()\[\]/—–]*\Z""")
_NUMBER = re.compile(r"[\d.,:%-]*\d[\d.,:%-]*\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")
_WORD_OR_FIGURE = re.compile(r"(?:[a-zà-ÿ]{2}|\d)\Z")
_CAPITALISED = re.compile(r"[^\W\d_a-z][a-zà-ÿ]|A\s?\Z")
_ADDRESS = re.compile(r"://|www\.|@|\w\.\w+/")
_LOWER_NAME = re.compile(
    r"[a-z]{1,2}[A-Z]|(?:al|el)-[A-Z]|(?:de|den|der|di|du|la|van|von|bin|ibn)\s[A-Z]|[a-z]\.\s?[a-z]\."
)
_SPACE = re.compile(r"\s*")
_BLANK = re.compile(r"\n[^\S\n]*\n|[\u2029\f]")
_LIST_MARKER = re.compile(r"\s*(?:[-*•‣◦▪·–—]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s")
_LINE_GOES_ON = re.compile(r"[,;:.!?…—–-][\"”’'»)\]]*\Z")


@cache
def _abbreviations() -> dict[str, str]:
    """Return the abbreviations by what may follow them (abbreviations.tsv): never, firm, number, ..."""
    return {row["word"]: row["rule"] for row in rows("abbreviations.tsv")}


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs, in order, without the white space around them.

    A blank line ends a paragraph; so does a single line break next to a line too long to have been wrapped.
    """
    edges = [0, *(match.start() for match in _BLANK.finditer(text)), len(text)]
    blocks = (Span(start, end) for start, end in pairwise(edges))
    return tuple(span for block in blocks for line in _unwrapped(text, block) if (span := _stripped(text, line)))


def _unwrapped(text: str, block: Span) -> Iterator[Span]:
    start = before = block.start
    for line in _lines(text, block):
        if line.start > start and max(line.end - line.start, line.start - before) > _WRAP:
            yield Span(start, line.start)
            start = line.start
        before = line.start
    yield Span(start, block.end)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        found = text.find("\n", start, span.end)
        end = span.end if found < 0 else found + 1
        yield Span(start, end)
        start = end


def split_sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Return the sentences of a paragraph of `text`, in order, without the white space around them.

    Together they hold every character of the paragraph but white space. Headings without a stop and
    list items are sentences; none is longer than MAX_SENTENCE.
    """
    pieces = (
        piece
        for block in _blocks(text, paragraph)
        for sentence in _between_stops(text, block)
        if (stripped := _stripped(text, sentence))
        for piece in _cut(text, stripped)
    )
    return tuple(pieces)


def _blocks(text: str, paragraph: Span) -> Iterator[Span]:
    """Break a paragraph after its headings and before its list items."""
    lines = list(_lines(text, paragraph))
    width = max(len(text[start:end].rstrip()) for start, end in lines)
    start = paragraph.start
    for line, following in pairwise(lines):
        if _LIST_MARKER.match(text, *following) or _is_heading(text, line, following, width):
            yield Span(start, line.end)
            start = line.end
    yield Span(start, paragraph.end)


def _is_heading(text: str, line: Span, following: Span, width: int) -> bool:
    content, after = text[slice(*line)].strip(), text[slice(*following)].strip()
    if not content or not after or after[0].islower() or _LINE_GOES_ON.search(content[-_TOKEN:]):
        return False
    fits = len(content) + 1 + len(after.split(maxsplit=1)[0]) <= width
    return len(content) <= _HEADING or fits


def _between_stops(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for match in _STOP.finditer(text, *block):
        if _ends_sentence(text, Span(start, block.end), match):
            yield Span(start, match.end())
            start = match.end()
    yield Span(start, block.end)


def _ends_sentence(text: str, rest: Span, match: re.Match[str]) -> bool:
    """Tell whether a stop ends the sentence that began at `rest.start`."""
    end = match.end()
    if end >= rest.end:
        return True
    following = _NEXT.match(text, end, min(rest.end, end + 4 * _TOKEN))
    if following is None or not _may_begin(text, following):
        return False
    before = _WORD_BEFORE.search(text, max(rest.start, match.start() - _TOKEN), match.start())
    word = before[0] if before else ""
    is_first = _after_space(text, rest.start) >= match.start() - len(word)
    if match["bare"]:
        return text[end].isspace() and not is_first
    if not text[end].isspace() and not match["emoji"]:
        return _lost_a_space(match, word, following["word"])
    if match["stop"] != ".":
        return not (_is_attribution(match, following) or _goes_on_with_firm(following["word"]))
    return not _is_abbreviation(word, is_first, following)


def _may_begin(text: str, following: re.Match[str]) -> bool:
    """Tell whether what follows looks like the beginning of a sentence."""
    first = following["word"][:1]
    if following["mark"].endswith("@") or re.match(_EMOJI, first):
        return True
    if first.islower():
        return _LOWER_NAME.match(text, following.start("word")) is not None
    return first.isalnum() or (bool(following["mark"]) and not first)


def _lost_a_space(match: re.Match[str], word: str, following: str) -> bool:
    """Tell a stop with no space behind it that ends a sentence ("ended.The") from one inside a word."""
    if _ADDRESS.search(word) or not _CAPITALISED.match(following):
        return False
    return bool(match["closers"]) or match["stop"] != "." or bool(_WORD_OR_FIGURE.search(word))


def _is_attribution(match: re.Match[str], following: re.Match[str]) -> bool:
    """Tell `"Really?" Mr. Dunne asked.`, one sentence, from `"Really?" He did not answer.`, two."""
    if not match["closers"] or following["mark"] or following["word"] in starters():
        return False
    words = following.string[following.start("word") : following.end() + 2 * _TOKEN].split(maxsplit=5)[1:5]
    return any(word.rstrip(".,:;") in word_list("saying_verbs.txt") and word[-1] in ".,:;" for word in words)


def _goes_on_with_firm(following: str) -> bool:
    return following.endswith(".") and _abbreviations().get(following[:-1]) == "firm"


def _is_abbreviation(word: str, is_first: bool, following: re.Match[str]) -> bool:
    """Tell whether the stop after `word` belongs to the word rather than to the sentence."""
    if _NUMBER.match(word):
        return is_first and len(word) <= 3
    is_initials = _INITIALS.match(word) is not None
    if is_first and is_initials and len(word) == 1:
        return True
    rule = _abbreviations().get(word) or (_abbreviations().get(word.capitalize()) if word.isupper() else None)
    before_figure = following["word"][:1].isdigit()
    if rule == "number":
        return before_figure
    if rule is None and not is_initials:
        return False
    return rule == "never" or before_figure or not _is_starter(following)


def _is_starter(following: re.Match[str]) -> bool:
    return bool(following["mark"]) or following["word"].rstrip(",;:…") in starters()


def _cut(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a sentence that is too long behind a semicolon, a comma or a word, in this order of liking."""
    start, end = sentence
    while end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        places = (text.rfind(mark, start, limit) + len(mark.rstrip()) for mark in ("; ", ", ", " ", "\n"))
        cut = next((place for place in places if place > start), limit)
        yield Span(start, start + len(text[start:cut].rstrip()))
        start = _after_space(text, cut)
    yield Span(start, end)


def _after_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _stripped(text: str, span: Span) -> Span | None:
    content = text[slice(*span)]
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, start + len(content.strip())) if content.strip() else None
