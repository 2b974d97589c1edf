"""Tests of writing files: whole or not at all, and nothing left beside them."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.files import copy_there, replacing, replacing_folder, write_json, write_text


class Killed(BaseException):
    """Stands for a signal that ends the program."""


def test_json_is_written_in_one_step_or_not_at_all(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"name": "Élan", "values": [1, 2.5]})
    with pytest.raises(TypeError):
        write_json(tmp_path / "a.json", {"name": object()})
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"name": "Élan", "values": [1, 2.5]}


def write_half(path: Path) -> None:
    with replacing(path) as part:
        part.write_text("half", encoding="utf-8")
        raise Killed


def test_a_writer_that_adds_a_suffix_where_there_is_none_finds_its_own(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.half.npz") as part:
        np.savez(part, one=np.arange(3))
    assert [path.name for path in tmp_path.iterdir()] == ["a.half.npz"]


@pytest.mark.parametrize("name", ["a.npz", "current", "a.half.npz"])
def test_what_is_cut_off_leaves_the_file_as_it_was(tmp_path: Path, name: str) -> None:
    write_text(tmp_path / name, "before")
    with pytest.raises(Killed):
        write_half(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "before"


def test_copying_takes_away_what_the_source_lacks(tmp_path: Path) -> None:
    for folder, name in (("from", "a"), ("to", "a"), ("to", "b"), ("to", "c")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(folder, encoding="utf-8")
    copy_there(tmp_path / "from", tmp_path / "to", ("a", "b"))
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "to").iterdir()} == {"a": "from", "c": "to"}


def make_folder(folder: Path, content: str) -> None:
    with replacing_folder(folder) as part:
        part.mkdir()
        (part / "a").write_text(content, encoding="utf-8")
        if content == "half":
            raise Killed


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    for content in ("first", "second"):
        make_folder(tmp_path / "release", content)
    with pytest.raises(Killed):
        make_folder(tmp_path / "release", "half")
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
    assert (tmp_path / "release" / "a").read_text(encoding="utf-8") == "second"


def test_a_folder_whose_replacement_was_cut_off_is_put_back(tmp_path: Path) -> None:
    make_folder(tmp_path / "release", "first")
    (tmp_path / "release").rename(tmp_path / ".release.old")
    with pytest.raises(Killed):
        make_folder(tmp_path / "release", "half")
    assert (tmp_path / "release" / "a").read_text(encoding="utf-8") == "first"
