"""This file holds what the handlers work with: the factory makes it once, and each handler is given it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_limiter import Limiter

from rhetor.errors import ReleaseError
from rhetor.packaged import current_release
from rhetor.scorer import Scorer

from .config import Config
from .extract import Extractor
from .limits import Door, make_counter, make_limiter
from .problems import Problem

_log = logging.getLogger(__name__)
_NAME = "rhetor"  # among Flask's extensions


@dataclass(frozen=True, slots=True)
class Services:
    """All that is shared by the requests of an application; without a scorer it is never ready."""

    scorer: Scorer | None
    models: Path
    door: Door
    extractor: Extractor
    limiter: Limiter
    count: Callable[[int], None]  # counts articles of the caller at hand, and raises a 429 where they are too many

    def ready_scorer(self) -> Scorer:
        """Return the scorer; raises Problem where no release is loaded."""
        if self.scorer is None:
            raise Problem("not_ready", "No release is loaded; the service's log says why.")
        return self.scorer


def make_services(config: Config) -> Services:
    """Load the release and make the rest; a release that cannot be used is told in the log."""
    limiter = make_limiter(config)
    count = make_counter(limiter, config.limit)
    return Services(_load(config), config.models, Door(config), Extractor(), limiter, count)


def _load(config: Config) -> Scorer | None:
    try:
        return Scorer.load(current_release(config.models), config.threads)
    except ReleaseError as error:
        _log.error("not ready: %s", error)
    except Exception:  # a damaged release may fail in any library; /healthz lives whatever it is
        _log.exception("not ready: the release cannot be loaded; restore it.")
    return None


def keep_services(app: Flask, services: Services) -> None:
    """Keep the services with their application, for as long as it lives."""
    app.extensions[_NAME] = services


def services_of(app: Flask) -> Services:
    """Return the services of an application."""
    found: Services = app.extensions[_NAME]
    return found
