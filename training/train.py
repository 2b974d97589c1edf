"""This file makes a candidate release: it fits the heads and writes them beside the encoder (`make train`)."""

import argparse
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from rhetor.attributes import HEADS, OF_SENTENCES
from rhetor.encoder import Encoder
from rhetor.encoder import __file__ as encoder_code
from rhetor.heads import __file__ as heads_code
from rhetor.heads import load_heads
from training.corpora import digest, fetch, find
from training.examples import ATTRIBUTES, HEDGING, STATES, Example, is_reserved, load_examples
from training.fit import (
    Floats,
    Layers,
    Sample,
    fit_alarmism,
    fit_hedging,
    fit_states,
    hedging_features,
    join_samples,
    load_layers,
    own_alarm_sample,
    sentence_sample,
    taught_mentions,
    unweighted,
    word_sample,
)
from training.labelled import OWN, own_digest
from training.lessons import LAYERS
from training.package import save_head, write_canaries, write_json, write_manifest
from training.plots import COURSE, CURVES
from training.readers import calm_articles
from training.vectors import Vectors, encode_examples, floats

REFERENCE = "ptc"  # the corpus of the reference articles
TRAINED_ON = ("newsmtsc", "dse", "ptc", "szeged", *OWN)

Corpora = Mapping[str, tuple[Sequence[Example], Vectors]]


def train(encoder_folder: Path, folder: Path, name: str) -> None:
    """Fit all heads on the encoder's vectors and write a release called `name` into `folder`, which it replaces.

    Learns from our own set and from those public corpora that are at hand (`make data` fetches them), and
    says which are not. Without ptc the reference quantiles beside the encoder are taken over. The same
    encoder, corpora and machine give the same bytes. Raises CorpusDamaged where a file of a corpus differs.
    """
    console, part = Console(stderr=True), folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    optional = {CURVES, COURSE, LAYERS}
    for file in ("encoder.onnx", "tokenizer.json", *optional):
        if file not in optional or (encoder_folder / file).exists():
            shutil.copyfile(encoder_folder / file, part / file)
    names = [corpus for corpus in TRAINED_ON if corpus in OWN or find(corpus)]
    for missing in [corpus for corpus in TRAINED_ON if corpus not in names]:
        console.print(f"{missing} is not at hand, so nothing is learned from it (make data)", style="yellow")
    corpora = load_corpora(part, names)
    with console.status("fitting"):
        heads, threshold = _fit_heads(corpora, load_layers(part))
    for head in HEADS:
        save_head(heads[head], part / f"{head}.skops")
    if REFERENCE in corpora:
        write_json(part / "reference.json", _reference(corpora, part, threshold))
    else:
        shutil.copyfile(encoder_folder / "reference.json", part / "reference.json")
    parameters = {"cue_threshold": threshold}
    write_canaries(part, name, parameters)
    write_manifest(part, name, parameters, {corpus: corpus_digest(corpus) for corpus in names})
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    console.print(f"release {name} is in {folder}; measure it with `make evaluate`")


def corpus_digest(corpus: str) -> str:
    """Return the sha256 that stands for a corpus in a manifest."""
    return own_digest(corpus) if corpus in OWN else digest(corpus)


def load_corpora(release: Path, names: Sequence[str]) -> Corpora:
    """Load corpora as examples with the vectors that a release's encoder and this code give them."""
    encoder = Encoder(release)
    parts = (release / "encoder.onnx", release / "tokenizer.json", Path(encoder_code), Path(heads_code))
    encoder_hash = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    loaded = {name: load_examples(name) for name in names}
    return {name: (examples, encode_examples(encoder, encoder_hash, examples)) for name, examples in loaded.items()}


def states_sample(corpora: Corpora) -> Sample:
    """Return what the states head is fitted on."""
    return join_samples([taught_mentions(*corpora[corpus]) for corpus in ATTRIBUTES[STATES] if corpus in corpora])


def alarmism_sample(corpora: Corpora) -> Sample:
    """Return what the alarmism head is fitted on; in each corpus both labels have the same weight."""
    public = [sentence_sample(*corpora["ptc"], "train")] if "ptc" in corpora else []
    return join_samples([*public, own_alarm_sample(*corpora["own_alarmism"])])


def hedging_sample(corpora: Corpora) -> Sample:
    """Return the sentences that the hedging head is fitted on, every one with the same weight."""
    taught = _taught(corpora)
    return unweighted(join_samples([sentence_sample(*corpus, "train") for corpus in taught]))


def _taught(corpora: Corpora) -> list[tuple[Sequence[Example], Vectors]]:
    """Return the corpora with cues that are trained on: all but conll2010."""
    return [corpora[name] for name in ATTRIBUTES[HEDGING] if name in corpora and name in TRAINED_ON]


def _fit_heads(corpora: Corpora, layers: Layers) -> tuple[Mapping[str, Any], float]:
    taught = _taught(corpora)
    words, counts = zip(*(word_sample(*corpus, "train") for corpus in taught), strict=True)
    sentences = hedging_sample(corpora)
    cues, hedging, threshold = fit_hedging(join_samples(words), sentences, np.concatenate(counts), layers)
    states, alarmism = fit_states(states_sample(corpora), layers), fit_alarmism(alarmism_sample(corpora), layers)
    return {"states": states, "alarmism": alarmism, "hedging": hedging, "cues": cues}, threshold


def _reference(corpora: Corpora, folder: Path, threshold: float) -> Mapping[str, Any]:
    """Return the quantiles of the reference articles' scores."""
    examples, vectors = corpora[REFERENCE]
    loaded = load_heads(folder, threshold)
    alarmism = loaded["alarmism"].predict_proba(floats(vectors.sentences))[:, 1]
    cues = loaded["cues"].predict_proba(floats(vectors.words))[:, 1]
    hedging = loaded["hedging"].predict_proba(hedging_features(cues, vectors.word_counts))[:, 1]
    articles = reference_articles(examples)
    groups = [example.group for example in examples if example.group in articles]
    kept = np.array([example.group in articles for example in examples])
    scores = {"alarmism": alarmism[kept], "hedging": hedging[kept]}
    quantiles = {one.name: _article_quantiles(groups, scores[one.name]) for one in OF_SENTENCES}
    return {"corpus": REFERENCE, "articles": len(articles)} | quantiles


def reference_articles(examples: Sequence[Example]) -> frozenset[str]:
    """Return the articles that percentiles are counted in: ptc's calmer half, without what the encoder learned from."""
    unseen = {example.group for example in examples if example.split == "test" or is_reserved(example.group)}
    return calm_articles(fetch(REFERENCE)) & unseen


def _article_quantiles(groups: Sequence[str], values: Floats) -> list[float]:
    _, places = np.unique(groups, return_inverse=True)
    means = np.bincount(places, values) / np.bincount(places)
    return [round(float(value), 6) for value in np.quantile(means, np.linspace(0, 1, 101))]


def main() -> None:
    """Run from the command line: `python -m training.train ENCODER_FOLDER CANDIDATE_FOLDER NAME`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    arguments = parser.parse_args()
    train(arguments.encoder, arguments.folder, arguments.name)


if __name__ == "__main__":
    main()
