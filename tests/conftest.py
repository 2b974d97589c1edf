"""This file holds the fixtures that carry the tests: the committed release, an app and a client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from rhetor.packaged import current_release
from rhetor.scorer import Scorer

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from flask_openapi3.openapi import OpenAPI

settings.register_profile("rhetor", deadline=None, max_examples=60)  # loading data is no slow test
settings.load_profile("rhetor")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def release() -> Path:
    return current_release(ROOT / "models")


@pytest.fixture(scope="session")
def scorer(release: Path) -> Scorer:
    return Scorer.load(release)


@pytest.fixture(scope="session")
def app() -> OpenAPI:
    from service.app import create_app  # here, so that the tests of rhetor need no service
    from service.config import Config

    return create_app(Config(models=ROOT / "models"))


@pytest.fixture
def client(app: OpenAPI) -> FlaskClient:
    return app.test_client()
