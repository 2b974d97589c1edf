"""This file reads sentences in which forms are marked, "in [Georgia]", as candidates of the finder."""

import re

from rhetor.states.candidates import Candidate
from rhetor.states.names import Kind, state_forms

_MARK = re.compile(r"\[([^\[\]]+)\]")
_KNOWN = {form: (code, kind) for code, form, kind in state_forms()}


def candidates(marked: str, kind: Kind | None = None) -> list[Candidate]:
    """Return the marked forms, of the state and the kind that states.tsv gives them, or of another kind."""
    text, spans = "", []
    for number, part in enumerate(_MARK.split(marked)):
        if number % 2:
            spans.append((len(text), len(text) + len(part)))
        text += part
    return [_candidate(text, start, end, kind) for start, end in spans]


def _candidate(text: str, start: int, end: int, kind: Kind | None) -> Candidate:
    code, known = _KNOWN.get(text[start:end].title(), _KNOWN.get(text[start:end], ("", "leader")))
    return Candidate(text, start, end, kind or known, code)


def candidate(marked: str, kind: Kind | None = None) -> Candidate:
    """Return the one marked form."""
    (one,) = candidates(marked, kind)
    return one
