"""This file is `rhetor version`."""

import argparse
import json
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from rhetor.errors import ReleaseError
from rhetor.packaged import default_release
from rhetor.release import MANIFEST, named_hash

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"  # in a checkout alone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add none."""


def run(asked: argparse.Namespace) -> int:
    """Print the versions; return 2 where there is no release."""
    print(f"rhetor {_package_version()}")
    try:
        manifest = (default_release() / MANIFEST).read_bytes()
    except (ReleaseError, OSError) as error:
        sys.stderr.write(f"There is no release: {error}\n")
        return 2
    print(f"release {json.loads(manifest)['release']} {named_hash(manifest)}")
    return 0


def _package_version() -> str:
    if not _PROJECT.is_file():
        return version("rhetor")
    found: str = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return found
