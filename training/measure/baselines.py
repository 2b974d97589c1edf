"""This file holds the baselines that `make evaluate` measures beside Rhetor: majority, VADER, TF-IDF."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from training.measure.metrics import Floats

VADER_NEUTRAL = 0.05  # compound scores within it are neutral: the threshold that VADER's authors recommend


def majority(train: NDArray[np.int64], rows: int) -> Floats:
    """Return (rows, classes) with certainty in the most frequent training label."""
    classes, counts = np.unique(train, return_counts=True)
    return np.tile(np.eye(len(classes))[np.argmax(counts)], (rows, 1))


def tfidf(
    train_texts: Iterable[str],
    train: NDArray[np.int64],
    texts: Iterable[str],
    weights: NDArray[np.float64],
) -> Floats:
    """Return probabilities by logistic regression on TF-IDF of words and pairs of words."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(C=10, max_iter=2000)
    )
    model.fit(train_texts, train, logisticregression__sample_weight=weights)
    probabilities: Floats = model.predict_proba(texts)
    return probabilities


def vader_sentiment(texts: Iterable[str]) -> Floats:
    """Return (rows, 3) certainties in negative, neutral or positive, by VADER's compound score of the sentence."""
    compound = _compound(texts)
    places = 1 + (compound > VADER_NEUTRAL).astype(int) - (compound < -VADER_NEUTRAL)
    certain: Floats = np.eye(3)[places]
    return certain


def vader_negative(texts: Iterable[str]) -> Floats:
    """Return (rows, 2) by how negative VADER finds the sentence: its closest notion to alarm, and to other rhetoric."""
    return _two_columns((1 - _compound(texts)) / 2)


def vader_hedging(texts: Iterable[str]) -> Floats:
    """Return (rows, 2) by how weak a feeling VADER finds: its closest notion to a lowered commitment."""
    return _two_columns(1 - np.abs(_compound(texts)))


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def _compound(texts: Iterable[str]) -> Floats:
    return np.array([_analyser().polarity_scores(text)["compound"] for text in texts])


def _two_columns(positive: Floats) -> Floats:
    return np.column_stack([1 - positive, positive])
