"""This file reads what labellers wrote on their sheets, and refuses what answers no passage."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rhetor.spans import Span
from training.corpora.pool import Paper
from training.real.draw import Drawn
from training.refusals import Refused

SIGNS = ("-1", "0", "1", "x")  # of a mention; "x": the words are not that state
_LEVELS = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One thing that labellers judged: a passage (of a mention: with that mention alone), and an answer a run.

    An answer is a sign, a level, "0" or "1"; of hedging the places of the cues in the part, as "12-15 40-51", or "-".
    """

    passage: Drawn
    answers: tuple[str, ...]


def read_answers(
    drawn: Iterable[Drawn], papers: Mapping[str, Paper], folder: Path, runs: Sequence[str]
) -> Iterator[Labelled]:
    """Yield what the labellers of all `runs` answered, "" where one did not; raises Refused at what is no answer."""
    written = {(task, run): _lines(folder, task, run) for task in _READ for run in runs}
    pairs = defaultdict(list)
    for one in drawn:
        if one.task == "pairs":
            pairs[one.article].append(one)
    for one in drawn:
        if one.task == "pairs":
            continue
        lines = [written[one.task, run].get(one.key, "") for run in runs]
        parts = [*_parts(one), *(pairs[one.article] if one.task == "articles" else ())]
        read = [_READ[one.task](one, papers[one.article], parts, line) for line in lines]
        yield from (Labelled(part, tuple(column)) for part, column in zip(parts, zip(*read, strict=True), strict=True))


def _lines(folder: Path, task: str, run: str) -> dict[str, str]:
    files = sorted(folder.glob(f"{task}-{run}-*.tsv"))
    rows = [line.split("\t", 1) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return {row[0].strip(): row[1].strip() for row in rows if len(row) == 2}


def _parts(passage: Drawn) -> list[Drawn]:
    if passage.task != "mentions":
        return [passage]
    return [replace(passage, mentions=(mention,), state=mention[2]) for mention in passage.mentions]


def _signs(passage: Drawn, paper: Paper, parts: Sequence[Drawn], line: str) -> list[str]:
    signs = [word.rstrip("?") for word in line.split()]
    if line and (len(signs) != len(parts) or not set(signs) <= set(SIGNS)):
        raise Refused(f"{passage.key}: {line!r} is not a label for each of {len(parts)} marks; mend the sheet.")
    return signs or [""] * len(parts)


def _sign(passage: Drawn, paper: Paper, parts: Sequence[Drawn], line: str) -> list[str]:
    if line.rstrip("?") not in {"", "0", "1"}:
        raise Refused(f"{passage.key}: {line!r} is neither 0 nor 1; mend the sheet.")
    return [line.rstrip("?")]


def _cues(passage: Drawn, paper: Paper, parts: Sequence[Drawn], line: str) -> list[str]:
    if line in {"", "-"}:
        return [line]
    text, at, places = paper.part(passage.part)[: passage.end], passage.start, []
    for cue in line.split("|"):
        span = _find(text, cue, at) or _find(text, cue, passage.start)
        if span is None:
            raise Refused(f"{passage.key}: {cue.strip()!r} is not in the sentence; mend the sheet.")
        places.append(span)
        at = span.end
    return [" ".join(f"{start}-{end}" for start, end in sorted(set(places)))]


def _find(text: str, cue: str, at: int) -> Span | None:
    """Find the letters of a cue, whatever its gaps and quotation marks look like in the article."""
    pattern = r"\s+".join(re.escape(word) for word in cue.split())
    pattern = re.sub(r"['’‘]", "['’‘]", re.sub(r'["“”]', '["“”]', pattern))
    found = re.compile(pattern).search(text, at) if pattern else None
    return Span(*found.span()) if found else None


def _article(passage: Drawn, paper: Paper, parts: Sequence[Drawn], line: str) -> list[str]:
    if not line:
        return [""] * len(parts)
    level, *rest = (word.rstrip("?") for word in line.split())
    signs = dict(word.split(":", 1) for word in rest if ":" in word)
    wanted = {part.state for part in parts[1:]}
    if level not in _LEVELS or set(signs) != wanted or not set(signs.values()) <= set(SIGNS):
        raise Refused(
            f"{passage.key}: {line!r} is not a level and a label for each of {sorted(wanted)}; mend the sheet."
        )
    return [level, *(signs[part.state] for part in parts[1:])]


_READ = {"mentions": _signs, "alarmism": _sign, "hedging": _cues, "articles": _article}
