"""This file prints how settings of the heads do on the groups kept from the encoder, to choose by (`make choose`)."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import f1_score

from rhetor.heads import read_head
from training.corpora.examples import Example, is_reserved
from training.corpora.readers import CORPORA, TAUGHT
from training.corpora.registry import find
from training.corpora.tasks import ALARMISM, HEDGING, STATES
from training.heads.fit import Layers, fit_hedging, fit_sentences, fit_states, hedging_features, load_layers
from training.heads.samples import (
    Sample,
    join_samples,
    mention_sample,
    reserved,
    sentence_sample,
    unweighted,
    word_sample,
)
from training.heads.taught import taught, taught_mentions, taught_sentences
from training.heads.vectors import Corpora, load_corpora
from training.measure.metrics import balance, measure
from training.measure.orders import contrast_order, wording_orders
from training.refusals import one_sentence

_STRENGTHS = (0.03, 0.1, 0.3, 1.0)
_OWN_WEIGHTS = (1.0, 3.0)  # of a mention of our own, beside 1 for one of newsmtsc
_SOBER_SHARES = (0.0, 0.15, 0.3, 0.4)
_OWN_SENTENCES = (1.0, 3.0, 10.0, 20.0, 30.0)  # weights of a sentence of our own, beside 1 for one of ptc
_DSE_WEIGHTS = (0.0, 0.1, 0.3)


def choose_states(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield settings of the states head with the macro-F1 on each corpus's kept groups, and the contrasts ordered."""
    samples = {name: mention_sample(*pair, "train") for name, pair in taught(corpora, STATES).items()}
    for strength, own, dse in product(_STRENGTHS, _OWN_WEIGHTS, _DSE_WEIGHTS):
        weights = {name: own if CORPORA[name].own else dse if CORPORA[name].other_neutral else 1.0 for name in samples}
        joined = join_samples([taught_mentions(*corpora[name], weights[name]) for name in samples if weights[name]])
        head = read_head(fit_states(joined, layers, strength))
        found = {}
        for name, sample in samples.items():
            kept = reserved(sample)
            found[name] = measure(sample.labels[kept], head.predict_proba(sample.features[kept]))["macro_f1"]
        examples = _kept_examples(corpora["own_states"][0])
        sample = samples["own_states"]
        found["contrasts"] = contrast_order(examples, head.predict_proba(sample.features[reserved(sample)]))[0]
        yield f"C {strength:g}, own {own:g}, dse {dse:g}", found


def choose_alarmism(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield settings of the alarmism head with what they reach on the kept groups of ptc and of our own set."""
    samples = {name: sentence_sample(*pair, "train") for name, pair in taught(corpora, ALARMISM).items()}
    for strength, own, sober in product(_STRENGTHS, _OWN_SENTENCES, _SOBER_SHARES):
        weights = {name: own if CORPORA[name].own else 1.0 for name in samples}
        joined = join_samples([taught_sentences(*corpora[name], weights[name], sober) for name in samples])
        head = read_head(fit_sentences(ALARMISM, joined, layers, strength))
        found: dict[str, float] = {}
        for name, sample in samples.items():
            kept = reserved(sample)
            measured = measure(
                sample.labels[kept], head.predict_proba(sample.features[kept]), balance(sample.labels[kept])
            )
            found |= {f"{name} AP": measured["ap"], f"{name} calibration": measured["calibration_error"]}
        examples = _kept_examples(corpora["own_alarmism"][0])
        sample = samples["own_alarmism"]
        orders = wording_orders(examples, head.predict_proba(sample.features[reserved(sample)])[:, 1])
        yield (
            f"C {strength:g}, own {own:g}, sober {sober:g}",
            found | {name: share for name, (share, _) in orders.items()},
        )


def choose_hedging(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield weights of our own words with the F1 of sentences and of words on each corpus's kept groups."""
    pairs = taught(corpora, HEDGING)
    words = {name: word_sample(*pair, "train") for name, pair in pairs.items()}
    sentences = {name: unweighted(sentence_sample(*pair, "train")) for name, pair in pairs.items()}
    counts = np.concatenate([count for _, count in words.values()])
    for own in (1.0, 5.0, 20.0):
        joined = join_samples([_weighted(one, own if CORPORA[name].own else 1.0) for name, (one, _) in words.items()])
        cues, hedging, threshold = fit_hedging(joined, join_samples(list(sentences.values())), counts, layers)
        cue_head, head = read_head(cues), read_head(hedging)
        found = {"threshold": threshold}
        for name, (sample, count) in words.items():
            probabilities = cue_head.predict_proba(sample.features)[:, 1]
            predicted = head.predict_proba(hedging_features(probabilities, count))
            kept, kept_words = reserved(sentences[name]), reserved(sample)
            found[f"{name} F1"] = measure(sentences[name].labels[kept], predicted[kept])["f1"]
            found[f"{name} cues F1"] = float(
                f1_score(sample.labels[kept_words], probabilities[kept_words] >= threshold)
            )
        yield f"own {own:g}", found


def _weighted(sample: Sample, weight: float) -> Sample:
    return replace(sample, weights=np.full(len(sample.labels), weight))


def _kept_examples(examples: Sequence[Example]) -> list[Example]:
    return [one for one in examples if one.split == "train" and is_reserved(one.group)]


def main() -> None:
    """Run from the command line: `python -m training.heads.choose RELEASE_FOLDER [--without-layers]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="a release or an encoder")
    parser.add_argument("--without-layers", action="store_true", help="fit on vectors alone")
    asked = parser.parse_args()
    with one_sentence():
        corpora = load_corpora(asked.folder, [corpus for corpus in TAUGHT if find(corpus)])
        layers = {} if asked.without_layers else load_layers(asked.folder)
    for choose in (choose_states, choose_alarmism, choose_hedging):
        rows = choose(corpora, layers)
        found = list(track(rows, "fitting", console=Console(stderr=True)))
        table = Table("settings", *found[0][1])
        for settings, figures in found:
            table.add_row(settings, *(f"{value:.3f}" for value in figures.values()))
        Console(width=150).print(table)


if __name__ == "__main__":
    main()
