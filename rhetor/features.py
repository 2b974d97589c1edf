"""This file makes the features that the heads read from the vectors of one sentence."""

import numpy as np

from rhetor.encoder import GRID, Encoded, Floats

_LEAST = 1.0 / (1.0 + np.exp(16.0))  # a probability below this, or none, counts as this


def mention_features(encoded: Encoded) -> Floats:
    """Return (mentions, 2 * width): the vector at each mention beside the sentence's."""
    context = np.broadcast_to(encoded.sentence, encoded.mentions.shape)
    return np.concatenate([encoded.mentions, context], axis=1)


def sentence_features(encoded: Encoded) -> Floats:
    """Return (2 * width,): the sentence's vector beside the largest of its words' in each dimension."""
    strongest = encoded.words.max(axis=0) if len(encoded.words) else np.zeros_like(encoded.sentence)
    return np.concatenate([encoded.sentence, strongest])


def cue_feature(cue_probabilities: Floats) -> Floats:
    """Return (1,): the log-odds of the likeliest cue among a sentence's words, within -16..16, on the grid."""
    likeliest = cue_probabilities.max(initial=_LEAST)
    odds = np.log(np.clip(likeliest, _LEAST, 1 - _LEAST) / (1 - np.clip(likeliest, _LEAST, 1 - _LEAST)))
    return np.array([np.round(odds / GRID) * GRID])
