"""Tests of readability: textstat's figures on our words and sentences, offline."""

import socket
import urllib.request

import pytest

from rhetor.readability import measure_readability


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


def test_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    assert measure_readability(["unseen", "vocabulary"], 1).words_per_sentence == 2
