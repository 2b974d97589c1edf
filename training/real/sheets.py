"""This file writes the sheets that labellers read: passages in random order, with no score and no source on them."""

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rhetor.states import load_states
from training.corpora.pool import Paper, read_pool
from training.files import write_text
from training.real.draw import Drawn, read_drawn
from training.refusals import one_sentence

SIZES = {"mentions": 300, "alarmism": 350, "hedging": 260, "articles": 22}  # passages a sheet
_KEY = re.compile(r"^#+ (\w{8})$", re.MULTILINE)
_AROUND = 240  # characters of the sentence before and after


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences of a paper around a passage, cut where they are long."""

    before: str
    sentence: str
    after: str


def write_sheets(drawn: Sequence[Drawn], papers: Mapping[str, Paper], folder: Path, run: str) -> int:
    """Write the sheets of one run of labellers ("first", "second", "third"): another order, another cut; count them.

    A sheet is `TASK-RUN-NN.txt`; its labeller writes TASK-RUN-NN.tsv into the same folder. What stands on a sheet of
    the run already is left out, so that more can be drawn later.
    """
    folder.mkdir(parents=True, exist_ok=True)
    states = defaultdict(list)
    for one in drawn:
        if one.task == "pairs":
            states[one.article].append(one.state)
    count = 0
    for task, size in SIZES.items():
        before = sorted(folder.glob(f"{task}-{run}-*.txt"))
        known = {key for sheet in before for key in _KEY.findall(sheet.read_text(encoding="utf-8"))}
        passages = sorted((one for one in drawn if one.task == task and one.key not in known), key=lambda one: one.key)
        random.Random(f"{task} {run}").shuffle(passages)  # noqa: S311
        for number, start in enumerate(range(0, len(passages), size), 1 + len(before)):
            sheet = [_shown(one, papers[one.article], states[one.article]) for one in passages[start : start + size]]
            write_text(folder / f"{task}-{run}-{number:02}.txt", "\n".join(sheet))
            count += 1
    return count


def _shown(passage: Drawn, paper: Paper, states: Sequence[str]) -> str:
    if passage.task == "articles":
        names = ", ".join(f"{code} ({load_states()[code].name})" for code in states) or "none"
        text = "\n".join(line for line in paper.text.splitlines() if line.strip())
        return f"##### {passage.key}\nSTATES: {names}\nTITLE: {paper.title}\n{text}\n"
    around = context(passage, paper)
    lines = [f"# {passage.key}", f"S: {_marked(passage, around.sentence)}"]
    if around.before:
        lines.insert(1, f"before: {around.before}")
    if around.after:
        lines.append(f"after: {around.after}")
    return "\n".join(lines) + "\n"


def context(passage: Drawn, paper: Paper) -> Context:
    """Return a passage's sentence and what stands before and after it; before the text stands the title."""
    title, text = _one_line(paper.title), paper.text
    sentence = paper.part(passage.part)[passage.start : passage.end]
    if passage.part == "title":
        return Context("", sentence, _one_line(text[:_AROUND]))
    before = _one_line(text[max(0, passage.start - _AROUND) : passage.start])
    return Context(before or title, sentence, _one_line(text[passage.end : passage.end + _AROUND]))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _marked(passage: Drawn, sentence: str) -> str:
    for number, (start, end, state) in reversed(list(enumerate(passage.mentions, 1))):
        place, stop = start - passage.start, end - passage.start
        sentence = f"{sentence[:place]}[[{number}: {sentence[place:stop]}|{state}]]{sentence[stop:]}"
    return _one_line(sentence)


def main() -> None:
    """Run from the command line: `python -m training.real.sheets FOLDER RUN`, after `training.real.draw`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("run", choices=["first", "second"])
    asked = parser.parse_args()
    with one_sentence():
        papers = {paper.id: paper for paper in read_pool()}
        write_sheets(read_drawn(asked.folder), papers, asked.folder / "sheets", asked.run)


if __name__ == "__main__":
    main()
