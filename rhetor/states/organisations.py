"""This file tells whether a form is part of the name of an organisation or the title of a work."""

import re

from rhetor.lexicons import regex, starters, words
from rhetor.states.candidates import Candidate
from rhetor.states.names import is_form, is_name_part
from rhetor.states.neighbours import CAPITAL_NEXT, LINE, has_capital_before, is_title_case
from rhetor.states.offices import role_words

_ABBREVIATED = frozenset({"UK", "USA"})  # end names of branches: Unicef UK
_NAME_RUN = re.compile(r"(?: (?:[A-Z][\w'.-]*|of|for|and|&)){1,5}")
_LED_TO = re.compile(r"((?:[A-Z][\w'-]* )+)(?:of|for|on) (?:[Aa] |the )?((?:[A-Z][\w'-]* (?:and |& )?(?:the )?){0,4})$")
_LEADS = tuple(f" {word} {article}" for word in ("of", "for", "on", "and", "&") for article in ("", "the ", "a "))
_WORK = r"\b{works},? (?:[\"“]|')((?:[\w'-]+ )*)$"
_QUOTE_END = re.compile(r"((?: [\w'-]{1,30}){0,8})[,.]?[\"”']")
_SHORT = 3  # letters of a word that titles write without a capital


def is_in_organisation(one: Candidate) -> bool:
    """Tell whether a form is part of an organisation's name, or of a work's after a word such as film.

    Kenyan Wildlife Trust, Concerned Women for America, Unicef UK, the memoir "An American Son"; in headlines, where
    all words have capitals, nothing tells.
    """
    named = _heads_organisation(one) or _ends_organisation(one) or _is_in_title_of_work(one)
    return named and not is_title_case(one.text, one.start, one.end)


def _heads_organisation(one: Candidate) -> bool:
    if not CAPITAL_NEXT.match(one.text, one.end):
        return False
    run = _NAME_RUN.match(one.text, one.end)
    if not run or not (found := run[0].split()):
        return False
    if found[0] in role_words() or is_form(found[0]):
        return False
    return not words("organisations").isdisjoint(found)


def _ends_organisation(one: Candidate) -> bool:
    text, start = one.text, one.start
    if one.form in _ABBREVIATED and has_capital_before(text, start) and text[start - 1] == " ":
        word = one.last_before
        return is_name_part(word) and word not in starters() and word not in words("no members of names")
    ahead = one.ahead(LINE // 2)
    leads = ahead.endswith(_LEADS) or (ahead[-1:] == " " and ahead[ahead.rfind(" ", 0, -1) + 1 :][:1].isupper())
    if not leads or text.startswith("'s", one.end):
        return False
    led_by = _LED_TO.search(ahead)
    if led_by is None or words("bodies of people").isdisjoint(run := led_by[1].split()):
        return False
    opens = ahead[: led_by.start()].rstrip(" \"'“”(")[-1:] in {"", ".", "!", "?", ":", "\n"}
    return len(run) > 1 or not opens  # Women of Iran, at the start of a sentence, is no name


def _is_in_title_of_work(one: Candidate) -> bool:
    ahead = one.ahead(LINE // 2)
    if not ('"' in ahead or "“" in ahead or "'" in ahead) or not (before := regex(_WORK).search(ahead)):
        return False
    after = _QUOTE_END.match(one.text, one.end)
    title = before[1].split() + (after[1].split() if after else [])
    return after is not None and all(word[0].isupper() or len(word) <= _SHORT for word in title)
