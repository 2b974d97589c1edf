"""This file loads the leaders of states and their times in office (rhetor/data/leaders.tsv)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rhetor.lexicons import rows
from rhetor.states.folding import fold

_ALWAYS = 9999


@dataclass(frozen=True, slots=True)
class Term:
    """A leader's time in an office, for one form of the leader's name: the state, the first and the last year.

    `name` is the leader as the column of that name has it, `famous` says that all know whom the form alone means,
    `undated` that it may count where the article's date is not known.
    """

    code: str
    name: str
    office: str
    first: int
    last: int
    famous: bool
    undated: bool


def terms_by_form() -> Mapping[str, Sequence[Term]]:
    """Return the terms that each name or surname may mean."""
    terms: dict[str, list[Term]] = defaultdict(list)
    for row in rows("leaders.tsv"):
        first, last = int(row["from"]), int(row["to"] or _ALWAYS)
        undated = row["undated"] != ""
        for column, famous in (("name", undated), ("surname", row["undated"] == "both")):
            for form in filter(None, row[column].split("|")):
                terms[form].append(Term(row["code"], row["name"], row["office"], first, last, famous, undated))
    return terms


@cache
def surnames() -> Mapping[str, frozenset[str]]:
    """Return the surnames of leaders, folded, with the leaders (the column `name`) that each may mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("leaders.tsv"):
        for surname in filter(None, row["surname"].split("|")):
            for form in (fold(surname)[0], fold(surname)[0].upper()):
                found[form].add(row["name"])
    return {surname: frozenset(names) for surname, names in found.items()}
