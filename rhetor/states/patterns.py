"""This file loads the contexts in which a form names something else than a state (rhetor/data/contexts.tsv)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from rhetor.lexicons import rows
from rhetor.states.names import Kind

PHRASE_END = "_"  # in a pattern
Words = tuple[str, ...]
Pattern = tuple[Words, Words]  # the words before a form, and those after it


@cache
def load_contexts() -> Mapping[Pattern, dict[Pattern, frozenset[str]]]:
    """Return the patterns in lower case, each with how it is written, and the kinds of forms that it then holds for."""
    found: dict[Pattern, dict[Pattern, frozenset[str]]] = defaultdict(dict)
    for row in rows("contexts.tsv"):
        before, _, after = row["pattern"].replace("-", " ").partition("*")
        kinds = frozenset(row["forms"].replace("people", "people,adjective").split(","))
        key = (tuple(before.split()), tuple(after.split()))
        variants = found[tuple(map(str.lower, key[0])), tuple(map(str.lower, key[1]))]
        variants[key] = kinds | variants.get(key, frozenset())
    return found


@cache
def context_neighbours(kind: Kind) -> Mapping[tuple[str, str], Sequence[Pattern]]:
    """Return the patterns for a kind, in lower case, by the words right before and after the form, or "".

    A comma goes with the word behind it.
    """
    found: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for (before, after), variants in load_contexts().items():
        if any(kinds & {kind, "any"} for kinds in variants.values()):
            beside = ", ".join(after[:2])[1:] if after[:1] == (",",) else after[0] if after else ""
            found[before[-1] if before else "", beside].append((before, after))
    return dict(found)


@cache
def context_abbreviations() -> frozenset[str]:
    """Return the words in the patterns, in lower case, that end in a stop of their own."""
    return frozenset(word for _, after in load_contexts() for word in after if word.endswith("."))
