"""This file keeps API keys, hashed, in a file, and is the command that makes and revokes them."""

import argparse
import hashlib
import hmac
import json
import logging
import os
import secrets
import stat
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

_log = logging.getLogger(__name__)

_PREFIX = "rhetor_"


class Keys:
    """The keys of a file: a class because the file is read again when it changes, so a revoked key dies at once."""

    def __init__(self, path: Path) -> None:
        """Take the file's path; raises ValueError where it is there and is no list of keys."""
        self.path = path
        self._seen = _version(path)
        self._names = _names(path)

    def names(self) -> Mapping[str, str]:
        """Return the name of each key by the key's hash; where the file can no longer be read, those known last."""
        seen = _version(self.path)
        if seen != self._seen:
            self._seen = seen
            try:
                self._names = _names(self.path)
            except (OSError, ValueError) as error:
                _log.error("%s cannot be read (%s); the keys known before go on.", self.path, type(error).__name__)
        return self._names

    def name_of(self, key: str) -> str | None:
        """Return the name of a key, or None where it is unknown; takes the same time whichever it is."""
        digest, found = _hash(key), None
        for known, name in self.names().items():
            if hmac.compare_digest(known, digest):
                found = name
        return found


def _names(path: Path) -> dict[str, str]:
    return {digest: name for name, (digest, _) in load_keys(path).items()}


def _version(path: Path) -> tuple[int, ...]:
    """Return what differs once the file was written, replaced, removed, or made readable."""
    try:
        found = path.stat()
    except OSError as error:
        return (error.errno or 0,)
    return found.st_ino, found.st_ctime_ns, found.st_size


def load_keys(path: Path) -> dict[str, tuple[str, str]]:
    """Load (hash, day it was made) by name; raises ValueError where the file is no list of keys."""
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: (str(one["sha256"]), str(one["made"])) for name, one in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path} is no list of keys; make one with `python -m {__package__}.keys {path} add NAME`"
        ) from error


def save_keys(path: Path, keys: Mapping[str, tuple[str, str]]) -> None:
    """Write keys to a temporary file, then rename it into place.

    The old file's owner and mode stay, so that who reads it goes on; a new one only its owner may read.
    """
    part = path.with_name(path.name + ".part")
    content = {name: {"sha256": digest, "made": made} for name, (digest, made) in keys.items()}
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        if path.exists():
            old = path.stat()
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
        json.dump(content, file, indent=1)
    part.replace(path)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()  # a key is 256 random bits: no need for a slow hash


def main() -> None:
    """Run from the command line: `python -m service.keys FILE add|revoke|list [NAME]`."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}.keys", description="Make and revoke keys.")
    parser.add_argument("file", type=Path, help="the file that RHETOR_KEYS_FILE names")
    parser.add_argument("task", choices=("add", "revoke", "list"))
    parser.add_argument("name", nargs="?", help="whose key it is; shown in logs, so no secret")
    asked = parser.parse_args()
    try:
        keys = load_keys(asked.file)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    if asked.task == "list":
        for name, (_, made) in keys.items():
            sys.stdout.write(f"{name}\t{made}\n")
        return
    if not asked.name or not asked.name.isprintable() or len(asked.name) > 64:
        sys.exit("give a NAME of up to 64 printable characters")
    if (asked.task == "add") == (asked.name in keys):
        sys.exit(f"{asked.name} {'has a key already; revoke it first' if asked.task == 'add' else 'has no key'}")
    if asked.task == "revoke":
        save_keys(asked.file, {name: one for name, one in keys.items() if name != asked.name})
        return
    key = _PREFIX + secrets.token_urlsafe(32)
    save_keys(asked.file, keys | {asked.name: (_hash(key), datetime.now(UTC).date().isoformat())})
    sys.stdout.write(f"{key}\n")  # the only time it is shown


if __name__ == "__main__":
    main()
