"""This file reads the words beside a span of folded text, and tells what they make of it."""

import re
from functools import cache

from rhetor.lexicons import starters, words
from rhetor.states.aliases import (
    PHRASE_END,
    Kind,
    Words,
    context_abbreviations,
    context_neighbours,
    load_contexts,
    load_states,
    surnames,
)

NEXT_WORD = re.compile(r"(?:,? |-)([\w'&.]+)")
_REACH = 48  # characters; enough for three words
_SHORT = 3  # letters of a word that titles write without a capital
_LINE = 120  # characters of a headline
_WORDS = 3
_OPENING = "\"'“”("
_WORD = re.compile(r"[\w'&.]*\w[\w'&]*\.?")
HONORIFICS = frozenset({"Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr."})  # also before a leader's name
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_JOINTS = frozenset({" ", "-"})
_CAPITAL_NEXT = re.compile(r" ['\"“”(]*[^\W\d_a-z]")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+")
_ABBREVIATED = frozenset(
    {"St.", "Mt.", "Ft.", "No.", "vs.", "Pres.", "Min.", "Amb.", "Maj.", "Cmdr.", "Atty.", "Univ."}
)
_NAME_RUN = re.compile(r"(?: (?:[A-Z][\w'.-]*|of|for|and|&)){1,5}")
_LED_TO = re.compile(r"((?:[A-Z][\w'-]* )+)(?:of|for|on) (?:[Aa] |the )?((?:[A-Z][\w'-]* (?:and |& )?(?:the )?){0,4})$")
_WORK = re.compile(
    r"\b(?:memoirs?|autobiography|biography|book|novel|novella|poem|essay|play|musical|opera|film|movie|thriller|comedy"
    r"|sitcom|drama|documentary|series|show|song|single|ballad|anthem|album|record|podcast|painting|exhibition|magazine"
    r"|titled|entitled|headlined|called|bestseller|best-seller|hit),? (?:[\"“]|')((?:[\w'-]+ )*)$"
)
_LEADS = tuple(f" {word} {article}" for word in ("of", "for", "on", "and", "&") for article in ("", "the ", "a "))
_QUOTE_END = re.compile(r"((?: [\w'-]{1,30}){0,8})[,.]?[\"”']")
_DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,20})? ?\((?:[A-Z]{2,}|Reuters|Bloomberg|Xinhua|Kyodo)\b[^)]{0,20}\)")
LISTED_WITH = re.compile(r"(?:,? and [A-Z][a-z]+|,? or [A-Z][a-z]+|, [A-Z][a-z]+){1,6} ([a-z]+)")
AGED = re.compile(r", \d\d?,")
_AGED_NAME = re.compile(r" [A-Z][\w'-]+, \d\d?,")
_ORDINARY_ENDINGS = ("ly", "ing", "ed", "ists", "ers")


@cache
def _after_phrase() -> frozenset[str]:
    return words("function words") | {"and", "or"}


class Place:
    """A span [start, end) of a folded text, and the words beside it, which are worked out once and when needed.

    `form` is what stands there; `kind` what a finder takes it for.
    """

    __slots__ = ("_after", "_before", "end", "form", "kind", "start", "text")

    def __init__(self, text: str, start: int, end: int, kind: Kind) -> None:
        self.text, self.start, self.end, self.kind = text, start, end, kind
        self.form = text[start:end]
        self._before: Words | None = None
        self._after: Words | None = None

    @property
    def before(self) -> Words:
        """Return up to three words that lead up to it with nothing but spaces and hyphens between."""
        if self._before is None:
            self._before = words_before(self.text, self.start)
        return self._before

    @property
    def after(self) -> Words:
        """Return up to three words after it, a comma being one; what follows any other stop is not read."""
        if self._after is None:
            self._after = words_after(self.text, self.end)
        return self._after


def words_before(text: str, start: int) -> Words:
    """Return up to three words that lead up to a place with nothing but spaces and hyphens between."""
    if text[start - 1 : start] not in _JOINTS:
        return ()
    chunk = text[max(0, start - _REACH) : start].replace("-", " ").replace("\n", " \n ").split(" ")
    found: list[str] = []
    for word in (one.lstrip(_OPENING) for one in reversed(chunk[:-1])):
        ends_sentence = word.endswith(".") and not _is_abbreviation(word)
        if len(found) == _WORDS or ends_sentence or not _WORD.fullmatch(word):
            break
        found.append(word)
    return tuple(reversed(found))


def _is_abbreviation(word: str) -> bool:
    return bool(_INITIALS.fullmatch(word)) or word in words("titles of persons") or word in _ABBREVIATED


def words_after(text: str, end: int) -> Words:
    """Return up to three words after a place, a comma being one; what follows any other stop is not read."""
    rest = text[end : end + _REACH].partition("\n")[0].replace(",", " , ", 1)
    if rest[:1] == "-":
        rest = " " + rest[1:]
    if rest[:1] != " " or rest[:2] == "  " or rest.lstrip()[:1] in "-–—":
        return ()
    if "-" in rest:
        rest = _HYPHEN.sub(" ", rest)
    found: list[str] = []
    for word in rest.split(None, _WORDS)[:_WORDS]:
        if word == ",":
            found.append(word)
            continue
        bare = word.strip("\"'”“)").removesuffix("'s")
        if not _WORD.fullmatch(bare.rstrip(",.;:!?")):
            break
        found.append(bare.rstrip(",;:!?"))
        if bare[-1:] in ".;:!?" and bare.lower() not in context_abbreviations():
            found[-1] = found[-1].rstrip(".")
            break
    return tuple(found)


def is_shouted(place: Place) -> bool:
    """Tell whether what stands around a span in its line is all in capitals."""
    before = place.text[max(0, place.start - _REACH) : place.start].rpartition("\n")[2]
    after = place.text[place.end : place.end + _REACH].partition("\n")[0]
    return (before + after).isupper()


def is_headed(place: Place) -> bool:
    """Tell whether US among capitals is the state: it opens the line, or an article or hyphen stands beside it."""
    before = place.text[max(0, place.start - _REACH) : place.start].rpartition("\n")[2].rstrip()
    return not before or before.endswith(("THE", ".", ":", ",")) or place.text[place.end : place.end + 1] == "-"


def is_swallowed(place: Place) -> bool:
    """Tell whether contexts.tsv says that the words beside a form of a kind make it something else."""
    patterns = _patterns_beside(place)
    if not patterns:
        return False
    before, after = place.before, place.after
    lower_before, lower_after = tuple(map(str.lower, before)), tuple(map(str.lower, after))
    for pattern in patterns:
        first, last = len(before) - len(pattern[0]), len(pattern[1])
        if first < 0 or lower_before[first:] != pattern[0]:
            continue
        follows = ends_phrase(place) if pattern[1] == (PHRASE_END,) else lower_after[:last] == pattern[1]
        if follows and _holds(load_contexts()[pattern], place.kind, before[first:], after[:last]):
            return True
    return False


def is_in_organisation(place: Place) -> bool:
    """Tell whether a form is part of an organisation's name, or of a work's after a word such as film.

    Kenyan Wildlife Trust, Concerned Women for America, Unicef UK, the memoir "An American Son"; in headlines, where
    all words have capitals, nothing tells.
    """
    named = _heads_organisation(place) or _ends_organisation(place) or _is_in_title_of_work(place)
    return named and not _is_title_case(place)


def _heads_organisation(place: Place) -> bool:
    if not _CAPITAL_NEXT.match(place.text, place.end):
        return False
    run = _NAME_RUN.match(place.text, place.end)
    if not run or not (found := run[0].split()):
        return False
    if found[0] in words("roles of leaders") or is_form(found[0]):
        return False
    return not words("organisations").isdisjoint(found)


def _ends_organisation(place: Place) -> bool:
    text, start = place.text, place.start
    if place.form in {"UK", "USA"} and _has_capital_before(text, start) and text[start - 1] == " ":
        word = place.before[-1] if place.before else ""
        return is_name_part(word) and word not in starters() | {"Team", "Miss", "The"}
    ahead = text[max(0, start - _LINE // 2) : start]
    leads = ahead.endswith(_LEADS) or (ahead[-1:] == " " and ahead[ahead.rfind(" ", 0, -1) + 1 :][:1].isupper())
    if not leads or text.startswith("'s", place.end):
        return False
    led_by = _LED_TO.search(ahead)
    if led_by is None or words("bodies of people").isdisjoint(run := led_by[1].split()):
        return False
    opens = ahead[: led_by.start()].rstrip(" \"'“”(")[-1:] in {"", ".", "!", "?", ":", "\n"}
    return len(run) > 1 or not opens  # Women of Iran, at the start of a sentence, is no name


def _is_in_title_of_work(place: Place) -> bool:
    ahead = place.text[max(0, place.start - _LINE // 2) : place.start]
    if not ('"' in ahead or "“" in ahead or "'" in ahead) or not (before := _WORK.search(ahead)):
        return False
    after = _QUOTE_END.match(place.text, place.end)
    title = before[1].split() + (after[1].split() if after else [])
    return after is not None and all(word[0].isupper() or len(word) <= _SHORT for word in title)


def is_dateline(place: Place) -> bool:
    """Tell whether a capital opens an agency's report: WASHINGTON (AP)."""
    return place.kind == "capital" and _DATELINE.match(place.text, place.end) is not None


def _patterns_beside(place: Place) -> list[tuple[Words, Words]]:
    """Return the patterns of contexts.tsv that have the words right before and after; further ones are not read."""
    text, start = place.text, place.start
    found = NEXT_WORD.match(text, place.end)
    after = found[0].strip(" -").lower().removesuffix("'s") if found else ""
    before = ""
    if text[start - 1 : start] in _JOINTS:
        before = text[max(0, start - _REACH) : start - 1].replace("-", " ").rpartition(" ")[2].lstrip(_OPENING).lower()
    pairs = context_neighbours(place.kind)
    patterns = [*pairs.get(("", after), ()), *pairs.get((before, after), ()), *pairs.get((before, ""), ())]
    if after[-1:] == ".":
        patterns += [*pairs.get(("", after.rstrip(".")), ()), *pairs.get((before, after.rstrip(".")), ())]
    if (before, PHRASE_END) in pairs and (not found or after[:1] == "," or after in _after_phrase()):
        patterns += pairs[before, PHRASE_END]
    return patterns


def _holds(found: dict[tuple[Words, Words], frozenset[str]], kind: Kind, before: Words, after: Words) -> bool:
    """Tell whether a pattern holds for a kind and for words as they are written: in lower case it holds for any."""
    for (pattern_before, pattern_after), kinds in found.items():
        if kind in kinds or "any" in kinds:
            pairs = zip((*pattern_before, *pattern_after), (*before, *after), strict=False)
            if all(pattern in {word, word.lower(), PHRASE_END} or word.isupper() for pattern, word in pairs):
                return True
    return False


def ends_phrase(place: Place) -> bool:
    """Tell whether no noun follows: a stop, a word such as "at", or another language ("in French and English")."""
    if listed := LISTED_WITH.match(place.text, place.end):
        return listed[1] in words("function words")
    after = place.after
    rest = place.text[place.end : place.end + 1]
    if not rest or rest in '.,;:!?)"”\n':
        return True
    if after and after[0] in {"and", "or"}:
        after = after[2:] if after[1:] and after[1][0].isupper() else after
        return not after or after[0] == "," or after[0].lower() in words("function words")
    return bool(after and (after[0] == "," or after[0].lower() in words("function words") or _is_adverb(after[0])))


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word.islower() and word not in words("nouns and adjectives in ly")


def is_in_name(place: Place) -> bool:
    """Tell whether a title, or a capital letter right before or after, makes a form part of a longer name.

    In headlines, where all words have capitals, only common given names and surnames tell.
    """
    if is_named(place):
        return True
    return (_is_led_by_name(place) or _is_followed_by_name(place)) and not _is_title_case(place)


def _is_aged(place: Place) -> bool:
    """Tell whether an age says that two forms are a person's two names: Georgia Holland, 22."""
    if _AGED_NAME.match(place.text, place.end):
        return True
    if place.text[place.start - 1 : place.start] != " " or not AGED.match(place.text, place.end):
        return False
    return bool(place.before) and place.before[-1][0].isupper() and place.before[-1] not in starters()


def is_named(place: Place) -> bool:
    """Tell whether a form is surely part of a person's name.

    A common given name stands before it, a common surname behind one that is a given name, an age behind two names, or
    a title before them.
    """
    text, start, end = place.text, place.start, place.end
    if place.kind in {"adjective", "people"}:
        return bool(AGED.match(text, end)) and bool(place.before) and place.before[-1] in words("given names")
    if place.kind not in {"name", "capital"}:
        return False
    if text[start - 1 : start] == " " and _has_capital_before(text, start) and place.before:
        word = place.before[-1]
        if word.title() in words("given names") and not is_form(word) and not text.startswith("'s", end):
            return True
    if _is_aged(place) or _is_between_title_and_name(place):
        return True
    if place.form.title() not in words("given names"):
        return False
    return (
        _CAPITAL_NEXT.match(text, end) is not None and bool(place.after) and place.after[0].title() in words("surnames")
    )


def _is_between_title_and_name(place: Place) -> bool:
    """Professor Malta Lindqvist."""
    led = place.kind == "name" and place.before and place.before[-1] in words("titles of persons")
    return bool(led) and _is_followed_by_name(place)


def _is_led_by_name(place: Place) -> bool:
    text, start = place.text, place.start
    if not _has_capital_before(text, start) or not place.before:
        return False
    word = place.before[-1]
    if place.kind == "leader" and word in HONORIFICS:
        return place.before[-2:-1] == ("a",)  # a Mr Merkel of Ulm
    if place.kind == "leader" and text[start - 1] == "-" and word in surnames():
        return False  # the Trump-Putin summit
    if word in words("titles of persons") and place.kind != "leader":
        return True
    return (text[start - 1] == " " or place.kind == "leader") and _is_name_before(text, start - len(word) - 1, word)


def _has_capital_before(text: str, start: int) -> bool:
    """Tell quickly whether the word before begins with no small letter; a hyphen or bracket in it is left to others."""
    if text[start - 1 : start] not in _JOINTS:
        return False
    reach = max(0, start - _REACH)
    first = max(text.rfind(" ", reach, start - 1) + 1, text.rfind("\n", reach, start - 1) + 1, reach)
    return "-" in text[first : start - 1] or not text[first].islower()


def _is_followed_by_name(place: Place) -> bool:
    if place.kind in {"adjective", "combining"} or not _CAPITAL_NEXT.match(place.text, place.end) or not place.after:
        return False
    follows = place.after[0].rstrip(".") in words("institutions") or place.after[0] in starters()
    return is_name_part(place.after[0]) and not follows


def ends_name(place: Place) -> bool:
    """Tell whether a state's name is the last word of a longer one inside a sentence: Guardian Australia."""
    text, start = place.text, place.start
    if not _has_capital_before(text, start) or text[start - 1] != " ":
        return False
    if text.startswith("'s", place.end) or place.form.isupper():
        return False
    before = place.before
    if not before or not before[-1][:1].isupper() or before[-1] in words("parts of states") or before[-1].endswith("'"):
        return False
    at = start - len(before[-1]) - 1
    led_by = text[max(0, at - 3) : at].rstrip(" \"'“”(")
    if not led_by or led_by[-1] in ".!?:\n—–-" or not _is_name_before(text, at, before[-1]):
        return False
    return not _is_title_case(place)


def _is_name_before(text: str, place: int, word: str) -> bool:
    if not is_name_part(word) or word in words("roles of leaders") or word in starters():
        return False
    led_by = text[max(0, place - 3) : place].rstrip(" \"'“”(")
    opens = not led_by or led_by[-1] in ".!?:;\n—–-"
    return not (opens and (word.endswith(_ORDINARY_ENDINGS) or word in words("calls")))


def is_name_part(word: str) -> bool:
    """Tell whether a word looks like part of a longer name: a capital letter, and neither a state nor a weekday."""
    bare = word.rstrip(".")
    if word.endswith("'s") or bare in words("calendar") or is_form(word):
        return False
    return word[:1].isupper() and (not word.isupper() or len(bare) == 1)


def is_form(word: str) -> bool:
    """Tell whether a word alone names a state."""
    return word in _forms() or (word.isupper() and word.title() in _forms())


@cache
def _forms() -> frozenset[str]:
    return frozenset(form for state in load_states().values() for form in state.forms)


def _is_title_case(place: Place) -> bool:
    """Tell whether the line around a span is a headline in which most words of four letters or more have capitals."""
    before = place.text[max(0, place.start - _LINE) : place.start].rpartition("\n")[2]
    after = place.text[place.end : place.end + _LINE].partition("\n")[0]
    long = [word[0] for word in (before + place.form + after).split() if len(word) >= 4]
    return len(long) >= 4 and sum(map(str.isupper, long)) > 0.75 * len(long)
