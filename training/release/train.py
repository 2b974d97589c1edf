"""This file makes a candidate release: it fits the heads and writes them beside the encoder (`make train`)."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from rhetor.attributes import HEADS, OF_SENTENCES
from training.corpora.readers import REFERENCE, TAUGHT
from training.corpora.registry import digest, find
from training.files import COURSE, CURVES, LAYERS, copy_there, replacing_folder, write_bytes, write_json
from training.heads.fit import Layers, fit_hedging, fit_sentences, fit_states, load_layers
from training.heads.taught import cues_sample, hedging_sample, sentences_sample, states_sample
from training.heads.vectors import Corpora, load_corpora
from training.refusals import Refused, one_sentence, read_json
from training.release.package import save_head, write_canaries, write_manifest
from training.release.reference import reference_quantiles


def train(encoder_folder: Path, folder: Path, name: str) -> None:
    """Fit all heads on the encoder's vectors and write a release called `name` into `folder`, which it replaces.

    Learns from our own set and from those public corpora that are at hand (`make data` fetches them), and
    says which are not. Without ptc the reference quantiles beside the encoder are taken over. The same
    encoder, corpora and machine give the same bytes. Raises CorpusDamaged where a file of a corpus differs.
    """
    console = Console(stderr=True)
    with replacing_folder(folder) as part:
        _make_candidate(encoder_folder, part, name, console)
    console.print(f"release {name} is in {folder}; measure it with `make evaluate`")


def _make_candidate(encoder_folder: Path, part: Path, name: str, console: Console) -> None:
    part.mkdir(parents=True)
    for file in ("encoder.onnx", "tokenizer.json"):
        write_bytes(part / file, (encoder_folder / file).read_bytes())
    copy_there(encoder_folder, part, (CURVES, COURSE, LAYERS))
    chosen = [corpus for corpus in TAUGHT if find(corpus)]
    for missing in [corpus.name for corpus in TAUGHT if corpus not in chosen]:
        console.print(f"{missing} is not at hand, so nothing is learned from it (make data)", style="yellow")
    corpora = load_corpora(part, chosen, lambda line: console.print(line, soft_wrap=True, highlight=False))
    with console.status("fitting"):
        heads, threshold = _fit_heads(corpora, load_layers(part))
    for head in HEADS:
        save_head(heads[head], part / f"{head}.skops")
    if REFERENCE.name in corpora:
        write_json(part / "reference.json", reference_quantiles(corpora, part, threshold))
    else:
        write_bytes(part / "reference.json", _reference_before(encoder_folder))
    parameters = {"cue_threshold": threshold}
    write_canaries(part, name, parameters)
    write_manifest(part, name, parameters, {corpus.name: digest(corpus) for corpus in chosen})


def _reference_before(encoder_folder: Path) -> bytes:
    """Return the quantiles that lie beside the encoder; raises Refused where an attribute has none there."""
    path = encoder_folder / "reference.json"
    found = read_json(path)
    missing = [one.name for one in OF_SENTENCES if one.name not in found]
    if missing:
        raise Refused(f"{path} has no quantiles of {', '.join(missing)}: they need {REFERENCE.name} (make data).")
    return path.read_bytes()


def _fit_heads(corpora: Corpora, layers: Layers) -> tuple[Mapping[str, Any], float]:
    words, counts = cues_sample(corpora)
    cues, hedging, threshold = fit_hedging(words, hedging_sample(corpora), counts, layers)
    plain = [one.name for one in OF_SENTENCES if not one.cues]
    sentences = {name: fit_sentences(name, sentences_sample(corpora, name), layers) for name in plain}
    states = fit_states(states_sample(corpora), layers)
    return {"states": states, "hedging": hedging, "cues": cues} | sentences, threshold


def main() -> None:
    """Run from the command line: `python -m training.release.train ENCODER_FOLDER CANDIDATE_FOLDER NAME`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    arguments = parser.parse_args()
    with one_sentence():
        train(arguments.encoder, arguments.folder, arguments.name)


if __name__ == "__main__":
    main()
