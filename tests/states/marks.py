"""This file reads sentences in which states are marked, "[Iran|IR] waits."; they lie beside it, and CODEBOOK.md tells how."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]{2})\]")


def read_marks(marked: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Split a marked sentence into its text and its mentions: start, end and code."""
    text, mentions, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        mentions.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return text + marked[last:], tuple(mentions)
