"""This file extracts the article of a web page, in a process of its own that can be stopped."""

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from rhetor.errors import OutOfTime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PACKAGE = str(__package__)
_ROOT = Path(__file__).resolve().parents[_PACKAGE.count(".") + 1]  # where Python finds this package
_COMMAND = (sys.executable, "-m", f"{_PACKAGE}.extract")


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a web page; title and date where they were found."""

    text: str
    title: str | None
    date: str | None

    def fields(self) -> dict[str, str]:
        """Return the article as the fields of a request."""
        found = {"text": self.text, "title": self.title, "date": self.date}
        return {name: value for name, value in found.items() if value}


class Extractor:
    """Runs trafilatura: a class because its process is kept for the next page.

    lxml and trafilatura take time by the square of what some pages hold (300,000 attributes of one tag: minutes),
    and no thread can be stopped.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def extract(self, page: str, until: float) -> Page | None:
        """Return the page's article, or None where there is none.

        Raises OutOfTime where it is not done `until` then (seconds, as time.perf_counter counts).
        """
        with self._lock:
            process = self._process or self._start()
            answer = _ask(process, page, until - perf_counter())
            if answer:
                found = json.loads(answer)
                return found and _page(found)
            self._end()
            self._process = None
        if perf_counter() >= until:
            raise OutOfTime("Finding the article in the page took too long and was stopped; send its text as JSON.")
        return None

    def _start(self) -> subprocess.Popen[str]:
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL  # what a library says may hold text of the page
        process = self._process = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
            _COMMAND, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=nowhere, text=True, encoding="ascii"
        )
        self._end = weakref.finalize(self, _end, process)
        return process


def _page(found: Mapping[str, str]) -> Page:
    text, title = found["text"].replace("\n", "\n\n"), found["title"].strip()  # a line of trafilatura's is a paragraph
    text = (title and text.removeprefix(title).lstrip()) or text
    return Page(text, title or None, found["date"] if _DATE.fullmatch(found["date"]) else None)


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(OSError), process:  # what was not written yet cannot be
        process.kill()


def _ask(process: subprocess.Popen[str], page: str, seconds: float) -> str:
    """Return the process's answer, empty where it ended instead."""
    if process.stdin is None or process.stdout is None:
        return ""
    with contextlib.suppress(OSError):
        process.stdin.write(json.dumps([page, seconds]) + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    return ""


def main() -> None:
    """Answer each line, a page and the seconds it may take, with a line, until the service closes the pipe.

    The alarm ends the process whatever it is at, also where the service has gone meanwhile.
    """
    from trafilatura import bare_extraction  # here alone: the service itself has no need of it

    for line in sys.stdin:
        page, seconds = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))  # 0 would be none
        found: Any = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
        signal.setitimer(signal.ITIMER_REAL, 0)
        fields = {name: getattr(found, name, None) or "" for name in ("text", "title", "date")}
        sys.stdout.write(json.dumps(fields if fields["text"] else None) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
