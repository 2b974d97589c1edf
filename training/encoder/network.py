"""This file is the encoder with the linear layers that teach it, in PyTorch (requirements/finetune.txt)."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from training.corpora.tasks import ALARM, CUES, DIRECTED, FEAR, SENTIMENT
from training.encoder.lessons import SHARPNESS, Lesson
from training.files import LAYERS, replacing
from training.refusals import Refused, reading

_WORDS = "embeddings.word_embeddings.weight"
_RELATIVE = "encoder.relative_attention_bias.weight"  # MPNet has it, BERT has not


class Network(nn.Module):
    """An encoder (BERT or MPNet) and one linear layer a task, from which the heads start (training/heads/fit.py)."""

    def __init__(self, weights: Path, marks: tuple[int, int]) -> None:
        """Load an encoder from `weights`, and the layers that lie beside them, if any; `marks` are put around ids."""
        super().__init__()
        self.encoder = _load_encoder(weights)
        self.marks = marks
        width = self.encoder.config.hidden_size
        sizes = {SENTIMENT: (2 * width, 3), DIRECTED: (2 * width, 3), CUES: (width, 2)}
        sizes |= {ALARM: (2 * width, 2), FEAR: (2 * width, 2)}
        self.layers = nn.ModuleDict({task: nn.Linear(*size) for task, size in sizes.items()})
        if weights.with_name(LAYERS).exists():
            with reading(weights.with_name(LAYERS)):
                layers = load_file(weights.with_name(LAYERS))
            self.layers.load_state_dict(layers, strict=False)

    def keep_layers(self, count: int) -> None:
        """Drop all but `count` layers of the encoder: the first, the last and some evenly between stay."""
        layers = self.encoder.encoder.layer
        if not 2 <= count <= len(layers):
            raise Refused(f"{count} of {len(layers)} layers cannot be kept; keep at least 2.")
        kept = [round(place) for place in torch.linspace(0, len(layers) - 1, count).tolist()]
        self.encoder.encoder.layer = nn.ModuleList(layers[number] for number in kept)

    def save(self, folder: Path) -> None:
        """Write the linear layers and the encoder, `model.safetensors`, into `folder`."""
        for name, module in ((LAYERS, self.layers), ("model.safetensors", self.encoder)):
            state = {key: value.contiguous() for key, value in module.state_dict().items() if "position_ids" not in key}
            with replacing(folder / name) as part:
                save_file(state, part)

    def read(self, batch: Sequence[Lesson]) -> "Reading":
        """Run the encoder over a batch."""
        longest = max(len(lesson.ids) for lesson in batch) + 2
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, lesson in enumerate(batch):
            ids[row, : len(lesson.ids) + 2] = torch.tensor([self.marks[0], *lesson.ids, self.marks[1]])
            mask[row, : len(lesson.ids) + 2] = 1
        device = next(self.parameters()).device
        ids, mask = ids.to(device), mask.to(device)
        first = 2 if isinstance(self.encoder, MPNetModel) else 0
        places = torch.arange(first, first + longest, device=device)[None].expand(len(batch), -1)
        states = self.encoder(input_ids=ids, attention_mask=mask, position_ids=places).last_hidden_state
        inner = mask.bool()
        inner[:, 0] = False
        inner[torch.arange(len(batch)), mask.sum(1) - 1] = False
        return Reading(self.layers, states, inner)


class Reading:
    """What the encoder made of a batch; its features are near those that the heads read (rhetor/heads.py)."""

    def __init__(self, layers: nn.ModuleDict, states: torch.Tensor, inner: torch.Tensor) -> None:
        self._layers, self._inner = layers, inner
        self._tokens = functional.normalize(states, dim=-1)
        sums = (states * inner[..., None]).sum(1)
        self._means = functional.normalize(sums / inner.sum(1, keepdim=True), dim=-1)

    def at_places(self, task: str, places: Sequence[Sequence[int]]) -> torch.Tensor:
        """Return the logits (places, 3) of a task at some tokens of each sentence."""
        rows = [row for row, found in enumerate(places) for _ in found]
        columns = [place + 1 for found in places for place in found]
        return self._logits(task, torch.cat([self._tokens[rows, columns], self._means[rows]], dim=1))

    def of_sentences(self, task: str) -> torch.Tensor:
        """Return the logits (sentences, 2) of alarm or fear."""
        strongest = self._tokens.masked_fill(~self._inner[..., None], -1.0).max(dim=1).values
        return self._logits(task, torch.cat([self._means, strongest], dim=1))

    def words(self) -> torch.Tensor:
        """Return the logits (tokens of all sentences, 2) of cues."""
        return self._logits(CUES, self._tokens[self._inner])

    def _logits(self, task: str, features: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self._layers[task](SHARPNESS * features)
        return found


def _load_encoder(weights: Path) -> BertModel | MPNetModel:
    """Load BERT shaped like all-MiniLM-L6-v2, or MPNet like all-mpnet-base-v2, whichever the weights are of."""
    with reading(weights):
        state = {name: value for name, value in load_file(weights).items() if "pooler" not in name}
    words, width = state[_WORDS].shape
    layers = len({name.split(".")[2] for name in state if name.startswith("encoder.layer.")})
    shape = {"vocab_size": words, "hidden_size": width, "num_hidden_layers": layers, "intermediate_size": 4 * width}
    if _RELATIVE in state:
        places = state["embeddings.position_embeddings.weight"].shape[0]
        config = MPNetConfig(**shape, num_attention_heads=12, layer_norm_eps=1e-5, max_position_embeddings=places)
        model: BertModel | MPNetModel = MPNetModel(config, add_pooling_layer=False)
    else:
        model = BertModel(BertConfig(**shape, num_attention_heads=12), add_pooling_layer=False)
    missing, _ = model.load_state_dict(state, strict=False)
    lost = [name for name in missing if "position_ids" not in name]
    if lost:
        raise Refused(f"{weights} lacks {lost[0]} and {len(lost) - 1} more; make it with `make encoder`.")
    return model.train()
