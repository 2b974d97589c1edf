"""This file extracts the article of a web page, in a process of its own that can be stopped."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from time import perf_counter
from typing import Any

from rhetor.errors import OutOfTime

_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (sys.executable, "-m", "service.extract")


class Extractor:
    """Runs trafilatura: a class because its process is kept for the next page.

    lxml and trafilatura take time by the square of what some pages hold (300,000 attributes of one tag: minutes),
    and no thread can be stopped.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def extract(self, page: str, until: float) -> dict[str, str] | None:
        """Return text, title and date of the page's article, or None where there is none.

        Raises OutOfTime where it is not done `until` then (seconds, as time.perf_counter counts).
        """
        with self._lock:
            process = self._process or self._start()
            answer = _ask(process, page, until - perf_counter())
            if answer:
                found: dict[str, str] | None = json.loads(answer)
                return found
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
