"""This file loads the titles and offices that stand beside names (rhetor/data/offices.tsv)."""

from collections.abc import Iterator, Mapping
from functools import cache

from rhetor.lexicons import any_of, phrases, rows, words


@cache
def offices_by_title() -> Mapping[str, frozenset[str]]:
    """Return by title, in lower case, the offices (of leaders.tsv) that it may mean before a leader's name."""
    return {row["office"]: frozenset(row["means"].split("|")) for row in rows("offices.tsv") if row["means"]}


@cache
def title_word() -> str:
    """Return a regular expression for one word of a title between a state and its leader: foreign, Minister, Mr."""
    honorifics = map(str.lower, phrases("honorifics"))
    return any_of(dict.fromkeys((*_words_of("titles"), *phrases("title words"), *honorifics)), capitals=True)


@cache
def role_words() -> frozenset[str]:
    """Return the words, with capitals, that may stand before a person's name without being part of it."""
    return words("other roles") | {word[0].upper() + word[1:] for word in _words_of("roles")}


def _words_of(name: str) -> Iterator[str]:
    return (word for title in phrases(name) for word in title.split() if word != "of")
