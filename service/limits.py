"""This file bounds the work: how many requests are scored and wait at a time, and how much one caller may ask for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from .config import Config
from .keys import Keys
from .metrics import IN_FLIGHT
from .problems import Problem
from .visit import visit

_REDIS_S = 0.5  # longest wait for its answer; a request waits for it, and passes without


class Door:
    """Lets a few requests in, some wait, and turns the rest away: a class because the threads of a worker share it."""

    def __init__(self, config: Config) -> None:
        self._inside = threading.BoundedSemaphore(config.in_flight)
        self._all = threading.BoundedSemaphore(config.in_flight + config.waiting)
        self._patience_s, self._timeout_s = config.patience_s, config.score_timeout_s

    def deadline(self) -> float:
        """Return when a request that comes now is to be done, however often it enters (as time.perf_counter counts)."""
        return time.perf_counter() + self._patience_s + self._timeout_s

    @contextmanager
    def enter(self, deadline: float) -> Iterator[float]:
        """Wait for a place, and say until when to be done.

        Raises Problem where too many wait already, or none came free in time.
        """
        patience_s = min(self._patience_s, deadline - time.perf_counter())
        if not self._all.acquire(blocking=False):
            raise Problem("overloaded", "Too many articles are being scored; try again later.")
        try:
            if not self._inside.acquire(timeout=max(0, patience_s)):
                raise Problem("overloaded", "No place came free in time; try again later.")
            try:
                with IN_FLIGHT.track_inprogress():
                    yield min(deadline, time.perf_counter() + self._timeout_s)
            finally:
                self._inside.release()
        finally:
            self._all.release()


def check_key(request: Request, keys: Keys | None) -> str | None:
    """Return whose key a request bears; raises Problem where keys are configured and it has none that is known."""
    if keys is None or request.method == "OPTIONS" or not request.path.startswith("/v1/"):
        return None
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        detail = "Send your key as `Authorization: Bearer KEY`."
        raise Problem("unauthorized", detail, headers={"WWW-Authenticate": "Bearer"})
    caller = keys.name_of(key.strip())
    if caller is None:
        raise Problem("forbidden", "This key is not known here, or was revoked.")
    return caller


def make_limiter(config: Config) -> Limiter:
    """Make the limiter of articles by key, else by address; without its storage it lets all pass, and logs it.

    Keep it: what it decorates holds it weakly.
    """
    waits: Any = {"socket_timeout": _REDIS_S, "socket_connect_timeout": _REDIS_S}
    return Limiter(
        lambda: f"key:{visit().caller}" if visit().caller else f"address:{get_remote_address()}",
        storage_uri=config.limit_storage,
        storage_options={} if config.limit_storage == "memory://" else waits,
        strategy="moving-window",  # what is refused costs nothing there
        headers_enabled=True,
        swallow_errors=True,
        enabled=bool(config.limit),
    )


def make_counter(limiter: Limiter, limit: str) -> Callable[[int], None]:
    """Return what counts so many articles of the caller at hand; that raises a 429 where they are too many."""

    @limiter.shared_limit(limit or "1/second", scope="articles", cost=lambda: visit().articles)
    def allow() -> None:
        """Do nothing: the decorator has counted."""

    def count(articles: int) -> None:
        visit().articles = articles
        allow()

    return count
