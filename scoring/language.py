"""This file tells the language of an article."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 1000  # characters read from the start: some 160 words, of which a few already decide
_SURE = 0.9  # below this probability a text is given the benefit of the doubt (names, headlines, mixed text)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`: `en` unless another one is sure.

    Source: py3langid (Barbaresi 2021, after Lui & Baldwin, ACL 2012), with normalised probabilities.
    """
    language, probability = _identifier().classify(text[:_SAMPLE])
    if language == "en" or probability < _SURE:
        return "en"
    return str(language)
