"""This file scores files from the command line: `python -m rhetor FILE...`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from rhetor.errors import ArticleError, RhetorError
from rhetor.release import current_release
from rhetor.report import AttributeScore, Evidence, Report, SentenceScore, StateScore
from rhetor.scorer import Scorer
from rhetor.text.document import Article

_MODELS = Path(__file__).resolve().parent.parent / "models"
_SHOWN = 3  # sentences shown as evidence
_HALF = 6  # characters of half a bar: the table fits 80 columns


def main(arguments: Sequence[str] | None = None) -> int:
    """Score files and print a report of each; return 1 if one could not be scored, 2 if none can be."""
    parser = argparse.ArgumentParser(prog="python -m rhetor", description="Score articles.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a UTF-8 text file; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON, one a line")
    parser.add_argument("--title", help="the article's title, scored as its first sentence")
    parser.add_argument("--date", type=date.fromisoformat, help="when it was published, such as 2026-11-23")
    parser.add_argument("--release", type=Path, help="folder of a release (default: the one in models/current)")
    asked = parser.parse_args(arguments)
    errors = Console(stderr=True)
    try:
        scorer = Scorer.load(asked.release or current_release(_MODELS))
    except RhetorError as error:
        errors.print(f"The release cannot be used: {error}", style="red", markup=False)
        return 2
    return max([_score_file(scorer, name, asked, errors) for name in asked.files])


def _score_file(scorer: Scorer, name: str, asked: argparse.Namespace, errors: Console) -> int:
    try:
        text = _read(name)
        report = scorer.score(Article(text, asked.title, asked.date))
    except (ArticleError, OSError, UnicodeDecodeError) as error:
        errors.print(f"{name}: {error}", style="red", markup=False)
        return 1
    if asked.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 0
    _print_report(Console(), name, report, (asked.title or "", text))
    return 0


def _read(name: str) -> str:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return content.decode("utf-8-sig")


def _print_report(console: Console, name: str, report: Report, texts: tuple[str, str]) -> None:
    facts = report.document
    console.rule(f"[bold]{name}")
    console.print(
        f"{facts.words:,} words, {facts.sentences} sentences, {facts.quoted_share:.0%} quoted speech; "
        f"scored by {report.model.release} in {report.timing_ms:.0f} ms"
    )
    if report.states:
        console.print(_states_table(report.states))
        doubts = [f"{state.name}: {state.reason.replace('_', ' ')}" for state in report.states if state.reason]
        if doubts:
            console.print(f"? {'; '.join(doubts)}", style="dim", highlight=False)
    for attribute, score in report.attributes.items():
        console.print(f"[bold]{attribute:9}[/] {_attribute_line(score)}", highlight=False)
        _print_strongest(console, attribute, report.sentences, texts)
    if report.readability:
        read = report.readability
        console.print(
            f"[bold]reading  [/] grade {read.flesch_kincaid_grade:.1f}, "
            f"{read.words_per_sentence:.1f} words a sentence, "
            f"{read.difficult_word_share:.0%} difficult words",
            highlight=False,
        )


def _states_table(states: Sequence[StateScore]) -> Table:
    table = Table("state", f"-1{'0':^9}+1", "score", "interval", "label", "n", "author", "quoted")
    table.box, table.padding, table.show_edge = SIMPLE_HEAD, (0, 1, 0, 0), False
    for state in states:
        interval = f"{state.interval[0]:+.2f} {state.interval[1]:+.2f}" if state.interval else ""
        voices = (f"{voice.score:+.2f}" if voice.score is not None else "" for voice in (state.author, state.quoted))
        bar, score, count = _bar(state.score), f"{state.score:+.2f}", str(state.mentions)
        table.add_row(state.name, bar, score, interval, state.label or "?", count, *voices)
    for column in table.columns[1:]:
        column.no_wrap = True
    return table


def _bar(score: float) -> str:
    """Draw -1..1 as a bar to the left (red) or right (green) of the middle."""
    filled = round(abs(score) * _HALF)
    left = " " * (_HALF - filled) + "[red]" + "█" * filled + "[/]" if score < 0 else " " * _HALF
    return left + "│" + ("[green]" + "█" * filled + "[/]" if score > 0 else "")


def _attribute_line(score: AttributeScore) -> str:
    interval = f" ({score.interval[0]:.2f} to {score.interval[1]:.2f})" if score.interval else ""
    doubt = f"; in doubt: {score.reason.replace('_', ' ')}" if score.reason else ""
    return f"{score.score:.2f}{interval}, more than {score.percentile} % of the reference articles{doubt}"


def _print_strongest(
    console: Console, attribute: str, sentences: Sequence[SentenceScore], texts: tuple[str, str]
) -> None:
    strongest = sorted(sentences, key=lambda sentence: -sentence.attributes[attribute])[:_SHOWN]
    for sentence in strongest:
        text = " ".join(texts[0 if sentence.title else 1][sentence.start : sentence.end].split())
        cues = _listed([cue for found in sentence.cues.values() for cue in found]) if attribute == "hedging" else ""
        line = f"   {sentence.attributes[attribute]:.2f}  {text}{cues}"
        console.print(line, markup=False, highlight=False, no_wrap=True, overflow="ellipsis")


def _listed(cues: Sequence[Evidence]) -> str:
    return f"  [{', '.join(cue.text for cue in cues)}]" if cues else ""


if __name__ == "__main__":
    sys.exit(main())
