"""This file tests the file of API keys and the command that makes and revokes them."""

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.keys import Keys, load_keys, main, save_keys

DESK, NEWS = "rhetor_one", "rhetor_two"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def write(path: Path, **keys: str) -> None:
    save_keys(path, {name: (digest(key), "2026-11-30") for name, key in keys.items()})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_what_is_saved_is_loaded_again_and_legible(path: Path) -> None:
    keys = {"desk": ("abc", "2026-11-30"), "bureau à côté": ("def", "2026-12-01")}
    save_keys(path, keys)
    assert load_keys(path) == keys
    assert json.loads(path.read_text(encoding="utf-8"))["desk"] == {"sha256": "abc", "made": "2026-11-30"}
    assert len(path.read_text(encoding="utf-8").splitlines()) == 10  # a line a value, for who looks into it


def test_a_file_that_is_not_there_has_no_keys(path: Path) -> None:
    assert load_keys(path) == {}
    assert Keys(path).name_of(DESK) is None


@pytest.mark.parametrize(
    "content",
    ["", "[]", "1", "{", '{"desk": 1}', '{"desk": {"sha256": "abc"}}', '{"desk": {"made": "2026-11-30"}}', b"\xff"],
)
def test_a_file_that_is_no_list_of_keys_is_refused_with_the_command_that_makes_one(
    path: Path, content: str | bytes
) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for load in (load_keys, Keys):
        with pytest.raises(ValueError, match="list of keys") as caught:
            load(path)
        told = f"{path} is no list of keys; make one with `python -m service.keys {path} add NAME`"
        assert str(caught.value) == told


def test_a_new_file_is_its_owners_alone_and_leaves_nothing_beside_it(path: Path) -> None:
    write(path, desk=DESK)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_written_anew_keeps_its_owner_and_mode(path: Path) -> None:
    write(path, desk=DESK)
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    write(path, desk=DESK, news=NEWS)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino  # put in the old one's place at once, never half written


def test_what_an_interrupted_save_left_behind_is_overwritten(path: Path) -> None:
    path.with_name("keys.json.part").write_text("x" * 10_000, encoding="utf-8")
    write(path, desk=DESK)
    assert Keys(path).name_of(DESK) == "desk"
    assert list(path.parent.iterdir()) == [path]


def test_a_key_has_the_name_it_was_made_for_and_another_has_none(path: Path) -> None:
    write(path, desk=DESK, news=NEWS)
    keys = Keys(path)
    assert (keys.name_of(DESK), keys.name_of(NEWS)) == ("desk", "news")
    assert keys.name_of(digest(DESK)) is None
    assert keys.name_of("") is None
    assert keys.names() == {digest(DESK): "desk", digest(NEWS): "news"}


def test_a_key_works_and_dies_as_soon_as_the_file_says_so(path: Path) -> None:
    keys = Keys(path)
    write(path, desk=DESK)
    assert keys.name_of(DESK) == "desk"
    write(path, news=NEWS)
    assert (keys.name_of(DESK), keys.name_of(NEWS)) == (None, "news")
    path.unlink()
    assert keys.name_of(NEWS) is None


def test_a_file_that_breaks_leaves_the_keys_known_before_and_is_logged_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(path, desk=DESK)
    keys = Keys(path)
    path.write_text("{", encoding="utf-8")
    assert [keys.name_of(DESK) for _ in range(2)] == ["desk", "desk"]
    told = f"{path} cannot be read (ValueError); the keys known before go on."
    assert [(one.levelno, one.getMessage()) for one in caplog.records] == [(logging.ERROR, told)]
    write(path, news=NEWS)
    assert (keys.name_of(DESK), keys.name_of(NEWS)) == (None, "news")


Command = Callable[..., str]


@pytest.fixture
def command(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["service.keys", str(path), *arguments])
        main()
        return capsys.readouterr().out

    return run


def refusal(command: Command, *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        command(*arguments)
    return str(caught.value.code)


def test_a_key_is_shown_once_and_kept_as_a_hash(path: Path, command: Command) -> None:
    key = command("add", "desk").removesuffix("\n")
    assert key.startswith("rhetor_") and len(key) == len("rhetor_") + 43  # 256 bits, six a character
    assert load_keys(path) == {"desk": (digest(key), datetime.now(UTC).date().isoformat())}
    assert command("add", "news").removesuffix("\n") != key
    assert load_keys(path).keys() == {"desk", "news"}


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_the_day_a_key_was_made_is_that_of_utc_wherever_the_computer_is(
    path: Path, command: Command, in_zone: Callable[[str], None]
) -> None:
    for zone in ("UTC-14", "UTC+12"):  # at any hour, one of them has another day
        in_zone(zone)
        command("add", zone)
        assert load_keys(path)[zone][1] == datetime.now(UTC).date().isoformat()


def test_a_revoked_key_is_gone_and_the_others_stay(path: Path, command: Command) -> None:
    write(path, desk=DESK, news=NEWS)
    assert command("revoke", "desk") == ""
    assert load_keys(path) == {"news": (digest(NEWS), "2026-11-30")}


def test_the_list_tells_names_and_days_and_no_hash(path: Path, command: Command) -> None:
    assert command("list") == ""
    write(path, desk=DESK, news=NEWS)
    assert command("list") == "desk\t2026-11-30\nnews\t2026-11-30\n"


NAME_NEEDED = "give a NAME of up to 64 printable characters"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add"], NAME_NEEDED),
        (["add", ""], NAME_NEEDED),
        (["add", "two\nlines"], NAME_NEEDED),
        (["add", "x" * 65], NAME_NEEDED),
        (["revoke"], NAME_NEEDED),
        (["add", "desk"], "desk has a key already; revoke it first"),
        (["revoke", "news"], "news has no key"),
    ],
)
def test_what_the_command_cannot_do_it_says_and_changes_nothing(
    path: Path, command: Command, arguments: list[str], message: str
) -> None:
    write(path, desk=DESK)
    assert refusal(command, *arguments) == message
    assert load_keys(path).keys() == {"desk"}


def test_a_name_may_have_64_characters(command: Command) -> None:
    command("add", "x" * 64)
    assert command("list").startswith("x" * 64 + "\t")


def test_the_command_neither_overwrites_nor_lists_a_file_of_something_else(path: Path, command: Command) -> None:
    path.write_text("[]", encoding="utf-8")
    for arguments in (["list"], ["add", "desk"], ["revoke", "desk"]):
        assert "is no list of keys" in refusal(command, *arguments)
    assert path.read_text(encoding="utf-8") == "[]"


def test_the_command_knows_three_tasks_and_its_help_explains_them(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(command, "lend", "desk") == "2"
    assert "invalid choice: 'lend'" in capsys.readouterr().err
    monkeypatch.setenv("COLUMNS", "200")
    assert refusal(command, "--help") == "0"
    told = capsys.readouterr().out
    assert "usage: python -m service.keys" in told
    assert "Make and revoke keys." in told
    assert "{add,revoke,list}" in told and "[name]" in told
    assert " the file that RHETOR_KEYS_FILE names\n" in told
    assert " whose key it is; shown in logs, so no secret\n" in told
