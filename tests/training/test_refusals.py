"""Tests of refusals: every command that is given what it cannot use ends with one sentence, and with status 1."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from rhetor.release import MANIFEST

NONE = {"RHETOR_CORPORA": "none", "XDG_CACHE_HOME": "none"}


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Path:
    """Hold some releases, each wrong in a way of its own, and a corpus that is another one than was pinned."""
    for name in ("torn", "bare", "other"):
        (tmp_path / name).mkdir()
        for file in ("encoder.onnx", "tokenizer.json"):
            (tmp_path / name / file).write_bytes(b"no model")
    (tmp_path / "torn" / MANIFEST).write_text('{"format": 1, ', encoding="utf-8")
    (tmp_path / "bare" / MANIFEST).write_text("{}", encoding="utf-8")
    shutil.copyfile(release / MANIFEST, tmp_path / "other" / MANIFEST)
    (tmp_path / "corpora/szeged").mkdir(parents=True)
    (tmp_path / "corpora/szeged/wiki.xml").write_text("<other/>", encoding="utf-8")
    (tmp_path / "weights.safetensors").write_bytes(b"no weights")
    (tmp_path / "model.whl").write_bytes(b"no wheel")
    (tmp_path / "settings.json").write_text(json.dumps({"seed": 1}), encoding="utf-8")
    return tmp_path


DAMAGED = {"RHETOR_CORPORA": "corpora", "XDG_CACHE_HOME": "none"}
CASES = [
    ("release.gate nowhere", NONE, "gate closed: nowhere holds no release; make a candidate first"),
    ("release.gate torn", NONE, "gate closed: torn/manifest.json cannot be read (JSONDecodeError); restore it"),
    ("release.gate bare", NONE, "gate closed: bare/manifest.json lacks release, corpora"),
    ("release.gate other", DAMAGED, "szeged/wiki.xml has sha256"),
    ("release.gate torn --pin", NONE, "gate closed: torn/manifest.json cannot be read"),
    ("release.evaluate nowhere", NONE, "nowhere holds no release"),
    ("release.evaluate torn", NONE, "torn/manifest.json cannot be read"),
    ("release.evaluate other", DAMAGED, "szeged/wiki.xml has sha256"),
    ("release.evaluate other", NONE, "encoder.onnx"),
    ("release.promote nowhere models", NONE, "not promoted: "),
    ("release.promote torn models", NONE, "not promoted: "),
    ("release.promote other models", DAMAGED, "not promoted: "),
    ("release.seeds torn bare", NONE, "torn/manifest.json cannot be read"),
    ("release.train nowhere candidate name", NONE, "encoder.onnx"),
    ("release.train other candidate name", NONE, "encoder.onnx cannot be read"),
    ("release.train other candidate name", DAMAGED, "szeged/wiki.xml has sha256"),
    ("heads.choose other", NONE, "encoder.onnx cannot be read"),
    ("encoder.weights unpacked model.whl", NONE, "model.whl cannot be read (BadZipFile)"),
    ("encoder.weights unpacked other", NONE, "other/encoder.onnx cannot be read"),
    ("encoder.quantise made weights.safetensors", NONE, "weights.safetensors cannot be read"),
    ("encoder.quantise made nowhere.safetensors", NONE, "nowhere.safetensors cannot be read (FileNotFoundError)"),
]


@pytest.mark.parametrize(
    ("command", "variables", "said"), CASES, ids=[f"{one[0]}, {one[1]['RHETOR_CORPORA']} at hand" for one in CASES]
)
def test_a_command_ends_with_one_sentence(
    command: str, variables: dict[str, str], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, *arguments = command.split()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", [module, *arguments])
    for name, value in variables.items():
        monkeypatch.setenv(name, str(folder / value))
    with pytest.raises(SystemExit) as ended:
        import_module(f"training.{module}").main()
    assert said in str(ended.value)
    assert "\n" not in str(ended.value)


def test_the_sentence_is_all_that_is_written_and_the_status_is_1(folder: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    program = [sys.executable, "-m", "training.release.gate", "torn"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    answer = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
