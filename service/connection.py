"""This file is what the worker tells the application of a connection: one object in the WSGI environment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_KEY = "rhetor.connection"


@dataclass(frozen=True, slots=True)
class Connection:
    """A client's connection: `end_reading` ends the time to send a request, and tells whether that had passed."""

    end_reading: Callable[[], bool]
    draining: bool  # its worker is about to end


_UNBOUND = Connection(lambda: False, draining=False)  # of a server that sets no time


def set_connection(environ: dict[str, Any], connection: Connection) -> None:
    """Tell of the connection that a request came by."""
    environ[_KEY] = connection


def connection_of(environ: dict[str, Any]) -> Connection:
    """Return what the worker told of the connection; another server than ours tells nothing."""
    found: Connection = environ.get(_KEY, _UNBOUND)
    return found
