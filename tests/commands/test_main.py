"""Tests of the command `rhetor`: what it offers, what it tells, and what it says where an extra is missing."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from commands.__main__ import SUBCOMMANDS, Subcommand, main

ROOT = Path(__file__).parents[2]


def test_every_subcommand_is_listed_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = capsys.readouterr().out
    for one in SUBCOMMANDS:
        assert f"{one.name} " in listed and one.summary in listed
        with pytest.raises(SystemExit, match="0"):
            main([one.name, "--help"])
        assert f"usage: rhetor {one.name}" in capsys.readouterr().out


@pytest.mark.parametrize("given", [[], ["sing"]])
def test_without_a_subcommand_that_exists_the_command_says_how_to_use_it(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(given)
    assert "usage: rhetor" in capsys.readouterr().err


def test_version_tells_the_package_and_its_release(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    digest = hashlib.sha256((release / "manifest.json").read_bytes()).hexdigest()
    assert capsys.readouterr().out == f"rhetor {version}\nrelease {release.name} sha256:{digest}\n"


def test_the_citation_has_the_package_s_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("extra", ["bulk", "labels"])
def test_a_subcommand_whose_extra_is_not_installed_names_it(
    extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"needs_{extra}.py").write_text("import a_package_that_nobody_has\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    table = [*SUBCOMMANDS, Subcommand("run", "run it", f"needs_{extra}", extra)]
    assert main(["run", "--fast"], table) == 2
    assert f"needs a_package_that_nobody_has: install rhetor[{extra}]" in capsys.readouterr().err
    assert main(["version"], table) == 0  # no other subcommand suffers
