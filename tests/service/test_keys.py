"""This file tests keys: a key opens the paths until it is revoked, and the command keeps its file whole."""

import os
from pathlib import Path

import pytest

from service.keys import Keys
from tests.service.callers import keys_command, make_client, score


def test_a_key_is_made_opens_the_paths_and_is_revoked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key = keys_command(path, "add", "desk").stdout.strip()
    assert key not in path.read_text(encoding="utf-8") and path.stat().st_mode & 0o077 == 0
    client = make_client(keys_file=path)
    assert score(client) == (401, "unauthorized")
    assert score(client, "rhetor_wrong") == (403, "forbidden")
    assert score(client, key) == (200, "")
    for public in ("/healthz", "/readyz", "/docs", "/openapi.json", "/metrics"):
        assert client.get(public).status_code == 200
    for kept in ("/v1/states", "/v1/models", "/v1/models/x"):
        assert client.get(kept).status_code == 401
    asked = {"Origin": "moz-extension://a", "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/score", headers=asked).status_code == 200  # a preflight bears no key
    assert "desk" in keys_command(path, "list").stdout
    assert keys_command(path, "revoke", "desk").returncode == 0
    assert score(client, key) == (403, "forbidden")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert "give a NAME" in keys_command(path, "add").stderr
    assert "has no key" in keys_command(path, "revoke", "desk").stderr
    keys_command(path, "add", "desk")
    assert "revoke it first" in keys_command(path, "add", "desk").stderr
    path.write_text("[]", encoding="utf-8")
    assert "is no list of keys" in keys_command(path, "list").stderr
    with pytest.raises(ValueError, match="is no list of keys"):
        Keys(path)


def test_a_file_of_keys_that_breaks_leaves_the_keys_known_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys.json"
    key = keys_command(path, "add", "desk").stdout.strip()
    whole = path.read_bytes()
    client = make_client(keys_file=path)
    path.write_bytes(whole[:-9])
    assert [score(client, key) for _ in range(2)] == [(200, "")] * 2
    assert caplog.text.count("the keys known before go on") == 1
    path.write_bytes(whole.replace(b"desk", b"news"))
    assert score(client, key) == (200, "")
    path.unlink()
    assert score(client, key) == (403, "forbidden")


def test_the_command_leaves_the_file_its_owner_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys_command(path, "add", "desk")
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    assert keys_command(path, "add", "news").returncode == 0
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
