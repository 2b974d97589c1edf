"""This file loads the forms that are as often something else, and the words that tell (rhetor/data/ambiguous.tsv)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from rhetor.lexicons import rows
from rhetor.states.folding import fold


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """What else a form may be (person, place, thing), its lean (above 0: to the state), and the words that tell."""

    others: frozenset[str]
    lean: float
    state_words: frozenset[str]
    other_words: frozenset[str]


@cache
def load_ambiguities() -> Mapping[str, Ambiguity]:
    """Return the ambiguities by form; a row holds for the form in capitals too."""
    found: dict[str, Ambiguity] = {}
    for row in rows("ambiguous.tsv"):
        telling = (frozenset(filter(None, row[column].split("|"))) for column in ("state_words", "other_words"))
        one = Ambiguity(frozenset(row["other"].split()), float(row["lean"]), *telling)
        form, _ = fold(row["form"])
        found |= {form: one, form.upper(): one}
    return found


@cache
def load_telling_words() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Build the matcher of all words that tell, and list them by their number in it."""
    telling = sorted({word for one in load_ambiguities().values() for word in one.state_words | one.other_words})
    return AhoCorasick(telling, matchkind=MatchKind.LeftmostLongest), tuple(telling)
