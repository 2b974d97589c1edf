"""This file makes small networks; without PyTorch it skips who imports it, but not under `make test-finetune`."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from training.corpora.own import ALARMISM_CORPUS, STATES_CORPUS
from training.encoder.lessons import Settings

if find_spec("torch") is None:
    missing = "PyTorch is not installed (make test-finetune installs it)"
    if os.environ.get("RHETOR_TEST_PYTORCH"):
        raise ImportError(missing)
    pytest.skip(missing, allow_module_level=True)

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

SETTINGS = Settings(epochs=1, batch=32, repeats=1)
CORPORA = [STATES_CORPUS, ALARMISM_CORPUS]
MARKS = [pytest.mark.finetune, pytest.mark.usefixtures("few"), pytest.mark.filterwarnings("ignore")]
_SHAPE = {"hidden_size": 24, "intermediate_size": 96, "num_attention_heads": 12}


def weights(folder: Path, tokenizer: bytes, mpnet: bool = False, layers: int = 1) -> Path:
    """Write random weights of a small network, and the tokenizer beside them."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    shape = _SHAPE | {"vocab_size": len(json.loads(tokenizer)["model"]["vocab"]), "num_hidden_layers": layers}
    large = MPNetConfig(**shape, max_position_embeddings=514)
    model = MPNetModel(large) if mpnet else BertModel(BertConfig(**shape))
    folder.mkdir()
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "model.safetensors")
    (folder / "tokenizer.json").write_bytes(tokenizer)
    return folder / "model.safetensors"


def same(one: Path, other: Path) -> bool:
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (one, other))
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


class Stopped(Exception):
    """The run is cut off."""
