"""This file makes services with settings of their own, keys for their callers, and asks them for scores."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.app import create_app
from service.config import Config

MODELS = Path(__file__).resolve().parents[2] / "models"
TEXT = "Iran freed the crew on Monday. Norway thanked it for its good will."
ARTICLE = {"text": TEXT, "attributes": ["readability"]}


def make_client(**settings: Any) -> FlaskClient:
    return create_app(Config(models=MODELS, **settings)).test_client()


def keys_command(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service.keys", str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def score(client: FlaskClient, key: str = "", **headers: str) -> tuple[int, str]:
    bearer = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.post("/v1/score", json=ARTICLE, headers=bearer | headers)
    return answer.status_code, answer.json.get("code", "")
