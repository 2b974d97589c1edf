"""This file folds a text: one spelling for accents, apostrophes and spaces, and capitals where a text has none."""

import re
import unicodedata

from rhetor.lexicons import words

_COMBINING = "\u0300"
_KEPT = 10_000  # characters whose base letter is remembered: no text may make a worker grow for good
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and spaces of no width, also inside a word
_WRAPPED = re.compile(r"\n(?=\w)(?<=[^\n]{50}[a-z,]\n)")  # a line broken inside a paragraph
_SPACES = re.compile("  +")
_FEW = 50  # different characters, which are faster replaced one by one
_FOLDED = re.compile("[\x80-\U0010ffff`]")  # much faster than the negated set
_LOWER_WORD = re.compile(r"(?<!['\w])[^\W\d_]+")


class _Folding(dict[int, str]):
    """The base letter of every character, and one sign for all that combine with the letter before them."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        base = _COMBINING if unicodedata.combining(base) else base
        if len(self) < _KEPT:
            self[code] = base
        return base


_FOLDING = _Folding(
    {ord(char): "'" for char in "’‘ʼ`"}
    | {ord(char): " " for char in "\u00a0\u2002\u2003\u2007\u2009\u202f"}
    | {ord(char): _COMBINING for char in _UNSEEN}
    | {0x2011: "-"}
)


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Fold diacritics, apostrophes and spaces, and say which characters were left out.

    Left out are accents that are characters of their own and spaces after spaces. Each is told by the number of the
    folded character that takes its place: character p of the folded text is character p + bisect_right(marks, p)
    of `text`.
    """
    folded = _WRAPPED.sub(" ", _plain(text).replace("\t", " "))
    if "  " in folded:
        folded = _SPACES.sub(lambda match: " " + _COMBINING * (len(match.group()) - 1), folded)
    if _COMBINING not in folded:
        return folded, ()
    marks = tuple(found.start() - number for number, found in enumerate(re.finditer(_COMBINING, folded)))
    return folded.replace(_COMBINING, ""), marks


def _plain(text: str) -> str:
    chars = set(_FOLDED.findall(text))
    if len(chars) > _FEW:
        return _FOLDED.sub(lambda match: _FOLDING[ord(match.group())], text)
    for char in chars:
        text = text.replace(char, _FOLDING[ord(char)])
    return text


def with_capitals(text: str) -> str:
    """Give the words of lines that have no capital at all a capital each: without one no name is found."""
    lines = text.split("\n")
    if not any(map(str.islower, lines)):
        return text
    return "\n".join(_LOWER_WORD.sub(_with_capital, line) if line.islower() else line for line in lines)


def _with_capital(word: re.Match[str]) -> str:
    if word[0].upper() in words("short states"):
        return word[0].upper()
    raised = word[0][0].upper() + word[0][1:]
    return word[0] if word[0] in words("ordinary words") or len(raised) != len(word[0]) else raised
