"""This file reads the service's configuration from the environment."""

import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from math import ceil
from pathlib import Path

from limits import parse_many
from limits.storage import storage_from_string
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rhetor.packaged import default_models

from .keys import load_keys

_PREFIX = "RHETOR_"
_ORIGIN = re.compile(r"\*|(?:https?|chrome-extension|moz-extension|safari-web-extension)://(?:\*|[\w.:-]+)")
_STORAGE = re.compile(r"memory://|rediss?://.+")
_NO_STORAGE = "is neither memory:// nor redis://HOST:PORT/0"
_BIND = re.compile(r"unix:.+|(?:[\w.-]*|\[[\da-fA-F:.]+\]):(?P<port>\d{1,5})")
_LAST_PORT = 65_535
_SECRET = {"limit_storage"}


class Config(BaseSettings):
    """Every setting of the service: an environment variable `RHETOR_<NAME>` each; a wrong value stops the start."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    bind: str = Field("127.0.0.1:8000", min_length=1, description="Address and port to listen on.")
    workers: int = Field(os.cpu_count() or 1, ge=1, le=256, description="Processes that answer.")
    models: Path = Field(
        default_models(), description="Folder of the releases; its file `current` names the one served."
    )
    threads: int = Field(os.cpu_count() or 1, ge=1, le=64, description="Cores that one article may use.")
    max_body_bytes: int = Field(4_000_000, ge=1_000, description="Largest request body.")
    in_flight: int = Field(1, ge=1, le=256, description="Requests that a worker scores at a time.")
    waiting: int = Field(
        16, ge=0, le=4096, description="Requests that wait in a worker; one more gets 503 `overloaded`."
    )
    patience_s: float = Field(10, gt=0, le=300, description="Longest wait before 503 `overloaded`, in seconds.")
    score_timeout_s: float = Field(
        30, gt=0, le=600, description="Longest time to score a request or a batch, in seconds; then 503."
    )
    client_timeout_s: float = Field(
        20, gt=0, le=600, description="Longest time to send a request or to read an answer, in seconds."
    )
    keep_alive_s: int = Field(
        30, ge=1, le=600, description="How long an idle connection stays open for the next request, in seconds."
    )
    keys_file: Path | None = Field(
        None, description="File of API keys (`python -m service.keys FILE add NAME`); else none is needed."
    )
    limit: str = Field("", description="Articles that a key, else an address, may send: `60/minute;1000/day`.")
    limit_storage: str = Field(
        "memory://", description="Where: `memory://` (each worker apart) or `redis://HOST:PORT/0`."
    )
    proxies: int = Field(0, ge=0, le=10, description="Proxies in front whose `X-Forwarded-For` is believed.")
    cors_origins: str = Field(
        "chrome-extension://*,moz-extension://*",
        description="Origins that may call, by commas; `*`: all.",
    )
    log_json: bool = Field(True, description="Log lines as JSON; else for the eye.")

    @property
    def longest_s(self) -> int:
        """How long one request may take, from its first byte to the last of its answer, in seconds."""
        return ceil(self.client_timeout_s + self.patience_s + self.score_timeout_s + self.client_timeout_s)

    @field_validator("bind")
    @classmethod
    def check_bind(cls, value: str) -> str:
        """Refuse what is no address; raises ValueError."""
        found = _BIND.fullmatch(value)
        if not found or int(found["port"] or 0) > _LAST_PORT:
            raise ValueError("is no address such as 127.0.0.1:8000, [::1]:8000 or unix:/run/rhetor.sock")
        return value

    @field_validator("keys_file")
    @classmethod
    def check_keys(cls, value: Path | None) -> Path | None:
        """Refuse a file that is there and cannot be read; raises ValueError."""
        try:
            load_keys(value) if value else None
        except OSError as error:
            raise ValueError(f"is no file of keys that can be read ({error.strerror})") from error
        return value

    @field_validator("limit")
    @classmethod
    def check_limit(cls, value: str) -> str:
        """Refuse what is no list of limits; raises ValueError."""
        try:
            parse_many(value) if value else None
        except ValueError as error:
            raise ValueError("is no list of limits such as 60/minute;1000/day") from error
        return value

    @field_validator("limit_storage")
    @classmethod
    def check_storage(cls, value: str) -> str:
        """Refuse other storages; raises ValueError, which tells nothing of the value: it may hold a password."""
        if not _STORAGE.fullmatch(value):
            raise ValueError(_NO_STORAGE)
        try:
            storage_from_string(value)
        except Exception:  # each library its own
            raise ValueError(_NO_STORAGE) from None
        return value

    @field_validator("cors_origins")
    @classmethod
    def check_origins(cls, value: str) -> str:
        """Refuse what is no list of origins; raises ValueError."""
        for origin in filter(None, value.split(",")):
            if not _ORIGIN.fullmatch(origin.strip()):
                raise ValueError(f"has {origin.strip()!r}, which is no origin such as https://example.org")
        return value


@cache
def load_config() -> Config:
    """Read the environment, once; a wrong value ends the process with a message that names it."""
    try:
        return Config()
    except ValidationError as error:
        for found in error.errors():
            name = _PREFIX + str(found["loc"][0]).upper()
            told = "" if found["loc"][0] in _SECRET else f" (it is {found['input']!r})"
            sys.stderr.write(f"{name}: {found['msg']}{told}; see docs/configuration.md\n")
        sys.exit(1)


def unknown_settings(names: Iterable[str]) -> list[str]:
    """Return those names that look like settings and are none, sorted.

    They are no error: Kubernetes sets RHETOR_PORT and the like for a service called rhetor.
    """
    known = {_PREFIX + name.upper() for name in Config.model_fields}
    return sorted(name for name in names if name.startswith(_PREFIX) and name not in known)
