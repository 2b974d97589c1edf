"""Tests of `rhetor score`: a readable report, JSON, CSV, standard input, and errors that say what to do."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from commands.__main__ import main
from rhetor.rows import ARTICLE_COLUMNS, STATE_COLUMNS
from rhetor.scorer import Scorer
from rhetor.text.document import Article

ROOT = Path(__file__).parents[2]
TEXT = "Norway praised Chile on Monday. It is believed that Chile may sign the pact soon."
STATELESS = "It may rain all day here, and nobody minds. The umbrellas are out."


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "commands", "score", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)


def write(folder: Path, **texts: str) -> list[str]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in texts]


def test_prints_a_readable_report_that_fits_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "[red]article.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = run(str(path), "--title", "Two pacts")
    assert done.returncode == 0, done.stderr
    for word in ("Norway", "Chile", "alarmism", "hedging", "grade", "may", "[red]article"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_from_standard_input_is_the_report() -> None:
    done = run("--json", "-", stdin=TEXT)
    report = json.loads(done.stdout)
    assert [state["code"] for state in report["states"]] == ["CL", "NO"]
    assert report["document"]["characters"] == len(TEXT)
    assert report["file"] == "-"


def test_json_has_a_line_a_file_that_bears_its_name_and_a_file_that_fails_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    first, short, second = write(tmp_path, a=TEXT, short="Too short", b=STATELESS)
    done = run("--json", first, short, str(tmp_path / "none.txt"), second)
    assert done.returncode == 1
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(report["file"], report["document"]["characters"]) for report in reports] == [
        (first, len(TEXT)),
        (second, len(STATELESS)),
    ]
    assert "at least 3" in done.stderr
    assert "none.txt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    assert main(["score", "--csv", "--date", "2026-11-23", *write(tmp_path, a=TEXT, b=STATELESS)]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_csv_has_a_row_for_each_article_and_state_and_one_for_an_article_without(table: list[dict[str, str]]) -> None:
    assert [(Path(row["file"]).name, row["code"], row["date"]) for row in table] == [
        ("a", "CL", "2026-11-23"),
        ("a", "NO", "2026-11-23"),
        ("b", "", "2026-11-23"),
    ]
    assert list(table[0]) == ["file", "title", "date", *STATE_COLUMNS, *ARTICLE_COLUMNS]
    assert {row[column] for row in table for column in STATE_COLUMNS if not row["code"]} == {""}


def test_csv_has_the_numbers_of_the_report(table: list[dict[str, str]], scorer: Scorer) -> None:
    report = scorer.score(Article(TEXT)).as_dict()
    for row, state in zip(table, report["states"], strict=False):
        assert (row["name"], float(row["score"]), row["reason"]) == (state["name"], state["score"], state["reason"])
        assert float(row["alarmism"]) == report["alarmism"]["score"]
        assert [float(row["hedging_low"]), float(row["hedging_high"])] == report["hedging"]["interval"]
        assert float(row["hedging_cues_per_100_words"]) == report["hedging"]["cues_per_100_words"]


def test_a_name_that_is_no_unicode_goes_out_as_it_came_in(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "commands", "score", "--csv", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.stdout.splitlines()[1].startswith(path + b",")


def test_a_title_is_of_one_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--title", "Two pacts", *write(tmp_path, a=TEXT, b=TEXT)]) == 2
    assert "give one FILE" in capsys.readouterr().err


def test_a_missing_release_is_named(tmp_path: Path) -> None:
    done = run("--release", str(tmp_path), "-", stdin=TEXT)
    assert done.returncode == 2
    assert "manifest.json" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("latin.txt", "Norway sent caf\u00e9 owners home.".encode("latin-1"), "is not text in UTF-8; save it as UTF-8"),
        ("nowhere.txt", None, "nowhere.txt: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run(str(tmp_path / name))
    assert (done.returncode, "Errno" in done.stderr, "codec" in done.stderr) == (1, False, False)
    assert told in done.stderr


def test_a_day_that_is_none_is_told_with_an_example() -> None:
    done = run("--date", "2026-13-01", "-", stdin=TEXT)
    assert done.returncode == 2
    assert "'2026-13-01' is no date; write it as 2026-11-23" in done.stderr


def test_a_reader_that_has_enough_gets_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT * 200, encoding="utf-8")
    score = shlex.join([sys.executable, "-m", "commands", "score", "--json", *[str(path)] * 4])
    done = subprocess.run(f"{score} | head -c 10", shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ('{"file": "', "")
