"""This file tells the language of an article."""

import re
from collections import Counter
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 500  # characters of each part that is read: some 80 words, of which a few already decide
_SURE = 0.9  # at this probability another language is believed
_LIKELY = (
    0.5  # at this one where no word is plainly English; below it names and headlines have the benefit of the doubt
)
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    _WORD.findall(
        "the of and to that with from by not are after said says have its his their been would will who he they we you"
        " it this these those which what when where there here were our your her she my but should could against over"
    )
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`: `en` unless most of its parts are plainly in another.

    Start, middle and end are read, so neither a foreign quotation nor a foreign first line decides alone.
    Source: py3langid (Barbaresi 2021, after Lui & Baldwin, ACL 2012), with normalised probabilities.
    """
    starts = (0, len(text) // 2 - _SAMPLE // 2, len(text) - _SAMPLE) if len(text) > 2 * _SAMPLE else (0,)
    size = _SAMPLE if len(starts) > 1 else 2 * _SAMPLE
    found = Counter(_detect_part(text[start : start + size]) for start in starts)
    others = [(count, language) for language, count in found.items() if language != "en"]
    return max(others)[1] if sum(count for count, _ in others) > found["en"] else "en"


def _detect_part(text: str) -> str:
    words = _WORD.findall(text)
    language, probability = _identifier().classify(text.lower() if text.isupper() else text)
    foreign = 2 * sum(_LATIN.match(word) is None for word in words) > len(words)  # in another script
    english = any(word.lower() in _ENGLISH for word in words)
    if language == "en" or not (foreign or probability >= (_SURE if english else _LIKELY)):
        return "en"
    return str(language)
