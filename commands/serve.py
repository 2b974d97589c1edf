"""This file is `rhetor serve`: the service under gunicorn; docs/configuration.md lists what the environment sets."""

import argparse
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication

_SERVICE = str(__package__).removesuffix("commands") + "service"  # beside this package: in a wheel both are in rhetor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to listen."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--port", type=int, help="port of this machine to listen on (default: 8000)")
    where.add_argument("--bind", metavar="ADDRESS", help="address and port (default: RHETOR_BIND, or 127.0.0.1:8000)")


def run(asked: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    if bind := asked.bind or (f"127.0.0.1:{asked.port}" if asked.port is not None else None):
        os.environ["RHETOR_BIND"] = bind
    settings = import_module(f"{_SERVICE}.server")
    _Gunicorn(vars(settings), lambda: import_module(f"{_SERVICE}.app").create_app()).run()
    return 0


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings alone: it reads no command line, and imports nothing from the folder it starts in."""

    def __init__(self, settings: Mapping[str, Any], make_app: Callable[[], Any]) -> None:
        self._settings, self._make_app = settings, make_app
        super().__init__()

    def load_config(self) -> None:
        """Take our settings over."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application."""
        return self._make_app()
