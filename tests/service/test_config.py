"""Tests of the configuration: a wrong value stops the start, an unknown name is told."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service import create_app
from service.config import Config, unknown_settings


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
