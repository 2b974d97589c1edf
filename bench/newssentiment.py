"""This file times Rhetor beside the architecture of NewsSentiment on the same articles (`make bench-newssentiment`).

NewsSentiment (Hamborg & Donnay, EACL 2021) runs RoBERTa-base once for every mention of a target. Weights do not
matter to time, so random ones serve; its tokenizer, GRU and knowledge features are left out, which favours it.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table
from transformers import RobertaConfig, RobertaModel

from bench.speed import LENGTHS, ROOT, make_articles
from rhetor.instances import read_instances
from rhetor.packaged import current_release
from rhetor.scorer import Scorer
from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article

ROUNDS = 2
_BASE = RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5)


def passes(scorer: Scorer, article: Article) -> list[torch.Tensor]:
    """Return the token ids of each pass that the architecture needs: the mention's sentence, once a mention."""
    document = read_article(article)
    instances = read_instances(document, find_mentions(document))
    encoder = scorer.release.encoder
    sentences = [encoder.tokenize(instance).ids[:150] for instance in instances]
    counts = [len(instance.pieces) - 1 for instance in instances]
    return [torch.tensor([ids]) for ids, count in zip(sentences, counts, strict=True) for _ in range(count)]


def run(model: RobertaModel, inputs: Sequence[torch.Tensor]) -> None:
    """Run the model once an input."""
    with torch.no_grad():
        for ids in inputs:
            model(input_ids=ids)


def main() -> None:
    """Run from the command line: `python -m bench.newssentiment`."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    torch.set_num_threads(1)
    scorer = Scorer.load(current_release(ROOT / "models"), threads=1)
    model = RobertaModel(_BASE, add_pooling_layer=False).eval()
    table = Table("words", "mentions", "Rhetor ms", "RoBERTa-base once a mention ms", "times as fast")
    for words in track(LENGTHS[:2], "measuring on one core"):
        ours, theirs, mentions = [], [], []
        for article in make_articles(words):
            inputs = passes(scorer, article)
            mentions.append(len(inputs))
            for _ in range(ROUNDS):
                ours.append(_timed(partial(scorer.score, article)))
                theirs.append(_timed(partial(run, model, inputs)))
        row = (statistics.mean(mentions), statistics.mean(ours), statistics.mean(theirs))
        table.add_row(str(words), *(f"{value:.1f}" for value in (*row, row[2] / row[1])))
    Console(width=110).print(table)


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
