"""This file reads the service's configuration from the environment."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_ROOT = Path(__file__).resolve().parent.parent


class Config(BaseSettings):
    """Every setting of the service: an environment variable `RHETOR_<NAME>` each; a wrong value stops the start."""

    model_config = SettingsConfigDict(env_prefix="RHETOR_", frozen=True)

    models: Path = Field(
        _ROOT / "models", description="Folder of the releases; its file `current` names the one served."
    )
    threads: int = Field(default=os.cpu_count() or 1, ge=1, le=64, description="Cores that one article may use.")
    max_body_bytes: int = Field(default=4_000_000, ge=1_000, description="Largest request body.")
