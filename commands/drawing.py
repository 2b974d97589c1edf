"""This file draws a report in the terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rhetor.attributes import OF_SENTENCES, Attribute
from rhetor.report import AttributeScore, Evidence, Readability, Report, SentenceScore, StateScore

_SHOWN = 3  # sentences shown as evidence
_HALF = 6  # characters of half a bar: the table fits 80 columns


def draw_report(console: Console, name: str, report: Report, texts: tuple[str, str]) -> None:
    """Print a report under the name of its file; `texts` are title and text of the article."""
    facts = report.document
    console.rule(f"[bold]{escape(name)}")
    console.print(
        f"{facts.words:,} words, {facts.sentences} sentences, {facts.quoted_share:.0%} quoted speech; "
        f"scored by {report.model.release} in {report.timing_ms:.0f} ms"
    )
    if report.states:
        _draw_states(console, report.states)
    for attribute in OF_SENTENCES:
        if score := report.attributes.get(attribute.name):
            console.print(f"[bold]{attribute.name:9}[/] {_attribute_line(score)}", highlight=False)
            _draw_strongest(console, attribute, report.sentences, texts)
    if report.readability:
        console.print(f"[bold]reading  [/] {_reading_line(report.readability)}", highlight=False)


def _draw_states(console: Console, states: Sequence[StateScore]) -> None:
    console.print(_states_table(states))
    doubts = [f"{state.name}: {state.reason.replace('_', ' ')}" for state in states if state.reason]
    if doubts:
        console.print(f"? {'; '.join(doubts)}", style="dim", highlight=False)


def _reading_line(read: Readability) -> str:
    return (
        f"grade {read.flesch_kincaid_grade:.1f}, {read.words_per_sentence:.1f} words a sentence, "
        f"{read.difficult_word_share:.0%} difficult words"
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


def _draw_strongest(
    console: Console, attribute: Attribute, sentences: Sequence[SentenceScore], texts: tuple[str, str]
) -> None:
    strongest = sorted(sentences, key=lambda sentence: -sentence.attributes[attribute.name])[:_SHOWN]
    for sentence in strongest:
        text = " ".join(texts[0 if sentence.title else 1][sentence.start : sentence.end].split())
        cues = _listed(sentence.cues[attribute.cues]) if attribute.cues else ""
        line = f"   {sentence.attributes[attribute.name]:.2f}  {text}{cues}"
        console.print(line, markup=False, highlight=False, no_wrap=True, overflow="ellipsis")


def _listed(cues: Sequence[Evidence]) -> str:
    return f"  [{', '.join(cue.text for cue in cues)}]" if cues else ""
