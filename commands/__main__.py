"""This file runs the subcommand that is named: `rhetor NAME`, or `python -m commands NAME` in a checkout."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand: its file has `add_arguments(parser)` and `run(asked)`, and needs what an extra installs."""

    name: str
    summary: str
    file: str
    extra: str | None = None


class MissingExtra(Exception):
    """What a subcommand needs is not installed."""


SUBCOMMANDS = (
    Subcommand("score", "score articles", f"{__package__}.score"),
    Subcommand("serve", "answer over HTTP, with a page for people", f"{__package__}.serve"),
    Subcommand("version", "tell the versions of the package and of its release", f"{__package__}.version"),
)


def main(arguments: Sequence[str] | None = None, subcommands: Sequence[Subcommand] = SUBCOMMANDS) -> int:
    """Run a subcommand and return its exit status; 2 where it cannot run."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="rhetor", description="How news speaks: states, alarmism, hedging.")
    parsers = parser.add_subparsers(metavar="SUBCOMMAND", required=True)
    try:
        for one in subcommands:
            added = parsers.add_parser(one.name, help=one.summary, description=f"Rhetor: {one.summary}.")
            if given[:1] == [one.name]:  # no other is loaded: some take seconds, or need an extra
                file = _load(one)
                file.add_arguments(added)
                added.set_defaults(run=file.run)
    except MissingExtra as error:
        sys.stderr.write(f"{error}\n")
        return 2
    asked = parser.parse_args(given)
    try:
        status: int = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the answers has read enough: head, less
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at its end
        return 1
    return status


def _load(subcommand: Subcommand) -> Any:
    try:
        return import_module(subcommand.file)
    except ModuleNotFoundError as error:
        if subcommand.extra is None:
            raise
        told = f"rhetor {subcommand.name} needs {error.name}: install rhetor[{subcommand.extra}]"
        raise MissingExtra(told) from error


if __name__ == "__main__":
    sys.exit(main())
