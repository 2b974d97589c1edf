"""This file loads the offices that stand beside leaders' names (rhetor/data/offices.tsv)."""

import re
from collections.abc import Mapping
from functools import cache

from rhetor.lexicons import phrases, rows


@cache
def offices_by_title() -> Mapping[str, frozenset[str]]:
    """Return by title, in lower case, the offices (of leaders.tsv) that it may mean before a leader's name."""
    return {row["office"]: frozenset(row["means"].split("|")) for row in rows("offices.tsv") if row["means"]}


@cache
def title_word() -> str:
    """Return a regular expression for one word of a title between a state and its leader: foreign, Minister, Mr."""
    titles = [word for title in phrases("titles") for word in title.split() if word != "of"]
    honorifics = map(str.lower, phrases("honorifics"))
    found = dict.fromkeys((*titles, *phrases("title words"), *honorifics))
    return f"(?:{'|'.join(map(_with_capital, found))})"


def _with_capital(word: str) -> str:
    return re.escape(word) if word[0].isupper() else f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}"
