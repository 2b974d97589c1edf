"""Tests of the lock as a stranger meets it: an alias, or a rule of the finder, changes what the model sees."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHANGES = (
    "from pathlib import Path; from rhetor.packaged import current_release; from training.release.lock import find_changes, read_all_inputs;"
    "[print(one.text) for one in find_changes(current_release(Path('models')), read_all_inputs())]"
)
LOAD = (
    "from pathlib import Path; from rhetor import Scorer; from rhetor.packaged import current_release;"
    "Scorer.load(current_release(Path('models'))); print('loaded')"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Copy what the lock needs of this checkout."""
    ignored = shutil.ignore_patterns("__pycache__", "beliefs*.npz")
    for name in ("rhetor", "training", "models", "tests/golden"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for path in (tmp_path / "training" / "labelled").glob("*.jsonl"):  # some will do, and take less time
        path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[::15]) + "\n", encoding="utf-8")
    yield tmp_path
    shutil.rmtree(tmp_path)


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def add_alias(alias: str) -> Callable[[Path], None]:
    """Return a change that gives Norway one more name."""

    def change(checkout: Path) -> None:
        path = checkout / "rhetor" / "data" / "states.tsv"
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = header_of(path).index("aliases")
        edited = []
        for row in (header, *rows):
            cells = row.rstrip("\n").split("\t")
            if cells[0] == "NO":
                cells[place] = "|".join(filter(None, [cells[place], alias]))
            edited.append("\t".join(cells) + "\n")
        path.write_text("".join(edited), encoding="utf-8")

    return change


def header_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if not line.startswith("#")).split("\t")


def spoil_the_article(checkout: Path) -> None:
    path = checkout / "rhetor" / "instances.py"
    code = path.read_text(encoding="utf-8")
    assert r"\b[Tt]he\s+$" in code
    path.write_text(code.replace(r"\b[Tt]he\s+$", r"\b[T]he\s+$"), encoding="utf-8")


def test_an_alias_that_no_locked_sentence_holds_needs_nothing(checkout: Path) -> None:
    add_alias("Qzyxland")(checkout)
    assert run(checkout, "-c", CHANGES).stdout == ""
    assert run(checkout, "-c", LOAD).stdout == "loaded\n"


@pytest.mark.parametrize("change", [add_alias("harbour"), spoil_the_article], ids=["data", "code"])
def test_what_changes_inputs_is_named_and_one_command_takes_it_over(
    checkout: Path, change: Callable[[Path], None]
) -> None:
    files = {path: path.read_bytes() for path in checkout.glob("models/*/*") if path.suffix in {".onnx", ".skops"}}
    change(checkout)
    assert len(run(checkout, "-c", CHANGES).stdout.splitlines()) > 3
    (release,) = (path for path in (checkout / "models").iterdir() if path.is_dir())
    done = run(checkout, "-m", "training.release.relock", str(release))
    assert "sentences changed" in done.stdout, done.stderr
    assert run(checkout, "-c", CHANGES).stdout == ""
    assert run(checkout, "-c", LOAD).stdout == "loaded\n"
    assert {path: path.read_bytes() for path in files} == files


def test_a_release_that_is_not_whole_is_not_sealed_anew(checkout: Path) -> None:
    (release,) = (path for path in (checkout / "models").iterdir() if path.is_dir())
    before = {path.name: path.read_bytes() for path in release.iterdir()}
    quantiles = json.loads(before["reference.json"]) | {"hedging": [0.5] * 101}
    (release / "reference.json").write_text(json.dumps(quantiles), encoding="utf-8")
    done = run(checkout, "-m", "training.release.relock", str(release))
    assert done.returncode == 1
    assert "not relocked: reference.json is not the file that the manifest names" in done.stderr
    assert (release / "manifest.json").read_bytes() == before["manifest.json"]
    assert [path.name for path in (checkout / "models").iterdir() if path.name.startswith(".")] == []


def test_a_canary_that_is_seen_as_before_and_scores_otherwise_is_not_sealed_anew(checkout: Path) -> None:
    (release,) = (path for path in (checkout / "models").iterdir() if path.is_dir())
    canaries = json.loads((release / "canaries.json").read_text(encoding="utf-8"))
    canaries["canaries"][0]["expected"]["alarmism"] += 0.3
    (release / "canaries.json").write_text(json.dumps(canaries), encoding="utf-8")
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["canaries.json"] = hashlib.sha256((release / "canaries.json").read_bytes()).hexdigest()
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = run(checkout, "-m", "training.release.relock", str(release))
    assert (done.returncode, "use the locked dependencies" in done.stderr) == (1, True)


def test_a_relock_that_was_cut_off_between_its_steps_is_taken_up(checkout: Path) -> None:
    (release,) = (path for path in (checkout / "models").iterdir() if path.is_dir())
    release.rename(release.with_name(f".{release.name}.old"))
    assert "0 sentences changed" in run(checkout, "-m", "training.release.relock", str(release)).stdout
    assert run(checkout, "-c", LOAD).stdout == "loaded\n"
