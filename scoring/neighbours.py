"""This file reads the words beside a span of folded text, and tells what they make of it."""

import re
from functools import cache

from scoring.aliases import (
    DATA,
    PHRASE_END,
    Kind,
    Words,
    context_abbreviations,
    context_neighbours,
    context_shapes,
    load_contexts,
    load_states,
    words,
)

NEXT_WORD = re.compile(r"(?:,? |-)([\w'&.]+)")
_REACH = 48  # characters; enough for three words
_LINE = 120  # characters of a headline
_WORDS = 3
_WORD = re.compile(r"[\w'&.]*\w[\w'&]*\.?")
_ABBREVIATED = 5  # characters of a word whose stop may belong to it: "Sen.", "Prof."
_ORDINARY_ENDINGS = ("ly", "ing", "ed", "ists", "ers")


def words_before(text: str, start: int) -> Words:
    """Return up to three words that lead up to a place with nothing but spaces and hyphens between."""
    chunk = text[max(0, start - _REACH) : start].replace("-", " ").replace("\n", " \n ").split(" ")
    found: list[str] = []
    if chunk[-1]:
        return ()
    for word in reversed(chunk[:-1]):
        ends_sentence = not found and word.endswith(".") and len(word) > _ABBREVIATED
        if len(found) == _WORDS or ends_sentence or not _WORD.fullmatch(word):
            break
        found.append(word)
    return tuple(reversed(found))


def words_after(text: str, end: int) -> Words:
    """Return up to three words after a place, a comma being one; what follows any other stop is not read."""
    rest = text[end : end + _REACH].partition("\n")[0].replace(",", " , ", 1)
    if rest[:1] == "-":
        rest = " " + rest[1:]
    rest = re.sub(r"(?<=\w)-(?=\w)", " ", rest)
    if rest[:1] != " " or rest[:2] == "  " or rest.lstrip()[:1] in "-–—":
        return ()
    found: list[str] = []
    for word in rest.split()[:_WORDS]:
        bare = word.strip("\"'”“)")
        if word != "," and not _WORD.fullmatch(bare.rstrip(",.;:!?")):
            break
        found.append(word if word == "," else bare.rstrip(",;:!?"))
        if bare[-1:] in ".;:!?" and bare.lower() not in context_abbreviations():
            found[-1] = found[-1].rstrip(".")
            break
    return tuple(found)


def is_shouted(text: str, start: int, end: int) -> bool:
    """Tell whether what stands around a span in its line is all in capitals."""
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    after = text[end : end + _REACH].partition("\n")[0]
    return (before + after).isupper()


def is_headed(text: str, start: int, end: int) -> bool:
    """Tell whether US among capitals is the state: it opens the line, or an article or hyphen stands beside it."""
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2].rstrip()
    return not before or before.endswith(("THE", ".", ":", ",")) or text[end : end + 1] == "-"


def is_swallowed(text: str, start: int, end: int, kind: Kind) -> bool:
    """Tell whether contexts.tsv says that the words beside a form of a kind make it something else."""
    if not _has_telling_neighbours(text, start, end, kind):
        return False
    before, after = words_before(text, start), words_after(text, end)
    lower_before, lower_after = tuple(map(str.lower, before)), tuple(map(str.lower, after))
    ends = [lower_after, (PHRASE_END,)] if _ends_phrase(text, end, after) else [lower_after]
    for first, last in context_shapes():
        for ending in ends:
            if first <= len(before) and last <= len(ending):
                found = load_contexts().get((lower_before[len(before) - first :], ending[:last]))
                if found and _holds(found, kind, before[len(before) - first :], after[:last]):
                    return True
    return False


def _has_telling_neighbours(text: str, start: int, end: int, kind: Kind) -> bool:
    """Tell quickly whether any pattern has the words right before and after."""
    pairs = context_neighbours(kind)
    found = NEXT_WORD.match(text, end)
    after = found[0].strip(" -").lower() if found else ""
    before = ""
    if text[start - 1 : start] in {" ", "-"}:
        before = text[max(0, start - _REACH) : start - 1].replace("-", " ").rpartition(" ")[2].lower()
    for follows in (after, after.rstrip(".")):
        if ("", follows) in pairs or (before, follows) in pairs or (before, "") in pairs:
            return True
    return (before, PHRASE_END) in pairs and (
        not found or after[0] == "," or after in words("function words") | {"and", "or"}
    )


def _holds(found: dict[tuple[Words, Words], frozenset[str]], kind: Kind, before: Words, after: Words) -> bool:
    """Tell whether a pattern holds for a kind and for words as they are written: in lower case it holds for any."""
    for (pattern_before, pattern_after), kinds in found.items():
        if kind in kinds or "any" in kinds:
            pairs = zip((*pattern_before, *pattern_after), (*before, *after), strict=False)
            if all(pattern in {word, word.lower(), PHRASE_END} or word.isupper() for pattern, word in pairs):
                return True
    return False


def _ends_phrase(text: str, end: int, after: Words) -> bool:
    """Tell whether no noun follows: a stop, a word such as "at", or another language ("in French and English")."""
    rest = text[end : end + 1]
    if not rest or rest in '.,;:!?)"”\n':
        return True
    if after and after[0] in {"and", "or"}:
        after = after[2:] if after[1:] and after[1][0].isupper() else after
        return not after or after[0].lower() in words("function words")
    return bool(after and (after[0] == "," or after[0].lower() in words("function words")))


def is_in_name(text: str, start: int, end: int, kind: Kind) -> bool:
    """Tell whether a title, or a capital letter right before or after, makes a form part of a longer name."""
    if _is_title_case(text, start, end):
        return False
    before, after = words_before(text, start), words_after(text, end)
    if before and before[-1] in words("titles of persons") and kind != "leader":
        return True
    if (
        before
        and (text[start - 1] == " " or kind == "leader")
        and _is_name_before(text, start - len(before[-1]) - 1, before[-1])
    ):
        return True
    if kind in {"adjective", "people", "combining"} or not after or text[end : end + 1] != " ":
        return False
    follows = after[0].rstrip(".") in words("institutions") or after[0] in starters()
    return is_name_part(after[0]) and not follows


def _is_name_before(text: str, place: int, word: str) -> bool:
    if not is_name_part(word) or word in words("roles of leaders") or word in starters():
        return False
    led_by = text[max(0, place - 3) : place].rstrip(" \"'“”(")
    return not ((not led_by or led_by[-1] in ".!?:\n—–-") and word.endswith(_ORDINARY_ENDINGS))


def is_name_part(word: str) -> bool:
    """Tell whether a word looks like part of a longer name: a capital letter, and neither a state nor a weekday."""
    bare = word.rstrip(".")
    if word.endswith("'s") or bare in words("calendar") or is_form(word):
        return False
    return word[:1].isupper() and (not word.isupper() or len(bare) == 1)


def is_form(word: str) -> bool:
    """Tell whether a word alone names a state."""
    return word in _forms()


@cache
def _forms() -> frozenset[str]:
    return frozenset(form for state in load_states().values() for form in state.forms)


@cache
def starters() -> frozenset[str]:
    """Return words that open a sentence rather than belong to a name (starters.txt)."""
    lines = (DATA / "starters.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_title_case(text: str, start: int, end: int) -> bool:
    """Tell whether the line around a span is a headline in which most words of four letters or more have capitals."""
    before = text[max(0, start - _LINE) : start].rpartition("\n")[2]
    after = text[end : end + _LINE].partition("\n")[0]
    long = [word for word in (before + text[start:end] + after).split() if len(word) >= 4]
    return len(long) >= 4 and sum(word[:1].isupper() for word in long) > 0.75 * len(long)
