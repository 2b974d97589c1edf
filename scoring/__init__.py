"""This package scores one English news article: Article in, Report out. No web, no network, no printing."""
