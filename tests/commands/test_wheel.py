"""Tests of the wheel: made as `make wheel` makes it, installed into an empty environment elsewhere, and used.

What it needs comes from the package index, as requirements/run.txt locks it.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from rhetor.scorer import Scorer
from rhetor.text.document import Article
from tests.service.live import ROOT, answers, lacks, wait_for
from tests.service.test_http import PAGE

for needed in ("build", "hatchling"):
    if importlib.util.find_spec(needed) is None:
        lacks(f"{needed} is not installed (requirements/dev.txt)")

pytestmark = [pytest.mark.slow, pytest.mark.network]  # and run by itself, in CI too: `make test-wheel`

TEXT = "Norway praised Chile on Monday. It is believed that Chile may sign the pact soon."
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `python -m build` makes of the source distribution that it makes."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("rhetor-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel; nothing of ours besides."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env")
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    locked = ["--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")]
    subprocess.run([*pip, "install", "--quiet", *locked], check=True)
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", str(wheel)], check=True
    )  # fails where a name is not locked
    return python.parent


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder whose files have our names, and must not be imported."""
    for name in ("rhetor", "service", "commands"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('this is a stranger')\n", encoding="utf-8")
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def environment(**settings: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("RHETOR_", "PYTHON", "OPENBLAS"))}
    return ours | settings


def run(folder: Path, *command: str | Path) -> str:
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_what_scoring_needs_under_one_name_and_is_small(wheel: Path, release: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.stat().st_size < 40 * MEGABYTE
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"rhetor"}
    assert not [name for name in names if "training" in name or "tests" in name or "__pycache__" in name]
    held = {name.removeprefix("rhetor/models/") for name in names if name.startswith("rhetor/models/")}
    needed = {"encoder.onnx", "tokenizer.json", "manifest.json", "reference.json", "canaries.json", "CARD.md"}
    heads = {f"{head}.skops" for head in ("states", "alarmism", "hedging", "cues")}
    assert held == {"current"} | {f"{release.name}/{name}" for name in needed | heads}


def test_the_checkout_cannot_be_imported_where_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    told = run(tmp_path, installed / "python", "-c", "import rhetor, sys; print(rhetor.__file__, *sys.path)")
    assert told.split()[0].startswith(str(installed.parent))
    assert str(ROOT) not in told.split()
    for name in ("training", "service", "commands"):
        gone = subprocess.run(
            [installed / "python", "-c", f"import {name}"], cwd=tmp_path, env=environment(), check=False
        )
        assert gone.returncode != 0


def test_the_installed_command_tells_its_versions(installed: Path, elsewhere: Path, release: Path) -> None:
    package, _, models = run(elsewhere, installed / "rhetor", "version").partition("\n")
    assert package == "rhetor 0.1.0"
    assert models.startswith(f"release {release.name} sha256:")


def test_the_installed_command_scores_as_the_checkout_does(installed: Path, elsewhere: Path, scorer: Scorer) -> None:
    report = json.loads(run(elsewhere, installed / "rhetor", "score", "--json", "article.txt"))
    ours = scorer.score(Article(TEXT)).as_dict()
    assert report | {"timing_ms": 0} == {"file": "article.txt"} | ours | {"timing_ms": 0}


@pytest.fixture
def url(installed: Path, elsewhere: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [installed / "rhetor", "serve", "--port", port]
    with (
        (elsewhere / "log").open("wb") as log,
        subprocess.Popen(command, cwd=elsewhere, env=environment(), stdout=log, stderr=log) as process,
    ):
        try:
            wait_for(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"), 120)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            assert process.wait(20) == 0


def test_the_installed_command_serves_articles_pages_and_itself(url: str, scorer: Scorer, release: Path) -> None:
    scored = requests.post(f"{url}/v1/score", json={"text": TEXT}, timeout=20).json()
    assert scored | {"timing_ms": 0} == scorer.score(Article(TEXT)).as_dict() | {"timing_ms": 0}
    page = requests.post(
        f"{url}/v1/score", data=PAGE.encode(), headers={"Content-Type": "text/html"}, timeout=30
    ).json()
    assert page["document"]["title"] == "Crew goes free"
    assert requests.get(f"{url}/v1/models", timeout=20).json() == {"current": release.name, "releases": [release.name]}
    for path in ("/", "/docs", "/static/page.js", "/metrics"):
        assert requests.get(f"{url}{path}", timeout=20).ok
