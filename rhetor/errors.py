"""This file defines every exception that scoring raises.

RhetorError
├── ArticleError                what the caller sent cannot be scored
│   ├── InvalidEncoding         the text holds half of a surrogate pair
│   ├── TextEmpty               there is no text
│   ├── TextTooShort            fewer than 3 words
│   ├── TextTooLong             more than 200,000 characters
│   ├── UnsupportedLanguage     the text is not English
│   ├── UnknownState            a state code asked for does not exist
│   └── UnknownAttribute        an attribute asked for does not exist
├── OutOfTime                   scoring took longer than the caller gave it
└── ReleaseError                a release cannot be used
    ├── ReleaseMissing          a folder or file is not there
    ├── ReleaseCorrupt          a file is not what the manifest says
    └── ReleaseMismatch         the release and this code or its data files do not belong together
"""

from typing import ClassVar


class RhetorError(Exception):
    """Any error that Rhetor raises on purpose; `code` is its machine-readable name."""

    code: ClassVar[str] = "error"


class ArticleError(RhetorError):
    """The article or the request about it cannot be scored; the message never holds its text."""


class InvalidEncoding(ArticleError):
    """The text holds a lone surrogate, which is no character."""

    code = "invalid_encoding"


class TextEmpty(ArticleError):
    """The text is empty or holds only white space."""

    code = "text_empty"


class TextTooShort(ArticleError):
    """The text has too few words to say anything about."""

    code = "text_too_short"


class TextTooLong(ArticleError):
    """The text has more characters than one article may have."""

    code = "text_too_long"


class UnsupportedLanguage(ArticleError):
    """The text is in a language that the models were not trained on."""

    code = "unsupported_language"


class UnknownState(ArticleError):
    """A code asked for is not the ISO 3166-1 alpha-2 code of a state that Rhetor knows."""

    code = "unknown_state"


class UnknownAttribute(ArticleError):
    """An attribute asked for is not one that Rhetor scores."""

    code = "unknown_attribute"


class OutOfTime(RhetorError):
    """Scoring took longer than the caller gave it."""

    code = "overloaded"


class ReleaseError(RhetorError):
    """A release of the models cannot be used."""

    code = "not_ready"


class ReleaseMissing(ReleaseError):
    """A release, or a file of it, is not on disk."""


class ReleaseCorrupt(ReleaseError):
    """A file of a release differs from what its manifest says."""


class ReleaseMismatch(ReleaseError):
    """A release does not belong to this code, these data files or its own canaries."""
