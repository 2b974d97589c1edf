"""This file finds quoted speech: somebody else's words between quotation marks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from string import punctuation
from typing import Literal, NamedTuple

from rhetor.lexicons import word_list
from rhetor.spans import Span

Family = Literal["double", "single", "guillemet"]
Side = Literal["opens", "closes", "either"]

_FAMILIES: dict[str, Family] = {
    **dict.fromkeys('"“”„‟', "double"),
    **dict.fromkeys("'‘’‚‛", "single"),
    **dict.fromkeys("«»‹›", "guillemet"),
}
_OPENERS = frozenset("“„‟‘‚‛«‹")
_CLOSERS = frozenset("”’»›")
_BEFORE_OPENING = frozenset("([{—–-/") | frozenset(_FAMILIES)
_AFTER_CLOSING = frozenset(".,:;!?…)]}—–-/") | frozenset(_FAMILIES)
_SPEECH_ENDS = (".", ",", "!", "?", "…")

# Every mark but the apostrophe that its place alone gives away: don't, the '90s, 'n'.
_MARK = re.compile(
    r"""["“”„‟‚‛«»‹›]
    | (?! (?<=\w) . (?=\w) | (?<=\w[\s-]) . \d\ds?\b(?!,\d) | . \w ['’] (?!\w) )
      (?! (?<=\W['‘’]\w) . (?!\w) ) ['‘’]
    """,
    re.VERBOSE,
)
_INCHES = re.compile(r"\d\Z")
_POSSESSIVE = re.compile(r"(?:[sxz\d]|in)\Z", re.IGNORECASE)  # the owners', Marx', 6', goin'

_SCARE_WORDS = 3  # a quotation of more words is speech, whatever stands around it
_WORDS_BETWEEN = 4  # between a saying verb and the short quotation it brings in
_WINDOW = 80  # characters read around a short quotation: more than those words take
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?;…]\W")
_ATTRIBUTION = re.compile(r"(\s*,)?\s+(.*)", re.DOTALL)


class _Mark(NamedTuple):
    """One quotation mark of a paragraph; `weak` may be an apostrophe, `firm` opens even unclosed."""

    at: int
    family: Family
    side: Side
    weak: bool = False
    firm: bool = False
    bridges: bool = False  # may close a quotation of the other family, opened with a mark that does not match


def find_quotes(text: str, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans of quoted speech, marks included, in order, none overlapping, none across paragraphs.

    A quotation inside a quotation is part of it. One that is never closed ends where the next begins, or with
    its paragraph. Up to three words that no saying verb brings in or follows (scare quotes, terms, titles)
    stay the author's, unless they end like speech (`.`, `,`, `!`, `?`). Takes time linear in the text.
    """
    return tuple(
        span
        for paragraph in paragraphs
        for span in _quotations(text, paragraph)
        if not _is_authors(text, paragraph, span)
    )


def _quotations(text: str, paragraph: Span) -> Iterator[Span]:
    """Yield the outermost quotations of a paragraph, short ones included."""
    marks = _read_marks(text, paragraph)
    ends = _pair(marks)
    unclosed: _Mark | None = None
    done = paragraph.start
    for mark in marks:
        if mark.at < done or (mark.at not in ends and not mark.firm):
            continue
        if unclosed and unclosed.family != "single" and mark.family == "single":
            continue
        if unclosed:
            yield _trimmed(text, unclosed.at, mark.at)
        unclosed = None if mark.at in ends else mark
        if mark.at in ends:
            done = ends[mark.at] + 1
            yield Span(mark.at, done)
    if unclosed:
        yield _trimmed(text, unclosed.at, paragraph.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


def _read_marks(text: str, paragraph: Span) -> list[_Mark]:
    """Return a paragraph's marks in order, without apostrophes and inches that stand before a true close."""
    marks: list[_Mark] = []
    following: dict[Family, Side] = {}
    for match in reversed(list(_MARK.finditer(text, *paragraph))):
        mark = _read_mark(text, paragraph, match.start())
        if mark is None or (mark.weak and following.get(mark.family) == "closes"):
            continue
        if mark.bridges and mark.family == "single" and following.get("double") == "closes":
            mark = mark._replace(bridges=False)
        if not mark.weak:
            following[mark.family] = mark.side
        marks.append(mark)
    return marks[::-1]


def _read_mark(text: str, paragraph: Span, at: int) -> _Mark | None:
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    char, family = text[at], _FAMILIES[text[at]]
    side = _side(char, before, after)
    if char == "’" and side == "opens":
        return None
    if side != "closes":
        firm = not after.isspace() and (family != "single" or _begins_speech(text, paragraph, at, after))
        return _Mark(at, family, side, firm=firm)
    doubtful = _INCHES if family == "double" else _POSSESSIVE
    weak = doubtful.search(text, max(paragraph.start, at - 2), at) is not None
    bridges = not weak and (family == "double" or before in _SPEECH_ENDS)
    return _Mark(at, family, side, weak, bridges=bridges)


def _side(char: str, before: str, after: str) -> Side:
    """Return what a mark does by its neighbours; where they leave it open, by its shape."""
    can_open = before.isspace() or before in _BEFORE_OPENING
    can_close = after.isspace() or after in _AFTER_CLOSING
    if can_open != can_close:
        return "opens" if can_open else "closes"
    if char in _OPENERS:
        return "opens"
    if char in _CLOSERS or (before.isalnum() and not can_close):
        return "closes"
    return "either"


def _begins_speech(text: str, paragraph: Span, at: int, after: str) -> bool:
    """Tell a single mark that begins speech from the apostrophe of 'em and 'til."""
    if after.isalnum() and not after.isupper():
        return False
    previous = text[max(paragraph.start, at - 3) : at].rstrip()
    return text[at] == "‘" or not previous[-1:].isalnum()


def _pair(marks: Sequence[_Mark]) -> dict[int, int]:
    """Return, for each mark that opens a quotation, the place of the mark that closes it."""
    ends: dict[int, int] = {}
    stack: list[_Mark] = []
    depth: Counter[Family] = Counter()
    last = -1
    for mark in marks:
        if mark.side == "opens" or (mark.side == "either" and not depth[mark.family]):
            _push(stack, depth, mark)
            continue
        family = _family_to_close(stack, depth, mark, last)
        while family and stack:
            opener = stack.pop()
            depth[opener.family] -= 1
            if opener.family == family:
                ends[opener.at] = last = mark.at
                break
    return ends


def _push(stack: list[_Mark], depth: Counter[Family], mark: _Mark) -> None:
    """Open a quotation; of two single marks in a row that open, one is an apostrophe."""
    if stack and stack[-1].family == "single" == mark.family:
        if stack[-1].firm and not mark.firm:
            return
        depth[stack.pop().family] -= 1
    stack.append(mark)
    depth[mark.family] += 1


def _family_to_close(stack: Sequence[_Mark], depth: Counter[Family], mark: _Mark, last: int) -> Family | None:
    """Return what a mark closes; `last` is where the latest quotation closed."""
    if not stack:
        return None
    top = stack[-1]
    if mark.weak:
        return mark.family if top.family == mark.family and (top.firm or top.at > last) else None
    if depth[mark.family]:
        return mark.family
    return top.family if mark.bridges and top.family != "guillemet" else None


def _is_authors(text: str, paragraph: Span, span: Span) -> bool:
    """Tell scare quotes, terms and titles of works from speech."""
    inside = text[span.start + 1 : span.end].rstrip("".join(_FAMILIES)).strip()
    if not inside.strip(punctuation):
        return True
    if len(inside.split(maxsplit=_SCARE_WORDS)) > _SCARE_WORDS or inside.endswith(_SPEECH_ENDS):
        return False
    return not (_is_introduced(text, paragraph, span.start) or _is_attributed(text, paragraph, span))


def _is_introduced(text: str, paragraph: Span, start: int) -> bool:
    """Return whether a saying verb stands shortly before, in the same sentence."""
    words = _WORD.findall(_clause_before(text, paragraph, start).lower())
    return not word_list("saying_verbs.txt").isdisjoint(words[-_WORDS_BETWEEN - 1 :])


def _clause_before(text: str, paragraph: Span, start: int) -> str:
    return _SENTENCE_END.split(text[max(paragraph.start, start - _WINDOW) : start])[-1]


def _is_attributed(text: str, paragraph: Span, span: Span) -> bool:
    """Return whether `, X said` follows, or `said X` or `X said` follows what begins its sentence."""
    match = _ATTRIBUTION.match(text[span.end : min(paragraph.end, span.end + _WINDOW)])
    if match is None or not (match[1] or not _clause_before(text, paragraph, span.start).strip()):
        return False
    words = _WORD.findall(_SENTENCE_END.split(match[2].lower())[0])
    return not word_list("saying_verbs.txt").isdisjoint(words[: _WORDS_BETWEEN if match[1] else 2])
