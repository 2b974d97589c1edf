"""This package scores one English news article: Article in, Report out. No web, no network, no printing."""

from rhetor.release import load_release
from rhetor.scorer import Scorer
from rhetor.text.document import Article

__all__ = ["Article", "Scorer", "load_release"]
