"""This file finds the mentions of states in a document, by their names (scoring/aliases.py) and the context."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.aliases import Kind, fold, load_matcher
from scoring.neighbours import NEXT_WORD, is_form, is_headed, is_shouted, is_swallowed
from scoring.senses import Candidate, decide
from scoring.spans import Span
from scoring.text import Document, Sentence, Voice

_SHORT = 3  # characters of an abbreviation that a word in capitals may be, too
_NO_WORDS = frozenset({"UK", "UAE", "USA", "DPRK", "DRC", "PRC"})
_SIGNS_BEFORE, _SIGNS_AFTER = frozenset("@#/\\_&"), frozenset("@_$")
_TITLE = (
    r"(?:[Pp]resident|[Pp]rime|[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Mm]inister|PM|[Pp]remier|[Cc]hancellor"
    r"|[Ss]upreme|[Ll]eader|[Kk]ing|[Qq]ueen|[Cc]rown|[Pp]rince|[Ee]mir|[Ss]ultan|[Ss]ecretary|[Ss]tate|[Dd]ictator"
    r"|[Ss]trongman|[Rr]uler|[Cc]apital|[Cc]ity|[Tt]aoiseach|[Aa]yatollah|[Gg]eneral|[Mm]arshal|[Dd]eputy|[Vv]ice"
    r"|[Tt]op|[Dd]iplomat|[Aa]cting|[Ii]nterim|[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Dd]r\.?|[Hh]ead|[Gg]overnment|[Mm]onarch)"
)
_OWN_TITLE = re.compile(r"(?:(?:Pope|King|Queen|Sultan|Crown|Prince|Sir|Senior|General|Ayatollah) )*", re.IGNORECASE)
_TITLES_BETWEEN = re.compile(rf"(?:'s?)?,?(?: {_TITLE}(?: of)?)+,? (?:the )?")
_TITLE_AFTER = re.compile(rf" {_TITLE}\b")


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

    What a name means is decided by the article that it stands in. Forms of one state in one noun phrase
    are one mention, from the first to the last ("Israeli Prime Minister Netanyahu").
    """
    titles = [number for number, sentence in enumerate(document.sentences) if sentence.title]
    body = range(len(titles), len(document.sentences))
    found = _find_in(document, document.article.title or "", titles) if titles else []
    return (*found, *_find_in(document, document.article.text, body))


def _find_in(document: Document, text: str, numbers: Sequence[int]) -> list[Mention]:
    starts = [document.sentences[number].span.start for number in numbers]
    date = document.article.date
    mentions = []
    for code, span in find_forms(text, date.year if date else None):
        place = bisect_right(starts, span.start) - 1
        if place < 0:
            continue
        sentence = document.sentences[numbers[place]]
        if span.end > sentence.span.end:
            continue
        voice = _voice_at(document, sentence, span)
        mentions.append(Mention(code, span, text[span.start : span.end], numbers[place], voice))
    return mentions


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
    folded, places = fold(text)
    for code, start, end in _join(decide(folded, list(_candidates(folded, year)))):
        yield code, Span(places[start], places[end - 1] + 1) if places else Span(start, end)


def _candidates(text: str, year: int | None) -> Iterator[Candidate]:
    """Yield what the matcher finds, less what the words beside it rule out."""
    automaton, forms = load_matcher()
    for pattern, start, end in automaton.find_matches_as_indexes(text):
        form = forms[pattern]
        if form.kind == "decoy" or not _stands_alone(text, start, end, form.kind):
            continue
        found = Candidate(text, start, end, form.code, form.kind)
        if form.terms:
            fitting = [one for one in form.terms if (one.known if year is None else one.first <= year <= one.last)]
            if len({one.code for one in fitting}) != 1:
                continue
            found.code, found.names = fitting[0].code, frozenset(one.leader for one in fitting)
            found.famous = any(one.known for one in fitting)
            found.start += len(_OWN_TITLE.match(found.form)[0])  # type: ignore[index]  # it matches nothing, too
        if form.kind in {"organ", "leader", "person"} or not is_swallowed(text, start, end, form.kind):
            yield found


def _stands_alone(text: str, start: int, end: int, kind: Kind) -> bool:
    """Tell whether a match is no part of a word, an address or an amount, and US no word in capitals."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before.isalnum() or before in _SIGNS_BEFORE or after[:1].isalnum() or after[:1] in _SIGNS_AFTER:
        return False
    if after[:1] == "." and after[1:].isalnum() and after[1:].islower():
        return False  # a domain: iran.example
    form = text[start:end]
    if form == "GB" and text[max(0, start - 2) : start].strip()[-1:].isdigit():
        return False
    if kind == "combining":
        other = NEXT_WORD.match(text, end)
        return bool(after[:1] == "-" and other and is_form(other[1]))
    if len(form) <= _SHORT and form.isupper() and form not in _NO_WORDS:
        return not is_shouted(text, start, end) or is_headed(text, start, end)
    return True


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
    if one.code != other.code:
        return False
    gap = one.text[one.end : other.start]
    if gap in {" ", "'s ", "' "} and one.form != other.form:
        return True
    if gap == " (":
        return one.text[other.end : other.end + 1] == ")"
    named = {"adjective", "people", "name"}
    if one.kind in named and other.kind in {"leader", "capital", "organ"}:
        return bool(_TITLES_BETWEEN.fullmatch(gap))
    if one.kind == "leader" and other.kind in named - {"name"}:
        return gap in {", the ", ", "} and bool(_TITLE_AFTER.match(one.text, other.end))
    if one.kind == "leader" and other.kind == "name":
        return gap in {" of ", " of the "}
    return one.kind == "capital" and other.kind == "name" and gap in {", ", " in ", " in the ", ", in "}


def _closed(first: Candidate, last: Candidate) -> int:
    """Return where a mention ends, with the bracket that it opened: "Israel Defense Forces (IDF)"."""
    inside = "(" in first.text[first.start : last.start]
    return last.end + (inside and first.text[last.end : last.end + 1] == ")")
