"""This file tests what the library makes public, which is a promise, and what it does not load for that."""

import subprocess
import sys
from pathlib import Path

import rhetor

ROOT = Path(__file__).resolve().parents[2]
NOT_FOR_SCORING = ("flask", "service", "training", "commands", "torch", "matplotlib", "pandas")


def test_the_public_names_are_these_and_all_there() -> None:
    assert rhetor.__all__ == ["Article", "Scorer", "load_release"]
    assert all(hasattr(rhetor, name) for name in rhetor.__all__)


def test_who_imports_the_library_loads_no_service_and_no_training() -> None:
    program = "import sys, rhetor; print(rhetor.Scorer.__name__, *sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    scorer, *loaded = told.split()
    assert scorer == "Scorer"
    assert "rhetor.scorer" in loaded
    assert {name.partition(".")[0] for name in loaded}.isdisjoint(NOT_FOR_SCORING)
