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
from training.examples import ALARMISM, ATTRIBUTES, HEDGING, STATES, Example, is_reserved
from training.fit import (
    Layers,
    Sample,
    balance,
    fit_alarmism,
    fit_hedging,
    fit_states,
    hedging_features,
    join_samples,
    load_layers,
    mention_sample,
    own_alarm_sample,
    sentence_sample,
    taught_mentions,
    unweighted,
    word_sample,
)
from training.labelled import OWN
from training.metrics import measure
from training.orders import contrast_order, wording_orders
from training.train import TRAINED_ON, Corpora, load_corpora

_STRENGTHS = (0.03, 0.1, 0.3, 1.0)
_OWN_WEIGHTS = (1.0, 3.0)  # of a mention of our own, beside 1 for one of newsmtsc
_SOBER_SHARES = (0.0, 0.15, 0.3, 0.4)
_OWN_SENTENCES = (1.0, 3.0, 10.0, 20.0, 30.0)  # weights of a sentence of our own, beside 1 for one of ptc
_DSE_WEIGHTS = (0.0, 0.1, 0.3)


def choose_states(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield settings of the states head with the macro-F1 on each corpus's kept groups, and the contrasts ordered."""
    samples = {name: mention_sample(*corpora[name], "train") for name in ATTRIBUTES[STATES] if name in corpora}
    for strength, own, dse in product(_STRENGTHS, _OWN_WEIGHTS, _DSE_WEIGHTS):
        weights = {"newsmtsc": 1.0, "own_states": own, "dse": dse}
        joined = join_samples([taught_mentions(*corpora[name], weights[name]) for name in samples if weights[name]])
        head = read_head(fit_states(joined, layers, strength))
        found = {}
        for name, sample in samples.items():
            kept = _kept(sample)
            found[name] = measure(sample.labels[kept], head.predict_proba(sample.features[kept]))["macro_f1"]
        examples = _kept_examples(corpora["own_states"][0])
        sample = samples["own_states"]
        found["contrasts"] = contrast_order(examples, head.predict_proba(sample.features[_kept(sample)]))[0]
        yield f"C {strength:g}, own {own:g}, dse {dse:g}", found


def choose_alarmism(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield settings of the alarmism head with what they reach on the kept groups of ptc and of our own set."""
    samples = {name: sentence_sample(*corpora[name], "train") for name in ATTRIBUTES[ALARMISM] if name in corpora}
    for strength, own, sober in product(_STRENGTHS, _OWN_SENTENCES, _SOBER_SHARES):
        joined = join_samples([samples["ptc"], own_alarm_sample(*corpora["own_alarmism"], own, sober)])
        head = read_head(fit_alarmism(joined, layers, strength))
        found: dict[str, float] = {}
        for name, sample in samples.items():
            kept = _kept(sample)
            measured = measure(
                sample.labels[kept], head.predict_proba(sample.features[kept]), balance(sample.labels[kept])
            )
            found |= {f"{name} AP": measured["ap"], f"{name} calibration": measured["calibration_error"]}
        examples = _kept_examples(corpora["own_alarmism"][0])
        sample = samples["own_alarmism"]
        orders = wording_orders(examples, head.predict_proba(sample.features[_kept(sample)])[:, 1])
        yield (
            f"C {strength:g}, own {own:g}, sober {sober:g}",
            found | {name: share for name, (share, _) in orders.items()},
        )


def choose_hedging(corpora: Corpora, layers: Layers) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield weights of our own words with the F1 of sentences and of words on each corpus's kept groups."""
    taught = {name: corpora[name] for name in ATTRIBUTES[HEDGING] if name in TRAINED_ON}
    words = {name: word_sample(*corpus, "train") for name, corpus in taught.items()}
    sentences = {name: unweighted(sentence_sample(*corpus, "train")) for name, corpus in taught.items()}
    counts = np.concatenate([count for _, count in words.values()])
    for own in (1.0, 5.0, 20.0):
        joined = join_samples([_weighted(one, own if name in OWN else 1.0) for name, (one, _) in words.items()])
        cues, hedging, threshold = fit_hedging(joined, join_samples(list(sentences.values())), counts, layers)
        cue_head, head = read_head(cues), read_head(hedging)
        found = {"threshold": threshold}
        for name, (sample, count) in words.items():
            probabilities = cue_head.predict_proba(sample.features)[:, 1]
            predicted = head.predict_proba(hedging_features(probabilities, count))
            kept, kept_words = _kept(sentences[name]), _kept(sample)
            found[f"{name} F1"] = measure(sentences[name].labels[kept], predicted[kept])["f1"]
            found[f"{name} cues F1"] = float(
                f1_score(sample.labels[kept_words], probabilities[kept_words] >= threshold)
            )
        yield f"own {own:g}", found


def _weighted(sample: Sample, weight: float) -> Sample:
    return replace(sample, weights=np.full(len(sample.labels), weight))


def _kept(sample: Sample) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([is_reserved(group) for group in sample.groups])


def _kept_examples(examples: Sequence[Example]) -> list[Example]:
    return [one for one in examples if one.split == "train" and is_reserved(one.group)]


def main() -> None:
    """Run from the command line: `python -m training.choose RELEASE_FOLDER [--without-layers]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="a release or an encoder")
    parser.add_argument("--without-layers", action="store_true", help="fit on vectors alone")
    asked = parser.parse_args()
    corpora = load_corpora(asked.folder, TRAINED_ON)
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
