"""This file finds the mentions of states in a document, by their names (rhetor/states/aliases.py) and the context."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rhetor.lexicons import words
from rhetor.spans import Span
from rhetor.states.aliases import Form, Term, fold, load_ambiguities, load_matcher, load_states, surnames
from rhetor.states.neighbours import NEXT_WORD, is_form, is_headed, is_in_organisation, is_shouted, is_swallowed
from rhetor.states.senses import Candidate, decide, is_beside_capital
from rhetor.text.document import Document, Sentence, Voice

_ASKS = re.compile(
    r"\b(?:JOIN|LEAVE|SAVE|TEACH|TELL|GIVE|HELP|LET|LIKE|ABOUT|CONTACT|FOLLOW|EMAIL|CALL|SEND|SHOW|ASK|TRUST|OF"
    r"|MAKES?) $"
)
_GAP = "\n\n"  # between the title and the text
_ROLE = 24  # characters of an office before a name
_LOWER_WORD = re.compile(r"(?<!['\w])[^\W\d_]+")
_ORDINARY = frozenset(
    {
        "turkey",
        "china",
        "chile",
        "kiwi",
        "polish",
        "chad",
        "guinea",
        "pole",
        "poles",
        "may",
        "trump",
        "bush",
        "brown",
        "major",
    }
)
_AND_ANOTHER = re.compile(r" and (?:the )?[A-Z]")
_LONGEST_GAP = 120  # characters between two forms of one noun phrase
_SHORT = 3  # characters of an abbreviation that a word in capitals may be, too
_NO_WORDS = frozenset({"UK", "UAE", "USA", "DPRK", "DRC", "PRC"})
_OWNERS = frozenset({"name", "capital", "leader"})
_CAPITALIZED = re.compile(r"(?<![/.\w])[A-Z][A-Za-z]+$")
_BREAK = re.compile(r"\W")
_DECOY_END = re.compile(r"(?:e?s|\d+)?(?!\w)")  # also of its plural
_WORD_AFTER_S = re.compile(r"s ([^\W\d_]+)")
_CONTRACTED = re.compile(r"'(?:s|S|ll|d|ve|re|t)\b")
_SHORTEST_OWNER = 4
_PLURAL = frozenset({"America", "Korea", "Congo", "Sudan", "Ireland", "Kremlin", "Timor", "Samoa"})  # the Americas
_BEFORE_PLURAL = frozenset({"the", "two", "both", "these", "those", "all", "many", "other", "three", "several"})
_SIGNS_BEFORE, _SIGNS_AFTER = frozenset("@/\\_&"), frozenset("@_$")
_TITLE = (
    r"(?:[Pp]resident|[Pp]rime|[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Mm]inister|PM|[Pp]remier|[Cc]hancellor"
    r"|[Ss]upreme|[Ll]eader|[Kk]ing|[Qq]ueen|[Cc]rown|[Pp]rince|[Ee]mir|[Ss]ultan|[Ss]ecretary|[Ss]tate|[Dd]ictator"
    r"|[Ss]trongman|[Rr]uler|[Cc]apital|[Cc]ity|[Tt]aoiseach|[Aa]yatollah|[Gg]eneral|[Mm]arshal|[Dd]eputy|[Vv]ice"
    r"|[Tt]op|[Dd]iplomat|[Aa]cting|[Ii]nterim|Sir|Dame|Captain|Colonel|[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Dd]r\.?|[Hh]ead"
    r"|[Gg]overnment|[Mm]onarch)"
)
_OWN_TITLE = re.compile(r"(?:(?:Pope|King|Queen|Sultan|Crown|Prince|Sir|Senior|General|Ayatollah) )*", re.IGNORECASE)
_BODY = r"(?:parliament|legislature|assembly|house|chamber|palace|agency|service|force|guard|bank|residence)"
_EPITHET = (
    r"(?:the|own|first|second|third|new|newly|current|only|woman|female|elected|re-elected|embattled|veteran|ailing|aging"
    r"|ageing|powerful|populist|nationalist|conservative|liberal|socialist|communist|authoritarian|incoming|outgoing"
    r"|caretaker|leftist|rightist|military|junta|billionaire|longtime|youngest|oldest|unelected|de facto"
    r"|ultraconservative|\w+-\w+) "
)
_TITLES_BETWEEN = re.compile(rf"(?:'s?)?(?:,? (?:{_EPITHET}){{0,3}}{_TITLE}(?: of)?)+,? (?:the )?")
_ORGAN = (
    r"(?:(?:Supreme|Constitutional|High) Court|Senate|House(?: of (?:Representatives|Commons|Lords))?|Congress"
    r"|Parliament|National Assembly|Navy|Army|Air Force|Armed Forces|Defen[cs]e Forces?|Marine Corps|Coast ?[Gg]uard"
    r"|National Guard|(?:Border|Federal|National) Police|Police|Treasury|Embassy|Consulate|(?:[A-Z][a-z]+ )?Ministry"
    r"|(?:Ministry|Department) of [A-Z][a-z]+(?: Affairs)?|(?:State|Justice|Treasury|Defen[cs]e) Department)"
    r"\b(?! (?:[A-Z]|of\b))"
)
_ORGAN_AFTER = re.compile(rf" (?:National |Royal |People's |Federal )?{_ORGAN}")
_BODY_BETWEEN = re.compile(rf"(?:'s?)? (?:[a-z-]+ ){{0,2}}{_BODY},? (?:the )?")
_TITLE_AFTER = re.compile(rf"(?:'s? (?:[\w-]+ ){{0,3}}?| (?:(?!and |or )[a-z-]+ ){{0,2}}?){_TITLE}\b")
_CAPITAL_AFTER = re.compile(r" (?:[a-z]+ )?capital\b")
_CAPITAL_OF = re.compile(r",? (?:the )?(?:[a-z]+ )?capital(?: city)? of (?:the )?")
_OTHER_NAME = re.compile(
    r",? (?:(?:often|sometimes|still|long|until recently) ){0,2}"
    r"(?:(?:also|formerly|once|previously|officially|now|or|better)(?: officially)?(?: known as| called| named)?"
    r"|called|known as|a\.?k\.?a\.?) (?:the )?"
)
_ROLE_BEFORE = re.compile(
    r"\b([Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Ff]oreign [Mm]inister|[Ff]oreign [Ss]ecretary"
    r"|[Ss]ecretary of [Ss]tate|[Tt]aoiseach|[Ss]upreme [Ll]eader|[Tt]op diplomat),? $"
)
_GOVERNING = frozenset({"prime minister", "premier", "chancellor", "taoiseach", "chief adviser", "state counsellor"})
_FOREIGN = frozenset({"foreign minister", "foreign secretary", "secretary of state", "state counsellor"})
_RULING = frozenset({"president", "leader", "paramount leader", "chairman", "general secretary"})
_TITLED = {  # which offices of leaders.tsv a title may mean; after a change of office news mixes some of them
    "president": _RULING,
    "prime minister": _GOVERNING,
    "premier": _GOVERNING,
    "chancellor": frozenset({"chancellor"}),
    "taoiseach": frozenset({"taoiseach"}),
    "supreme leader": frozenset({"supreme leader", "leader"}),
} | dict.fromkeys(("foreign minister", "foreign secretary", "secretary of state", "top diplomat"), _FOREIGN)
_GOVERNMENT_AFTER = re.compile(r"(?:'s? (?:[a-z-]+ ){0,2}?| )(?:government|regime|cabinet|junta|administration)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to a state, in the sentence numbered `sentence` of its document."""

    state: str
    span: Span
    text: str
    sentence: int
    voice: Voice


def find_mentions(document: Document) -> tuple[Mention, ...]:
    """Find the mentions of states, in order of place, the title's first; they never overlap.

    What a name means is decided by the article that it stands in, title and text together. Forms of one state in one
    noun phrase are one mention, from the first to the last ("Israeli Prime Minister Netanyahu").
    """
    title, text, date = document.article.title or "", document.article.text, document.article.date
    titles = [number for number, sentence in enumerate(document.sentences) if sentence.title]
    body = range(len(titles), len(document.sentences))
    shift = len(title) + len(_GAP) if titles else 0
    forms = list(find_forms(title + _GAP + text if titles else text, date.year if date else None))
    ahead = [(code, span) for code, span in forms if span.end <= len(title)] if titles else []
    behind = [(code, Span(span.start - shift, span.end - shift)) for code, span in forms if span.start >= shift]
    return (*_place(document, title, titles, ahead), *_place(document, text, body, behind))


def _place(
    document: Document, text: str, numbers: Sequence[int], forms: Iterable[tuple[str, Span]]
) -> Iterator[Mention]:
    """Yield the forms that lie within one of some sentences as mentions in it."""
    starts = [document.sentences[number].span.start for number in numbers]
    for code, span in forms:
        place = bisect_right(starts, span.start) - 1
        if place < 0:
            continue
        sentence = document.sentences[numbers[place]]
        if span.end > sentence.span.end:
            continue
        voice = _voice_at(document, sentence, span)
        yield Mention(code, span, text[span.start : span.end], numbers[place], voice)


def _voice_at(document: Document, sentence: Sentence, span: Span) -> Voice:
    if sentence.title:
        return "author"
    place = bisect_right(document.quotes, span.start, key=lambda quote: quote.start) - 1
    return "quoted" if place >= 0 and span.end <= document.quotes[place].end else "author"


def find_forms(text: str, year: int | None = None) -> Iterator[tuple[str, Span]]:
    """Yield (code, span) of every mention of a state in a text, in order, not overlapping.

    The longest form wins; a decoy ("New Mexico") swallows the state's name inside it. Matching heeds case,
    but not diacritics or the kind of apostrophe; names in capitals count too. A leader counts in the years
    of the office where the text's year is given, else where all know who it is.
    """
    folded, marks = fold(text)
    folded = _with_capitals(folded)
    for code, start, end in _join(decide(folded, list(_candidates(folded, year)))):
        last = end + bisect_right(marks, end - 1)
        while marks and last < len(text) and unicodedata.combining(text[last]):
            last += 1  # an accent of its own on the last letter
        yield code, Span(start + bisect_right(marks, start), last)


def _with_capitals(text: str) -> str:
    """Give the words of lines that have no capital at all a capital each: without one no name is found."""
    lines = text.split("\n")
    if not any(map(str.islower, lines)):
        return text
    return "\n".join(_LOWER_WORD.sub(_capital, line) if line.islower() else line for line in lines)


def _capital(word: re.Match[str]) -> str:
    if word[0].upper() in _NO_WORDS:
        return word[0].upper()
    raised = word[0][0].upper() + word[0][1:]
    return word[0] if word[0] in _ORDINARY or len(raised) != len(word[0]) else raised


def _candidates(text: str, year: int | None) -> Iterator[Candidate]:
    """Yield what the matcher finds, less what the words beside it rule out."""
    for form, start, end in _matches(text):
        found = Candidate(text, start, end, form.kind, form.code)
        if not _stands_alone(found):
            continue
        if form.terms:
            if _name_leader(found, form.terms, year):
                yield found
        elif form.kind in {"organ", "person"} or is_beside_capital(found) or not _is_something_else(found):
            yield found


def _matches(text: str) -> Iterator[tuple[Form, int, int]]:
    """Yield the longest forms and persons; a decoy hides what lies in it, but not where it ends inside a word."""
    automaton, forms = load_matcher()
    inner, known = load_matcher(decoys=False)
    for pattern, start, end in automaton.find_matches_as_indexes(text):
        form = forms[pattern]
        if form.kind in {"decoy", "person"} and not _DECOY_END.match(text, end):
            within = inner.find_matches_as_indexes(text[start:end])
            found = ((known[number], start + first, start + last) for number, first, last in within)
            yield from (one for one in found if one[0].kind != "decoy")
        elif form.kind != "decoy":
            yield form, start, end


def _is_something_else(found: Candidate) -> bool:
    return is_swallowed(found) or is_in_organisation(found)


def _name_leader(found: Candidate, terms: Sequence[Term], year: int | None) -> bool:
    """Tell whether one state's leaders of that name may be meant, and note whom and which state the name means."""
    offices = _offices_before(found)
    found.titled = bool(offices) or _is_governing(found) or any(_is_of_state(found, term) for term in terms)
    if offices and found.form in surnames() and found.text[found.start - 2] != ",":
        terms = [term for term in terms if term.office in offices or term.famous]
    serving = [term for term in terms if (term.first <= year <= term.last if year else found.titled or term.undated)]
    if len({term.code for term in serving}) != 1:
        serving = [term for term in serving if term.famous]
    if len({term.code for term in serving}) != 1:
        return False
    found.code, found.names = serving[0].code, frozenset(term.leader for term in serving)
    found.famous = any(term.famous for term in serving)
    found.start += len(_OWN_TITLE.match(found.form)[0])  # type: ignore[index]  # it matches nothing, too
    found.form = found.text[found.start : found.end]
    return True


def _offices_before(found: Candidate) -> frozenset[str]:
    """Return the offices (of leaders.tsv) that the title before a leader's name may mean; none where there is none."""
    before = _ROLE_BEFORE.search(found.text, max(0, found.start - _ROLE), found.start)
    return _TITLED[before[1].lower()] if before else frozenset()


def _is_governing(found: Candidate) -> bool:
    return _GOVERNMENT_AFTER.match(found.text, found.end) is not None


def _is_of_state(found: Candidate, term: Term) -> bool:
    name = load_states()[term.code].name
    return found.text.startswith((f" of {name}", f" of the {name}"), found.end)


def _stands_alone(found: Candidate) -> bool:
    """Tell whether a match is no part of a word, an address or an amount, and US no word in capitals."""
    text, start, end, form = found.text, found.start, found.end, found.form
    if not _is_whole(found):
        return False
    if form == "GB" and text[max(0, start - 2) : start].strip()[-1:].isdigit():
        return False
    if found.kind == "combining":
        other = NEXT_WORD.match(text, end)
        return bool(text[end : end + 1] == "-" and other and is_form(other[1]))
    if form == "US" and _ASKS.search(text[max(0, start - 12) : start]):
        return False
    if len(form) <= _SHORT and form.isupper() and form not in _NO_WORDS:
        return form == "US" or not is_shouted(found) or is_headed(found)
    return True


def _is_whole(found: Candidate) -> bool:
    """Tell whether a match is no part of a longer word, a handle, a path or a domain."""
    text, start, end = found.text, found.start, found.end
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before.isalnum() or after[:1] in _SIGNS_AFTER or (after[:1].isalnum() and not _has_bare_genitive(found)):
        return False
    if before in _SIGNS_BEFORE and not (before == "/" and _CAPITALIZED.search(text[max(0, start - 30) : start - 1])):
        return False  # but Trump/Putin
    if after[:1] == "'" and after[1:].isalpha() and not _CONTRACTED.match(text, end):
        return False  # Xi'an
    if after[:1] == "/" and after[1:].isupper() and not _is_name(_BREAK.split(text[end + 1 : end + 30])[0]):
        return False  # Dublin/Pleasanton, but Russia/Ukraine
    return not (after[:1] == "." and after[1:].isalnum() and after[1:].islower())  # a domain: iran.example


def _is_name(word: str) -> bool:
    return is_form(word) or word in surnames()


def _has_bare_genitive(found: Candidate) -> bool:
    """Tell whether a name ends in a genitive whose apostrophe is lost, as in badly decoded news: Egypts army."""
    if (
        found.kind not in _OWNERS
        or len(found.form) < _SHORTEST_OWNER
        or found.form in _PLURAL
        or found.form in load_ambiguities()
    ):
        return False
    after = _WORD_AFTER_S.match(found.text, found.end)
    if not after or (found.before and found.before[-1].lower() in _BEFORE_PLURAL):
        return False
    return found.form not in surnames() or (after[1].islower() and after[1] not in words("function words"))


def _join(found: Iterable[Candidate]) -> Iterator[tuple[str, int, int]]:
    """Yield (code, start, end), the forms of one state in one noun phrase as one."""
    first = last = None
    for one in found:
        if first and last and _is_one_phrase(last, one):
            last = one
            continue
        if first and last:
            yield first.code, first.start, _closed(first, last)
        first = last = one
    if first and last:
        yield first.code, first.start, _closed(first, last)


def _is_one_phrase(one: Candidate, other: Candidate) -> bool:
    """Tell whether two forms name one state in one noun phrase, apposition included."""
    if one.code != other.code or other.start - one.end > _LONGEST_GAP:
        return False
    gap = one.text[one.end : other.start]
    if gap in {" ", "'s ", "' ", "'S ", "-born ", "-based "} and one.form != other.form:
        return True
    if gap == " (":
        return one.text[other.end : other.end + 1] == ")"
    match one.kind, other.kind:
        case (("adjective" | "people" | "name"), ("leader" | "capital" | "organ")):
            return _leads_to(one, other, gap)
        case "name", "name":
            return one.form != other.form and bool(_OTHER_NAME.fullmatch(gap))
        case "leader", ("adjective" | "people" | "name"):
            titled = gap in {", the ", ", "} and _TITLE_AFTER.match(one.text, other.end)
            return bool(titled) or (other.kind != "people" and gap in {" of ", " of the "})
        case "capital", _ if gap in {", ", ", the "} and is_beside_capital(other):
            return not _AND_ANOTHER.match(one.text, other.end)  # In Moscow, Russia and China signed it
        case "capital", "name":
            return gap in {" in ", " in the ", ", in "} or bool(_CAPITAL_OF.fullmatch(gap))
        case "capital", "adjective" | "people" | "name":
            return gap == ", the " and bool(_CAPITAL_AFTER.match(one.text, other.end))
    return False


def _leads_to(one: Candidate, other: Candidate, gap: str) -> bool:
    """Tell whether titles alone stand between a state and its leader, capital or organ."""
    if one.kind == "name" and gap[:1] == ",":
        return False  # In France, President Macron spoke
    return bool(_TITLES_BETWEEN.fullmatch(gap) or (other.kind == "organ" and _BODY_BETWEEN.fullmatch(gap)))


def _closed(first: Candidate, last: Candidate) -> int:
    """Return where a mention ends: behind the bracket that it opened, or the organ of the state that it begins.

    "Israel Defense Forces (IDF)", "US Navy", "French Senate".
    """
    if last.kind in {"name", "adjective"} and (organ := _ORGAN_AFTER.match(last.text, last.end)):
        return organ.end()
    inside = "(" in first.text[first.start : last.start]
    return last.end + (inside and first.text[last.end : last.end + 1] == ")")
