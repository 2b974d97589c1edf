"""This file writes the card of a release from its manifest."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from rhetor.release import MANIFEST
from training.corpora import CORPORA
from training.labelled import OWN

SEEDS = "seeds.json"  # beside a manifest: figure -> mean, least and greatest over encoders of several seeds
_RANGE = ("mean", "least", "greatest")
Spread = Mapping[str, tuple[float, float, float]]
COLUMNS = {  # what is measured -> its column
    "macro_f1": "macro-F1",
    "f1": "F1",
    "ap": "AP",
    "auc": "AUC",
    "calibration_error": "calibration error",
    "chance_error": "by chance",
    "ordered": "as written",
    "change": "largest change",
    "kappa": "kappa",
    "megabytes": "MB",
}

_TEMPLATE = """\
# Rhetor {release}

Scores English news and opinion articles: sentiment toward each state named (-1..1), alarmism (0..1), hedging (0..1).
This card is written by `make evaluate` from `manifest.json`, and by `make seeds`.

## What it is

- **Encoder**: all-MiniLM-L6-v2 (Apache-2.0, sentence-transformers), fine-tuned on all attributes at once with every state
  masked, from the labels and from what two larger teachers believe (all-mpnet-base-v2, Apache-2.0, one fine-tuned on newsmtsc and our own set, one on newsmtsc
  alone; not part of the release); where the course names several seeds, the mean of their weights; dynamic int8, one sentence a call. The course: {course}.
- **Heads**: scikit-learn logistic regressions on its vectors and on what the layers that taught it say of them, calibrated on the groups (one in ten) kept from the encoder.
  States: the vector at the mention beside the sentence's. Cues: word by word. Hedging: the likeliest cue of a sentence.
  Alarmism: the sentence's vector beside the largest values of its words'.
- Every state mention is masked alike, so a score cannot depend on which state it is.

## How well it does

Held-out splits, measured by `make evaluate` in one run with the baselines. All systems see the same masked sentences;
TF-IDF + LR is trained on the same rows. Calibration error: expected, ten bins;
"by chance" is what perfect probabilities would get on so few rows.

{metrics}

- newsmtsc: the official tests. Half of their sentences (49 %) come from articles that its training rows come from too, as in every published figure;
  targets are mostly persons, so a state is a change of domain.
- dse: split anew by sentence. Its "neutral" means "no directed blame or praise between the two", another construct;
  so two systems that learn from dse alone stand beside the others.
- ptc: one article in five held out, without the lines that stand in training articles too (one in ten: "subscribe" and the like); fear and exaggeration, minimising sorted out by hand. AP and AUC at the corpus's base
  rate; macro-F1 and calibration error at a prior of 1/2, the one that `alarmism` is published for.
- own_states, own_alarmism, own_hedging: one group in five held out. Written for this project by a machine, from a codebook, and labelled a second
  time by a machine of the same family, nearly all batches blind (training/labelled/CODEBOOK.md): people would agree less than the kappa in the table.
  "Hard" are sentences that only look alarmist: terrible events told plainly, warnings with figures, alarm quoted and rebutted, fiction, figures of speech.
  "As written" is the share of sentences with a good and a bad state, and of events in three wordings, that score in the order intended.
- own swaps: one state replaced by another in our own test sentences, everything scored again; the largest change of any score.
- szeged: one document in five held out. conll2010 marks unsourced vagueness, another construct; its labels are never trained on, and of its sentences, which szeged
  took over with labels of its own, those in szeged's training split are left out.

How often predictions of each confidence were right, split by split (a dot's size is its rows):

![reliability](reliability.png)

{seeds}## How to read the numbers

- A document's alarmism and hedging are means over its sentences; `alarmism` of a sentence is a probability under the
  prior that alarmist and other sentences are equally frequent (they are not: about 1 in 20), so 0.5 means "no telling".
- Percentiles are against {articles} articles of ptc that the encoder never learned from (a third of them calibrated the alarmism head), from the calmer half of the corpus
  (fewest propaganda techniques of any kind a word): the closest to ordinary news among the corpora with whole articles.
  With so few, a percentile is good to about ten points.
- Intervals (95 %) say how much sentences of the article differ, not how wrong the model may be.

## Trained on

{corpora}

No text of a corpus is in this release or in the repository. Their licences bind who fetches them.

## Not for

Judging a person, an outlet or a claim's truth; languages other than English; texts that are not news or opinion.
Irony, implied blame and what is left unsaid are mostly missed. Alarmism is the weakest attribute: read its sentences.

## Fine-tuning

![loss of each task over the steps](curves.png)

(Of several seeds, the first.)

## Parameters

{parameters}
"""


def write_card(folder: Path) -> None:
    """Write `CARD.md` beside the manifest that it is made from."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    card = _TEMPLATE.format(
        release=manifest["release"],
        course="; before it ".join(_courses(manifest["encoder"])) or "not recorded",
        articles=reference["articles"],
        metrics="\n".join(_metric_lines(manifest["metrics"])),
        seeds="\n".join(_seed_lines(load_seeds(folder))),
        corpora="\n".join(_corpus_lines(manifest["corpora"])),
        parameters="\n".join(f"- {name}: {value}" for name, value in manifest["parameters"].items()),
    )
    part = folder / "CARD.part"
    part.write_text(card, encoding="utf-8")
    part.replace(folder / "CARD.md")


def load_seeds(folder: Path) -> Spread:
    """Load what `make seeds` measured: {} where it was not run for the release in `folder`."""
    path = folder / SEEDS
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def seeds_table(found: Spread) -> Table:
    """Return mean and range over seeds as a table to print."""
    table = Table("figure", *_RANGE, title="over the encoder's seeds, each alone")
    for name, values in found.items():
        table.add_row(name, *map(_cell, values))
    return table


def _seed_lines(found: Spread) -> Iterator[str]:
    """Yield a section of its own, or nothing."""
    if not found:
        return
    yield "### Over the encoder's seeds, each alone (`make seeds`)\n"
    yield f"| figure | {' | '.join(_RANGE)} |"
    yield "|---|" + "---:|" * len(_RANGE)
    for name, values in found.items():
        yield f"| {name} | {' | '.join(map(_cell, values))} |"
    yield "\n"


def _courses(course: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each course of the encoder was told, the last first."""
    while course:
        yield ", ".join(f"{name} {value}" for name, value in course.items() if name != "before")
        course = course.get("before", {})


def _metric_lines(metrics: Mapping[str, Any]) -> Iterator[str]:
    yield f"| attribute | held-out split | rows | system | {' | '.join(COLUMNS.values())} |"
    yield "|---|---|---:|---|" + "---:|" * len(COLUMNS)
    for attribute, splits in metrics.items():
        for split, systems in splits.items():
            for system in (name for name in systems if name != "rows"):
                cells = (_cell(systems[system].get(key)) for key in COLUMNS)
                rows = int(systems["rows"]["count"])
                yield f"| {attribute} | {split} | {rows:,} | {system} | {' | '.join(cells)} |"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _corpus_lines(corpora: Mapping[str, str]) -> Iterator[str]:
    for name, digest in corpora.items():
        if name in OWN:
            yield f"- **{name}** (sha256 {digest[:12]}): written for Rhetor, machine-assisted (training/labelled/CODEBOOK.md)."
            continue
        corpus = CORPORA[name]
        yield f"- **{name}** (sha256 {digest[:12]}): {corpus.citation} Licence: {corpus.licence}"
