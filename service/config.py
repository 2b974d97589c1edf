"""This file reads the service's configuration from the environment."""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_ROOT = Path(__file__).resolve().parent.parent
_PREFIX = "RHETOR_"
_ELSEWHERE = {"RHETOR_BIND"}  # gunicorn.conf.py reads it


class Config(BaseSettings):
    """Every setting of the service: an environment variable `RHETOR_<NAME>` each; a wrong value stops the start."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    models: Path = Field(
        _ROOT / "models", description="Folder of the releases; its file `current` names the one served."
    )
    threads: int = Field(default=os.cpu_count() or 1, ge=1, le=64, description="Cores that one article may use.")
    max_body_bytes: int = Field(default=4_000_000, ge=1_000, description="Largest request body.")


def unknown_settings(names: Iterable[str]) -> list[str]:
    """Return those names that look like settings and are none, sorted.

    They are no error: Kubernetes sets RHETOR_PORT and the like for a service called rhetor.
    """
    known = {_PREFIX + name.upper() for name in Config.model_fields} | _ELSEWHERE
    return sorted(name for name in names if name.startswith(_PREFIX) and name not in known)
