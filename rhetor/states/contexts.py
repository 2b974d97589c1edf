"""This file tells whether the words beside a form make it something else than a state: "speaks Korean"."""

import re

from rhetor.lexicons import words
from rhetor.states.candidates import Candidate
from rhetor.states.names import Kind
from rhetor.states.neighbours import JOINTS, NEXT_WORD, OPENING, REACH
from rhetor.states.patterns import PHRASE_END, Pattern, Words, context_neighbours, load_contexts

LISTED_WITH = re.compile(r"(?:,? and [A-Z][a-z]+|,? or [A-Z][a-z]+|, [A-Z][a-z]+){1,6} ([a-z]+)")
_ENDINGS = '.,;:!?)"”\n'


def is_swallowed(one: Candidate) -> bool:
    """Tell whether contexts.tsv says that the words beside a form of a kind make it something else."""
    patterns = _patterns_beside(one)
    if not patterns:
        return False
    before, after = one.before, one.after
    lower_before, lower_after = tuple(map(str.lower, before)), tuple(map(str.lower, after))
    for pattern in patterns:
        first, last = len(before) - len(pattern[0]), len(pattern[1])
        if first < 0 or lower_before[first:] != pattern[0]:
            continue
        follows = ends_phrase(one) if pattern[1] == (PHRASE_END,) else lower_after[:last] == pattern[1]
        if follows and _holds(load_contexts()[pattern], one.kind, before[first:], after[:last]):
            return True
    return False


def _patterns_beside(one: Candidate) -> list[Pattern]:
    """Return the patterns that have the words right before and after; further words are not read."""
    found = NEXT_WORD.match(one.text, one.end)
    after = found[0].strip(" -").lower().removesuffix("'s") if found else ""
    before = _word_before(one)
    pairs = context_neighbours(one.kind)
    patterns = [*pairs.get(("", after), ()), *pairs.get((before, after), ()), *pairs.get((before, ""), ())]
    if after[-1:] == ".":
        patterns += [*pairs.get(("", after.rstrip(".")), ()), *pairs.get((before, after.rstrip(".")), ())]
    if (before, PHRASE_END) in pairs and (not found or after[:1] == "," or _may_follow_phrase(after)):
        patterns += pairs[before, PHRASE_END]
    return patterns


def _word_before(one: Candidate) -> str:
    """Return the word before in lower case; reading it alone is much faster than `one.before`."""
    if one.text[one.start - 1 : one.start] not in JOINTS:
        return ""
    ahead = one.text[max(0, one.start - REACH) : one.start - 1]
    return ahead.replace("-", " ").rpartition(" ")[2].lstrip(OPENING).lower()


def _may_follow_phrase(word: str) -> bool:
    return word in {"and", "or"} or word in words("function words")


def _holds(variants: dict[Pattern, frozenset[str]], kind: Kind, before: Words, after: Words) -> bool:
    """Tell whether a pattern holds for a kind and for words as they are written: in lower case it holds for any."""
    for (pattern_before, pattern_after), kinds in variants.items():
        if kind in kinds or "any" in kinds:
            pairs = zip((*pattern_before, *pattern_after), (*before, *after), strict=False)
            if all(pattern in {word, word.lower(), PHRASE_END} or word.isupper() for pattern, word in pairs):
                return True
    return False


def ends_phrase(one: Candidate) -> bool:
    """Tell whether no noun follows: a stop, a word such as "at", or another language ("in French and English")."""
    if listed := LISTED_WITH.match(one.text, one.end):
        return listed[1] in words("function words")
    after = one.after
    if not one.next_char or one.next_char in _ENDINGS:
        return True
    if after and after[0] in {"and", "or"}:
        after = after[2:] if after[1:] and after[1][0].isupper() else after
        return not after or after[0] == "," or after[0].lower() in words("function words")
    return bool(after and (after[0] == "," or after[0].lower() in words("function words") or _is_adverb(after[0])))


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word.islower() and word not in words("nouns and adjectives in ly")
