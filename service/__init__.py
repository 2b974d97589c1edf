"""This package serves scores over HTTP; it knows Flask and knows nothing of features."""

from service.app import create_app

__all__ = ["create_app"]
