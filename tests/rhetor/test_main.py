"""Tests of the command line: a readable report, JSON, standard input, and errors that say what to do."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = "Norway praised Chile on Monday. It is believed that Chile may sign the pact soon."


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rhetor", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)


def test_prints_a_readable_report_that_fits_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = run(str(path), "--title", "Two pacts")
    assert done.returncode == 0, done.stderr
    for word in ("Norway", "Chile", "alarmism", "hedging", "grade", "may"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_from_standard_input_is_the_report() -> None:
    done = run("--json", "-", stdin=TEXT)
    report = json.loads(done.stdout)
    assert [state["code"] for state in report["states"]] == ["CL", "NO"]
    assert report["document"]["characters"] == len(TEXT)


def test_a_file_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    good, short = tmp_path / "good.txt", tmp_path / "short.txt"
    good.write_text(TEXT, encoding="utf-8")
    short.write_text("Too short", encoding="utf-8")
    done = run("--json", str(short), str(tmp_path / "none.txt"), str(good))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "at least 3" in done.stderr
    assert "none.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_release_is_named(tmp_path: Path) -> None:
    done = run("--release", str(tmp_path), "-", stdin=TEXT)
    assert done.returncode == 2
    assert "manifest.json" in done.stderr
    assert "Traceback" not in done.stderr
