"""Tests of what importing a room of training loads: each process, here, one of its own."""

import subprocess
import sys

import pytest

HEAVY = {"matplotlib", "torch", "transformers", "onnx", "vaderSentiment"}


def loaded(module: str) -> set[str]:
    program = f"import sys, {module}; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


@pytest.mark.parametrize("module", ["training.release.gate", "training.corpora.readers", "training.corpora.examples"])
def test_what_draws_or_teaches_nothing_loads_nothing_that_does(module: str) -> None:
    assert not loaded(module) & HEAVY


def test_reading_and_measuring_for_a_release_load_no_pytorch() -> None:
    assert not loaded("training.release.promote, training.release.evaluate") & {"torch", "transformers"}
