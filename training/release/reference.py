"""This file knows the reference articles: the quantiles of their scores, and how scores move between releases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from scipy.stats import spearmanr

from rhetor.attributes import OF_SENTENCES, Attribute
from rhetor.heads import Heads, load_heads
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.corpora.examples import Example, is_reserved, load_examples
from training.corpora.readers import REFERENCE
from training.corpora.registry import fetch, find
from training.corpora.rows import text_key
from training.heads.fit import hedging_features
from training.heads.vectors import Corpora, CorpusVectors, floats
from training.measure.metrics import Floats

_POINTS = 21

Scores = dict[str, dict[str, float]]  # article -> attribute, or state -> score


def reference_quantiles(corpora: Corpora, folder: Path, threshold: float) -> Mapping[str, Any]:
    """Return the quantiles of the reference articles' scores."""
    examples, vectors = corpora[REFERENCE.name]
    loaded = load_heads(folder, threshold)
    articles = reference_articles(examples)
    groups = [example.group for example in examples if example.group in articles]
    kept = np.array([example.group in articles for example in examples])
    scores = {one.name: _score_sentences(one, loaded, vectors) for one in OF_SENTENCES}
    quantiles = {name: _article_quantiles(groups, values[kept]) for name, values in scores.items()}
    return {"corpus": REFERENCE.name, "articles": len(articles)} | quantiles


def _score_sentences(attribute: Attribute, heads: Heads, vectors: CorpusVectors) -> Floats:
    features = floats(vectors.sentences)
    if attribute.cues:
        cues = heads[attribute.cues].predict_proba(floats(vectors.words))[:, 1]
        features = hedging_features(cues, vectors.word_counts)
    scores: Floats = heads[attribute.name].predict_proba(features)[:, 1]
    return scores


def reference_articles(examples: Sequence[Example]) -> frozenset[str]:
    """Return the articles that percentiles are counted in: the calm ones, without what the encoder learned from."""
    unseen = {example.group for example in examples if example.split == "test" or is_reserved(example.group)}
    calm = REFERENCE.calm_articles(fetch(REFERENCE)) if REFERENCE.calm_articles else frozenset()
    return calm & unseen


def _article_quantiles(groups: Sequence[str], values: Floats) -> list[float]:
    _, places = np.unique(groups, return_inverse=True)
    means = np.bincount(places, values) / np.bincount(places)
    return [round(float(value), 6) for value in np.quantile(means, np.linspace(0, 1, 101))]


def reference_texts() -> Sequence[Article]:
    """Return the reference articles as texts, none where their corpus is not at hand."""
    if not find(REFERENCE):
        return ()
    examples = load_examples(REFERENCE)
    kept = reference_articles(examples)
    lines: Mapping[str, list[str]] = defaultdict(list)
    for example in examples:
        if example.group in kept:
            lines[example.group].append(example.text)
    return [Article("\n".join(texts)) for texts in lines.values()]


def score_articles(scorer: Scorer, articles: Sequence[Article]) -> Scores:
    """Score articles; the answer names them by the first 12 digits of their text's sha256, and holds no text.

    It lies beside a release, because code and lexicons of later releases can no longer load it.
    """
    found: Scores = {}
    for article in track(articles, "scoring the reference articles", console=Console(stderr=True)):
        report = scorer.score(article)
        states = {f"states {one.code}": one.score for one in report.states or ()}
        documents = {name: one.score for name, one in report.attributes.items()}
        found[text_key(article.text)] = states | documents
    return found


def map_scores(old: Scores, new: Scores) -> Mapping[str, Any]:
    """Say what became of the scores of articles from one release to the next.

    For each attribute: `rank_correlation` (Spearman) and a `map`, pairs of an old score and the new
    score that as many of the articles lie below; whoever kept a threshold finds its successor there.
    """
    pairs: Mapping[str, list[tuple[float, float]]] = defaultdict(list)
    both = old.keys() & new.keys()
    for article in sorted(both):
        for name in sorted(old[article].keys() & new[article].keys()):
            pairs[name.partition(" ")[0]].append((old[article][name], new[article][name]))
    return {"articles": len(both)} | {attribute: _map(np.array(found)) for attribute, found in pairs.items()}


def _map(pairs: np.ndarray[Any, np.dtype[np.float64]]) -> Mapping[str, Any]:
    quantiles = np.quantile(pairs, np.linspace(0, 1, _POINTS), axis=0)
    correlation = float(spearmanr(*pairs.T).statistic)
    return {"count": len(pairs), "rank_correlation": round(correlation, 3), "map": np.round(quantiles, 4).tolist()}
