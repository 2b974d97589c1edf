"""This file decides what an article means by a form: a state, or the person, place or thing of the same name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise

from rhetor.lexicons import starters, words
from rhetor.states.aliases import (
    Ambiguity,
    Kind,
    capitals_and_names,
    load_ambiguities,
    load_states,
    load_telling_words,
    surnames,
)
from rhetor.states.neighbours import (
    AGED,
    LISTED_WITH,
    Place,
    ends_name,
    ends_phrase,
    is_dateline,
    is_form,
    is_in_name,
    is_name_part,
    is_named,
)

SURE = 3.0  # the lean of a form that is the state unless the words right beside it say otherwise
_NEAR = 300  # characters each side
_REACH = 80  # characters of one phrase
_WINDOW = 350  # characters each side that all questions about one candidate read at most
_INSIDE = frozenset({"in", "into", "across", "inside", "throughout", "through", "to", "from", "leaving"})
_SETTLED = frozenset({"US", "CA", "AU", "NZ", "GB"})  # states that name their people by descent: Irish American
_PRONOUN = re.compile(r"[^.!?\n]{0,70}?\b(?:he|she|him|his|her|himself|herself)\b")
_KIN = re.compile(
    r"'s? (?:\w+ )?(?:sister|brother|wife|husband|son|daughter|mother|father|family|niece|nephew|cousin|widow)\b"
)
_ARTICLES = frozenset({"the", "a", "an", "two", "three", "many", "some", "one", "another", "every", "each"})
_LANGUAGE = re.compile(
    r"\b(?:languages?|translat\w+|mistranslat\w+|dialects?|subtitle[sd]|scripts?|fluent\w*|bilingual|trilingual"
    r"|interpreters?|dictionar\w+|mother tongue|alphabet|grammar|pronounc\w+|vowels?|printed in|idioms?"
    r"|consonants?|tenses?|syntax|tongues?|linguists?|Creole|Yiddish|Esperanto|Gaelic)\b"
)
_LINEAGE = re.compile(
    r"(?=,| and| or)(?:(?:,|,? and|,? or) (?:[a-z]+ )?[A-Z][\w-]+(?: [A-Z][\w-]+)?){0,8}(?:,? (?:and|or) other)?"
    r"(?: [a-z]+ (?:and|or))? (?:origins?|descent|heritage|ancestry|extraction|parentage|roots)\b"
)
_YEARS_OLD = re.compile(r", (?:a|an|the) \d\d?-year-old")
_COMPASS = re.compile(r"\b(?:north|south|east|west)(?:ern|-east|-west|-eastern|-western)? $|\bcentral $")
_CLAUSE = re.compile(r"[a-z]+")
_CITY_OF = re.compile(
    r", (?:the|a|an) (?:[\w'-]+ ){0,4}?(?:city|town|port|village|district|suburb) (?:of|in) ([A-Z][\w ]*)"
)
_TONGUE = re.compile(
    r"\b(?:learn(?:ed|t|s|ing)?|taught|teach(?:es|ing)?|speak(?:s|ing)?|spoke|spoken|records? in|sings? in|sang in"
    r"|wrote in|writes in)\b[^.!?;:]{0,40}$"
)
_IN_TONGUE = re.compile(r"\b(?:in|into|speaks?|spoke|reads?|understands?|learns?) $", re.IGNORECASE)
_TEXT_IN = re.compile(
    r"\b(?:subtitles?|class(?:es)?|lessons?|signs?|speech(?:es)?|ads?|adverts?|songs?|lyrics|texts?|words?|books?|letters?"
    r"|menus?|poems?|interviews?|messages?|versions?|editions?|posts?|leaflets?|recordings?|sermons?|prayers?|captions?"
    r"|instructions|labels?|notices?|notes?|posters?|pamphlets?|graffiti) in $"
)
_LISTED = re.compile(r"(?:[A-Z][a-z]+(?: first)?(?: as well as |, and |, or |, | and | or | into | to | than ))+$")
_OWNED = re.compile(r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Yy]our) $")
_BEING = frozenset({"is", "was", "are", "were", "be", "been", "being", "not", "as", "am", "more", "very"})
_TOWN = re.compile(r"(?:[A-Z][\w.]* ){0,3}([A-Z][\w.]{3,}), $")
_GOVERNS = re.compile(
    r"'?s? (?:president|prime minister|premier|government|king|queen|army|military|armed forces|parliament|foreign"
    r"|interior minist|defen[cs]e minist|finance minist|capital|border|economy|currency|ambassador|embassy|people\b)"
)
_GOVERNED = re.compile(
    r"\b(?:president|prime minister|premier|government|king|queen|army|military|armed forces|parliament|republic"
    r"|minister|people|capital|borders?|ambassador|kingdom|Republic|Kingdom|President|King|Government) of $"
)
_OFFICES = (
    r"(?:[Vv]ice[ -])?(?:[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Ll]eader|[Dd]ictator|[Ss]trongman"
    r"|[Rr]uler|[Ff]oreign (?:[Mm]inister|[Ss]ecretary)|[Ss]ecretary of [Ss]tate|[Tt]aoiseach|[Kk]ing|[Qq]ueen"
    r"|[Ee]mperor|[Pp]ope|[Ee]mir|[Ss]hah|[Ss]ultan|[Hh]ead of (?:[Ss]tate|[Gg]overnment)|PM|[Dd]iplomat)s?"
)
_OVER = r"(?:[Ff]ormer|[Ee]x|[Ll]ate|[Oo]netime|[Oo]ne-time|[Dd]eposed|[Oo]usted|[Tt]oppled|[Dd]isgraced)"
_EPITHETS = "(?:vice|deputy|acting|interim|military|communist|socialist|longtime|long-time|veteran|opposition|party)"
_FORMER = re.compile(
    rf"\b{_OVER}[ -](?:(?:(?!\w+day )[A-Z][\w.'-]*|{_EPITHETS}|\w+-\w+) ){{0,3}}?"
    rf"{_OFFICES}(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?"
    r"(?: and [a-z-]+ [a-z]+)?,? (?:(?<=s )(?:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2}(?:, |,? and )){1,4})?"
    r"(?:[A-Z][\w.-]+ )?$"
)
_DIRECTLY_FORMER = re.compile(rf"\b(?:{_OVER}|[Pp]redecessor,?)[ -]$")
_MODIFIES = re.compile(
    r" (?:(?:campaign|administration|policy|national|legal|press|foreign|senior|top|cabinet) )?"
    r"(?:advis[eo]rs?|aides?|officials?|ally|allies|lawyers?|attorneys?|spokes\w+|strategists?|campaign|administration|cabinet|staffers?|appointees?|envoys?|loyalists?|confidante?s?|donors?|supporters?|voters?"
    r"|speechwriters?|fixers?|ministers?|secretary|chief)\b"
)
_FORMER_WORDS = ("ormer", "x-", "x ", "ate ", "-time", "time ", "posed", "usted", "oppled", "isgraced", "edecessor")
_APPOSITION = re.compile(
    r", (?:the|a|an|her|his|our|their|my) "
    r"(?:(?!of |in |for |with |where |that |who |which |to |and |on |at )[\w'-]+ ){0,5}?"
    r"([\w-]+)(?=[,.;:!?)]| (?:who|that|which|of|in|with|at|on|from|drafted|built|nearest|near|was|is|has)\b)"
)
_IN_STATE = re.compile(r", (?:a \w+ )?in (?:[a-z' -]{0,40} of )?([A-Z]\w{1,30}(?: [A-Z]\w{1,30}){0,2}?)(?='s|[,.; ])")
_ELSEWHERE = re.compile(
    r"(?:\b(?:NATO|EU|UN|U\.N\.|European \w+|World Bank|IMF)(?:'s)? (?:[\w-]+ ){0,3}?"
    r"(?:[Pp]resident|chief|head|boss|envoy|[Cc]ommissioner|[Rr]epresentative)"
    r"|[Ss]ecretary[- ][Gg]eneral|\b[Gg]overnor),? $"
)
_OFFICES_ELSEWHERE = ("resident", "chief", "head", "boss", "envoy", "issioner", "sentative", "eneral", "overnor")
_BODIES = r"(?:NATO|EU|UN|U\.N\.|European (?:Commission|Council))"
_HEADS = r"(?:[Pp]resident|chief|head|boss|envoy|[Cc]ommissioner|[Rr]epresentative|[Ss]ecretary[- ][Gg]eneral)"
_ELSEWHERE_AFTER = re.compile(
    rf", (?:the |now |now the |(?:now )?in (?:his|her) (?:[\w-]+ ){{1,4}}as )?"
    rf"(?:{_BODIES}(?:'s)? (?:[\w-]+ ){{0,2}}?{_HEADS}|{_HEADS} of (?:the )?{_BODIES})"
    r"(?=[,.;:)]| who\b| said\b|$)"
)
_FORMER_AFTER = re.compile(
    rf",? (?:the |a |an |then )?(?:(?:country|nation)'s )?(?:former|ex|onetime|one-time|ousted|deposed|toppled)[ -]"
    rf"(?:[\w'-]+ ){{0,2}}?{_OFFICES}\b"
)
_NUMERAL = re.compile(r" (?:I{1,3}|IV|VI{0,3}|IX|X[IVX]*)\b(?!')")  # Charles I, Leo XIII
_MONTH_BEFORE = frozenset(
    {"in", "last", "next", "since", "until", "till", "by", "early", "late", "mid", "from", "through", "to", "of"}
    | {"before", "after", "this", "every"}
)


class Candidate(Place):
    """A form that may name the state `code`.

    `names` are the leaders that it may mean; `famous` says that all know the one by the surname, `titled` that the
    office stands beside it.
    """

    __slots__ = ("_former", "code", "famous", "names", "titled")

    def __init__(self, text: str, start: int, end: int, kind: Kind, code: str) -> None:
        super().__init__(text, start, end, kind)
        self.code, self.famous, self.titled = code, False, False
        self.names: frozenset[str] = frozenset()
        self._former: bool | None = None

    @property
    def former(self) -> bool:
        """Tell whether the words beside a leader's name say that the office is over, or another than a state's."""
        if self._former is None:
            before = self.text[max(0, self.start - _REACH) : self.start]
            after = _FORMER_AFTER.match(self.text, self.end) or _ELSEWHERE_AFTER.match(self.text, self.end)
            former = any(word in before for word in _FORMER_WORDS) and not _MODIFIES.match(self.text, self.end)
            if former and not _FORMER.search(before):
                former = bool(_DIRECTLY_FORMER.search(before)) and (
                    self.form not in surnames() or before.rstrip(" ,").endswith(("late", "redecessor"))
                )
            elsewhere = before.rstrip(", ").endswith(_OFFICES_ELSEWHERE) and _ELSEWHERE.search(before)
            self._former = bool(after or former or elsewhere)
        return self._former


def decide(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the candidates that name a state in this text."""
    reading = _Reading(text, candidates)
    kept = [one for one in reading.candidates if _names_state(one, reading)]
    dropped = {id(one) for pair in pairwise(kept) if _is_descent(*pair) for one in pair}
    dropped |= {id(one) for one, other in pairwise(kept) if _is_elsewhere(one, other)}
    return [one for one in kept if id(one) not in dropped and not (_is_language(one) or _is_lineage(one))]


def _names_state(one: Candidate, reading: _Reading) -> bool:
    if one.kind == "leader" or one.form in load_ambiguities():
        return reading.ask(_is_meant, one)
    if _is_part_of_name(one, reading) or (one.kind == "name" and _is_called(one)):
        return False
    return one.form not in reading.namesakes or bool(one.before and one.before[-1].lower() in _INSIDE)


def _is_part_of_name(one: Candidate, _: _Reading) -> bool:
    return is_named(one) or (one.kind == "name" and ends_name(one))


def _is_meant(one: Candidate, reading: _Reading) -> bool:
    if is_dateline(one):
        return True
    if one.kind == "leader" and not _is_in_office(one, reading):
        return False
    ambiguity = load_ambiguities().get(one.form)
    return ambiguity is None or _is_state(one, ambiguity, reading)


def _is_called(one: Candidate, *lists: str) -> bool:
    """Tell whether an apposition says that the name is a person's, an animal's or a town's: Sudan, the last rhino."""
    if _YEARS_OLD.match(one.text, one.end):
        return True
    found = _APPOSITION.match(one.text, one.end)
    return found is not None and any(
        found[1].lower() in words(name) for name in lists or ("persons", "creatures and towns")
    )


class _Reading:
    """What an article says beside its candidates, worked out where it is asked for."""

    def __init__(self, text: str, candidates: Sequence[Candidate]) -> None:
        self.text = text
        self.candidates = [one for one in candidates if one.kind != "person"]
        self._persons = [one for one in candidates if one.kind == "person"]
        self._answers: dict[tuple[object, ...], bool] = {}
        self._present: dict[frozenset[str], list[Sequence[int]]] = {}

    def ask(self, question: Callable[[Candidate, _Reading], bool], one: Candidate) -> bool:
        """Answer a question about a candidate, once where the same words stand around it again and again."""
        around = self.text[max(0, one.start - _WINDOW) : one.end + _WINDOW]
        key = (question, one.kind, one.form, min(one.start, _WINDOW), around)
        if key not in self._answers:
            self._answers[key] = question(one, self)
        return self._answers[key]

    @cached_property
    def sure_codes(self) -> frozenset[str]:
        """Return the states that the text names by a form that hardly means anything else."""
        known = load_ambiguities()
        return frozenset(one.code for one in self.candidates if one.form not in known or known[one.form].lean >= SURE)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Return the words that are part of a person's name somewhere in the text."""
        known = load_ambiguities()
        named = {word for one in self._persons for word in one.form.split()}
        doubtful = (one for one in self.candidates if one.form in known and one.kind != "capital")
        return frozenset(
            named | {one.form for one in doubtful if "person" in known[one.form].others and self.ask(_is_in_name, one)}
        )

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Return the forms that end a person's name somewhere in the text, of states that nothing else in it names."""
        known = load_ambiguities()
        plain = [one for one in self.candidates if one.kind in {"name", "adjective"} and one.form not in known]
        found = {one.form: one.code for one in plain if self.ask(_is_part_of_name, one)}
        named = {one.code for one in self.candidates if one.form not in found} if found else set()
        return frozenset(form for form, code in found.items() if code not in named)

    @cached_property
    def titled(self) -> frozenset[str]:
        """Return the names that stand beside their office somewhere in the text."""
        return frozenset(one.form for one in self.candidates if one.titled)

    @cached_property
    def others(self) -> frozenset[str]:
        """Return the leaders' surnames that a common first name stands before which is no leader's or relative's."""
        bare = (one for one in self.candidates if one.form in surnames() and not one.titled and one.before)
        other = words("given names") - words("first names of leaders and relatives")
        return frozenset(one.form for one in bare if one.before[-1] in other)

    @cached_property
    def full_names(self) -> frozenset[str]:
        """Return the leaders whose full names stand in the text, as those in office."""
        full = (one for one in self.candidates if one.form not in surnames())
        return frozenset(name for one in full for name in one.names) - self.former

    @cached_property
    def former(self) -> frozenset[str]:
        """Return the leaders of whom the text says that their office is over."""
        return frozenset(name for one in self.candidates if one.names and one.former for name in one.names)

    def hits(self, telling: frozenset[str], place: int) -> float:
        """Return how many of some words stand near a place, and half of how many stand elsewhere (2 at most)."""
        if telling not in self._present:
            self._present[telling] = [self._tells[word] for word in telling if word in self._tells]
        present = self._present[telling]
        near = sum(_is_near(places, place) for places in present)
        return near + min(2.0, 0.5 * (len(present) - near))

    @cached_property
    def _tells(self) -> Mapping[str, Sequence[int]]:
        """Return where the telling words of ambiguous forms stand, each a whole word."""
        automaton, known = load_telling_words()
        found: dict[str, list[int]] = defaultdict(list)
        for number, start, end in automaton.find_matches_as_indexes(self.text):
            if not (self.text[start - 1 : start] if start else "").isalnum() and not self.text[end : end + 1].isalnum():
                found[known[number]].append(start)
        return found


def _is_in_name(one: Candidate, _: _Reading) -> bool:
    return is_in_name(one)


def _is_near(places: Sequence[int], place: int) -> bool:
    after = bisect_right(places, place - _NEAR)
    return after < len(places) and places[after] < place + _NEAR


def _is_in_office(one: Candidate, reading: _Reading) -> bool:
    """Tell whether a leader's name means the leader: not a former one, a relative or a tower."""
    if one.former or is_in_name(one) or _is_kin(one) or _is_called(one, "creatures and towns"):
        return False
    if _NUMERAL.match(one.text, one.end) or (one.form == "May" and _is_month(one)):
        return False
    if one.form not in surnames() or one.titled:
        return True
    if one.names & reading.full_names:
        return True
    another = one.form in reading.others and one.form not in reading.titled
    return one.famous and not another and not one.names <= reading.former


def _is_state(one: Candidate, ambiguity: Ambiguity, reading: _Reading) -> bool:
    """Weigh what speaks for the state against what speaks for a person, place or thing of the same name.

    The weights were set by hand on sentences that no test holds (docs/experiments.md).
    """
    if is_beside_capital(one) or (one.kind == "people" and one.before and one.before[-1].lower() in _ARTICLES):
        return True
    if ("person" in ambiguity.others and is_in_name(one)) or (one.kind in {"name", "capital"} and _is_called(one)):
        return False
    ahead = one.text[max(0, one.start - _REACH) : one.start]
    score = ambiguity.lean + 0.8 * reading.hits(ambiguity.state_words, one.start)
    score -= 0.8 * reading.hits(ambiguity.other_words, one.start)
    score += 4.0 * bool(_GOVERNS.match(one.text, one.end) or _GOVERNED.search(ahead))
    score += 2.0 * bool(_COMPASS.search(ahead)) + 2.0 * (one.code in reading.sure_codes)
    doubtful = ambiguity.others == {"thing"} or (one.kind == "name" and "place" in ambiguity.others)
    score += (0.3 if doubtful else 1.0) * bool(reading.sure_codes - {one.code, "US"})
    if "place" in ambiguity.others and (inside := _IN_STATE.match(one.text, one.end)):
        score -= 3.0 * (inside[1] in _names() and inside[1] not in load_states()[one.code].forms)
    if "place" in ambiguity.others and one.kind == "name" and (town := _TOWN.search(ahead)):
        parts = town[0][:-2].split(" ")
        named = any(is_form(" ".join(parts[first:])) for first in range(len(parts)))
        score -= 3.0 * (not named and is_name_part(town[1]) and town[1] not in ambiguity.state_words | starters())
    return score + (_weigh_person(one, ambiguity, reading) if "person" in ambiguity.others else 0.0) > 0


def is_beside_capital(one: Candidate) -> bool:
    """Tell whether a name stands behind its capital, or a capital before its state's name: Tbilisi, Georgia."""
    capitals, names = capitals_and_names()[one.code]
    if one.kind == "capital":
        if not one.text.startswith(", ", one.end):
            return False
        ends = [one.end + len(name) for name in names if one.text.startswith(name, one.end)]
        return any(not one.text[end : end + 1].isalnum() for end in ends)
    return one.text.endswith(capitals, max(0, one.start - _REACH), one.start) and f", {one.form}" in names


@cache
def _names() -> frozenset[str]:
    return frozenset(state.name for state in load_states().values())


def _weigh_person(one: Candidate, ambiguity: Ambiguity, reading: _Reading) -> float:
    before, after = one.before, one.after
    inside = bool(before and before[-1].lower() in _INSIDE)
    score = -3.0 * (one.form in reading.persons and one.code not in reading.sure_codes and not inside)
    score -= 2.0 * bool(AGED.match(one.text, one.end))
    score -= 1.5 * one.text.startswith((", who ", ", whose "), one.end)
    score -= 3.0 * bool(after and after[0] in words("verbs of persons") and not inside)
    score -= 1.2 * bool(after and after[0] in words("verbs of speech"))
    score -= 0.7 * min(2, sum(word in words("signs of a person") for word in _CLAUSE.findall(_around(one))))
    score += 1.5 * (inside and "place" not in ambiguity.others)
    return score - 0.8 * bool(one.kind != "capital" and _PRONOUN.match(one.text, one.end))


def _around(one: Candidate) -> str:
    return one.text[max(0, one.start - _REACH) : one.end + _REACH]


def _is_month(one: Candidate) -> bool:
    """Tell whether May is the month: in May, May 2017, 3 May."""
    before, after = one.before, one.after
    return bool(
        (before and (before[-1].lower() in _MONTH_BEFORE or before[-1].isdigit())) or (after and after[0][:1].isdigit())
    )


def _is_kin(one: Candidate) -> bool:
    """Tell whether a leader is named for the sake of a relative: Boris Johnson's sister."""
    return bool(_KIN.match(one.text, one.end))


def _is_elsewhere(one: Candidate, other: Candidate) -> bool:
    """Tell whether a capital is a town of another state that is named after it: Tripoli, Lebanon."""
    if one.kind != "capital" or other.kind != "name" or one.code == other.code:
        return False
    if one.text[one.end : other.start] == ", " and one.text[other.end : other.end + 1] in {",", "'"}:
        return True
    city = _CITY_OF.match(one.text, one.end)
    return city is not None and city.start(1) == other.start


def _is_language(one: Candidate) -> bool:
    """Tell whether an adjective without a noun is a language, as words near it say: languages, translated, fluent."""
    if one.kind != "adjective" or one.form.endswith("s") or one.form in _names():
        return False
    if (listed := LISTED_WITH.match(one.text, one.end)) and listed[1] in words("language nouns"):
        return True
    if one.text.startswith("-to-", one.end) or one.text.endswith("-to-", 0, one.start):
        return True
    before, ahead = one.before, one.text[max(0, one.start - _REACH) : one.start]
    if _TEXT_IN.search(ahead) and one.after and one.after[0].endswith(("ed", "es")):
        return True  # subtitles in Korean appeared
    if not ends_phrase(one) and not one.text.startswith((" first and ", " first, "), one.end):
        return False
    if (before and before[-1].lower() in _ARTICLES) or one.text[one.end : one.end + 2] == "'s":
        return False
    if listed := _LISTED.search(ahead):
        ahead = ahead[: listed.start()]
    if _IN_TONGUE.search(ahead) or (_OWNED.search(ahead) and one.text[one.end : one.end + 1] != ","):
        return True
    if _BEING.intersection(before):
        return False
    return bool(_LANGUAGE.search(_around(one)) or _TONGUE.search(ahead))


def _is_lineage(one: Candidate) -> bool:
    """Tell whether an adjective opens a list of descents: of Cuban, Mexican or other origin."""
    return one.kind in {"adjective", "people"} and _LINEAGE.match(one.text, one.end) is not None


def _is_descent(one: Candidate, other: Candidate) -> bool:
    """Tell whether two forms name people by descent: Irish Americans, an Iranian-American writer, Bosnian Serbs."""
    if other.start - one.end != 1 or one.text[one.end] not in " -" or one.code == other.code:
        return False
    if other.kind not in {"people", "adjective"} or one.kind not in {"people", "adjective"}:
        return False
    if other.form.endswith("s") and other.kind == "people":
        return True
    after = other.after
    if after and after[0].lower() in words("relations"):
        return False
    if one.text[one.end] == " " and one.kind == other.kind == "adjective":
        return True
    return other.code in _SETTLED or bool(after and after[0].lower() in words("persons"))
