"""Tests of the configuration: a wrong value stops the start, an unknown name is told."""

import os
import re
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
        ("BIND", "127.0.0.1:99999", "no address"),
        ("BIND", "localhost", "no address"),
        ("KEYS_FILE", "", "no file of keys"),
        ("KEYS_FILE", "README.md", "no list of keys"),
        ("LIMIT_STORAGE", "redis://u:s3cret@host:notaport", "neither memory:// nor redis://"),
        ("LIMIT_STORAGE", "postgres://u:s3cret@host", "neither memory:// nor redis://"),
    ],
)
def test_a_wrong_value_stops_the_server_and_is_named(name: str, value: str, told: str) -> None:
    environment = os.environ | {"RHETOR_BIND": "127.0.0.1:0", f"RHETOR_{name}": value}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert f"RHETOR_{name}: " in ended.stderr and told in ended.stderr and "Traceback" not in ended.stderr
    assert "s3cret" not in ended.stderr + ended.stdout


def test_a_folder_of_counts_that_cannot_be_made_stops_the_server(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = os.environ | {"RHETOR_BIND": "127.0.0.1:0", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "file/counts")}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "PROMETHEUS_MULTIPROC_DIR: " in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("bind", ["127.0.0.1:8000", "localhost:0", "[::1]:65535", ":80", "unix:/run/rhetor.sock"])
def test_an_address_is_taken(bind: str) -> None:
    assert Config(bind=bind).bind == bind


def test_a_worker_may_finish_what_it_has_in_hand() -> None:
    environment = os.environ | {
        "RHETOR_SCORE_TIMEOUT_S": "100",
        "RHETOR_PATIENCE_S": "7",
        "RHETOR_CLIENT_TIMEOUT_S": "9",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--print-config", "wsgi:app"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert re.search(r"^graceful_timeout +.*\b125$", printed.stdout, re.MULTILINE)


def test_systemd_waits_longer_than_a_request_may_take() -> None:
    unit = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    found = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert found and int(found[1]) > Config().longest_s
