"""Tests of the configuration: a wrong value stops the start, an unknown name is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.app import create_app
from service.config import Config, unknown_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threads", "0"),
        ("threads", "many"),
        ("threads", "65"),
        ("threads", ""),
        ("max_body_bytes", "999"),
        ("max_body_bytes", "4MB"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RHETOR_{name.upper()}", value)
    with pytest.raises(ValidationError, match=name):
        Config()


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RHETOR_MODELS", str(tmp_path))
    monkeypatch.setenv("RHETOR_THREADS", "3")
    monkeypatch.setenv("RHETOR_MAX_BODY_BYTES", "5000")
    assert Config() == Config(models=tmp_path, threads=3, max_body_bytes=5000)


def test_an_unknown_name_is_found_and_a_known_one_is_not() -> None:
    names = [
        "RHETOR_THREAD",
        "RHETOR_THREADS",
        "RHETOR_MODELS",
        "RHETOR_MAX_BODY_BYTES",
        "RHETOR_BIND",
        "HOME",
        "RHETOR_",
    ]
    assert unknown_settings(names) == ["RHETOR_", "RHETOR_THREAD"]


def test_an_unknown_name_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RHETOR_TREADS", "3")
    create_app(Config(models=tmp_path))
    assert "RHETOR_TREADS is no setting" in caplog.text


def test_the_table_of_settings_is_that_of_the_code() -> None:
    """The rows of docs/configuration.md are written from service/config.py; put in what this prints."""
    rows = []
    for name, field in Config.model_fields.items():
        default = {"models": "`models`"}.get(name, "none" if field.default in {None, ""} else f"`{field.default}`")
        default = "the number of cores" if name in {"workers", "threads"} else default
        bounds = {type(one).__name__: one for one in field.metadata}
        low = f"above {bounds['Gt'].gt}" if "Gt" in bounds else str(bounds["Ge"].ge) if "Ge" in bounds else ""
        told = f"{low} to {bounds['Le'].le}" if "Le" in bounds else low and f"{low} or more"
        rows.append(f"| `RHETOR_{name.upper()}` | {default} | {told} | {field.description} |")
    table = "\n".join(rows)
    assert table in (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8"), table


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LIMIT", "lots", "no list of limits"),
        ("LIMIT_STORAGE", "postgres://x", "neither memory:// nor redis://"),
        ("CORS_ORIGINS", "news.example", "no origin"),
        ("IN_FLIGHT", "0", "greater than or equal to 1"),
        ("CLIENT_TIMEOUT_S", "soon", "valid number"),
    ],
)
def test_a_wrong_value_stops_the_server_and_is_named(name: str, value: str, told: str) -> None:
    environment = os.environ | {f"RHETOR_{name}": value, "RHETOR_BIND": "127.0.0.1:0"}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert f"RHETOR_{name}: " in ended.stderr and told in ended.stderr and "Traceback" not in ended.stderr
