"""This package scores one English news article: Article in, Report out. No web, no network, no printing."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rhetor.release import load_release
    from rhetor.scorer import Scorer
    from rhetor.text.document import Article

__all__ = ["Article", "Scorer", "load_release"]

# loaded when they are asked for: a program that needs an error or a path alone starts at once
_FILES = {"Article": "text.document", "Scorer": "scorer", "load_release": "release"}


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
