"""This file is `rhetor score`: files in; a report for people, or rows for programs, out."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from rich.console import Console

from rhetor.errors import ArticleError, RhetorError
from rhetor.report import Report
from rhetor.rows import ARTICLE_COLUMNS, STATE_COLUMNS, side_by_side
from rhetor.scorer import Scorer
from rhetor.text.document import Article

from .drawing import draw_report

_ABOUT = ("file", "title", "date")
_Output = Callable[[str, Article, Report], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add files, form, and what is known about the articles."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a UTF-8 text file; - reads standard input")
    form = parser.add_mutually_exclusive_group()
    for name, (told, printer) in _FORMS.items():
        form.add_argument(f"--{name}", dest="form", action="store_const", const=printer, help=told)
    parser.add_argument("--title", help="the article's title, scored as its first sentence; with one FILE alone")
    parser.add_argument("--date", type=_day, help="when it was published, such as 2026-11-23")
    parser.add_argument("--release", type=Path, help="folder of a release (default: the one that came with the code)")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no date; write it as 2026-11-23") from error


def run(asked: argparse.Namespace) -> int:
    """Score files and print a report of each; return 1 if one could not be scored, 2 if none can be."""
    errors = Console(stderr=True)
    if asked.title is not None and len(asked.files) > 1:
        errors.print("--title is of one article; give one FILE.", style="red")
        return 2
    try:
        scorer = Scorer.load(asked.release)
    except RhetorError as error:
        errors.print(f"The release cannot be used: {error}", style="red", markup=False, soft_wrap=True)
        return 2
    out = _output(asked)
    return max([_score_file(scorer, name, asked, out, errors) for name in asked.files])


def _score_file(scorer: Scorer, name: str, asked: argparse.Namespace, out: _Output, errors: Console) -> int:
    try:
        article = Article(_read(name), asked.title, asked.date)
        report = scorer.score(article)
    except (ArticleError, OSError, UnicodeDecodeError) as error:
        errors.print(f"{name}: {_reason(error)}", style="red", markup=False, soft_wrap=True)
        return 1
    out(name, article, report)
    return 0


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "This is not text in UTF-8; save it as UTF-8."
    return str(error.strerror) if isinstance(error, OSError) else str(error)


def _read(name: str) -> str:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return content.decode("utf-8-sig")


# --- what prints a report


def _output(asked: argparse.Namespace) -> _Output:
    if asked.form is None:
        console = Console()
        return lambda name, article, report: draw_report(console, name, report, (article.title or "", article.text))
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name goes out as it came in, whatever its bytes
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    output: _Output = asked.form()
    return output


def _json() -> _Output:
    def print_json(name: str, article: Article, report: Report) -> None:
        print(json.dumps({"file": name} | report.as_dict(), ensure_ascii=False))

    return print_json


def _csv() -> _Output:
    table = csv.DictWriter(sys.stdout, (*_ABOUT, *STATE_COLUMNS, *ARTICLE_COLUMNS), lineterminator="\n")
    table.writeheader()

    def print_rows(name: str, article: Article, report: Report) -> None:
        day = article.date.isoformat() if article.date else None
        table.writerows(side_by_side(report, {"file": name, "title": article.title, "date": day}))

    return print_rows


# the forms for programs: by option, its help, and what makes what prints a report
_FORMS: Mapping[str, tuple[str, Callable[[], _Output]]] = {
    "json": ("print the reports as JSON, one a line, each with its `file`", _json),
    "csv": ("print a table: a row for each article and state", _csv),
}
