"""This file makes mutants (a small fault each, by mutmut) of a few files, and counts those that each file's own tests find."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "mutants"
FLOOR = 0.85

MEASURED = {
    "rhetor/text/document.py": "tests/rhetor/text/test_document.py",
    "rhetor/text/voice.py": "tests/rhetor/text/test_voice.py",
    "rhetor/aggregate.py": "tests/rhetor/test_aggregate.py",
    "rhetor/compose.py": "tests/rhetor/test_compose.py",
    "service/problems.py": "tests/service/unit/test_problems.py",
    "service/limits.py": "tests/service/unit/test_limits.py",
    "service/keys.py": "tests/service/unit/test_keys.py",
}

# A mutant has four times as long as the tests take, and then hangs.
_SETTINGS = """
[tool.mutmut]
source_paths = ["rhetor", "service"]
only_mutate = ["{file}"]
pytest_add_cli_args_test_selection = ["{tests}"]
pytest_add_cli_args = ["-p", "no:cacheprovider"]
timeout_constant = 2.0
timeout_multiplier = 4.0
"""

# The same examples every time, and the first that fails will do.
_PROFILE = """
from hypothesis import Phase

settings.register_profile(
    "mutants", settings.get_profile("rhetor"), phases=[Phase.explicit, Phase.generate], derandomize=True, database=None
)
settings.load_profile("mutants")
"""

_SURVIVED = {0, 5, 33}  # exit status: the tests passed; there are none; none reaches the function


def main() -> None:
    """Print a table, of the files whose names hold a word given; `--survivors` also prints the mutants not found."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    files = [file for file in MEASURED if not words or any(word in file for word in words)]
    print(f"{'file':26}{'mutants':>8}{'found':>8}{'share':>8}")
    shares = {file: report(file) for file in files}
    if low := [file for file, share in shares.items() if share < FLOOR]:
        sys.exit(f"Under {FLOOR:.0%}: {', '.join(low)}. See what was not found with ARGS=--survivors, and add tests.")


def report(file: str) -> float:
    """Measure a file, print its row, and return the share of mutants found."""
    results = measure(file)
    survivors = [name for name, status in results.items() if status in _SURVIVED]
    share = 1 - len(survivors) / len(results)
    print(f"{file:26}{len(results):8}{len(results) - len(survivors):8}{share:8.1%}", flush=True)
    if "--survivors" in sys.argv:
        for name in survivors:
            print(_mutmut(_folder(file), "show", name), flush=True)
    return share


def measure(file: str) -> dict[str, int]:
    """Return by mutant the exit status of the file's own tests, run on a copy of the sources."""
    folder = _folder(file)
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("rhetor", "service", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    _append(folder / "tests" / "conftest.py", _PROFILE)
    shutil.copy(ROOT / "pyproject.toml", folder)
    _append(folder / "pyproject.toml", _SETTINGS.format(file=file, tests=MEASURED[file]))
    _mutmut(folder, "run", "--max-children", "1")
    kept = json.loads((folder / "mutants" / f"{file}.meta").read_text(encoding="utf-8"))
    return dict(kept["exit_code_by_key"])


def _folder(file: str) -> Path:
    return BUILD / Path(file).stem


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _mutmut(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
