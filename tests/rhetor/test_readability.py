"""Tests of readability: textstat's figures on our words and sentences, offline."""

import subprocess
import sys
from pathlib import Path

import pytest

from rhetor.readability import measure_readability

ROOT = Path(__file__).parents[2]


def test_the_grade_is_flesch_and_kincaids() -> None:
    words = ["The", "cat", "sat", "on", "the", "mat"]
    measured = measure_readability(words, 1)
    assert measured.flesch_kincaid_grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert measured.words_per_sentence == 6
    assert measured.difficult_word_share == 0


def test_longer_words_and_sentences_are_harder() -> None:
    easy = measure_readability(["dogs", "run"] * 4, 4)
    hard = measure_readability(["international", "negotiations"] * 4, 1)
    assert hard.flesch_kincaid_grade > easy.flesch_kincaid_grade
    assert hard.difficult_word_share > easy.difficult_word_share


@pytest.mark.parametrize("words", [["x"], ["1999", "42"], ["qzxv"] * 3, ["naïve", "café"]])
def test_odd_words_are_measured_too(words: list[str]) -> None:
    assert 0 <= measure_readability(words, 1).difficult_word_share <= 1


OFFLINE = """
import socket
def refuse(*_, **__):
    raise SystemExit("the network was asked")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from rhetor.readability import measure_readability
print(measure_readability(["unseen", "vocabulary"], 1).difficult_word_share)
"""


def test_a_fresh_process_needs_no_network_and_no_folder_of_its_own(tmp_path: Path) -> None:
    nowhere = {"HOME": str(tmp_path), "NLTK_DATA": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", OFFLINE], env=nowhere, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("1.0", 0), done.stderr


IMPORT = """
import sys
read = []
sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == "open" else None)
import rhetor.scorer, rhetor.text.language
import textstat.backend.counts._count_syllables as counts
print([name for name in read if "rhetor/data" in name], counts.get_cmudict.__module__)
"""


def test_importing_the_scorer_reads_no_word_list_and_leaves_textstat_alone() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=False)
    lists, textstats = done.stdout.rsplit(maxsplit=1)
    assert lists == "[]", done.stderr
    assert textstats.startswith("textstat.")
