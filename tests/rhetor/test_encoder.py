"""Tests of the encoder: neighbours never matter, long sentences lose nothing."""

from pathlib import Path

import numpy as np
import pytest

from rhetor.encoder import GRID, WINDOW, Encoded, Encoder
from rhetor.instances import Instance, make_instances
from rhetor.states import find_forms

TEXTS = [
    "The minister said on Tuesday that Norway may leave the pact.",
    "No.",
    "Iran and Israel blame Russia, China blames France, and nobody blames Peru.",
    "“Élan vital”, she wrote — 🎉 — and closed the door!",
    "word " * 700 + "in Chad and " + "word " * 300 + "in Mali.",
]


@pytest.fixture(scope="module")
def encoder(release: Path) -> Encoder:
    return Encoder(release)


def instances(texts: list[str]) -> tuple[Instance, ...]:
    return make_instances([(text, [span for _, span in find_forms(text)]) for text in texts])


def bits(encoded: Encoded) -> tuple[bytes, ...]:
    return encoded.sentence.tobytes(), encoded.mentions.tobytes(), encoded.words.tobytes()


def test_neighbours_order_and_threads_leave_every_bit(encoder: Encoder, release: Path) -> None:
    made = instances(TEXTS)
    together = [bits(one) for one in encoder.encode(made)]
    assert [bits(encoder.encode([one])[0]) for one in made] == together
    assert [bits(one) for one in encoder.encode(made[::-1])][::-1] == together
    assert [bits(one) for one in Encoder(release, threads=1).encode(made * 2)] == together * 2


def test_shapes_lengths_and_grid(encoder: Encoder) -> None:
    one = encoder.encode(instances(TEXTS[2:3]))[0]
    assert one.sentence.shape == (384,)
    assert one.mentions.shape == (6, 384)
    assert one.words.shape == (len(one.word_spans), 384)
    for rows in (one.sentence[None], one.mentions, one.words):
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-2)
        assert not np.any(rows % GRID)


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_where_their_spans_say(encoder: Encoder, text: str) -> None:
    spans = encoder.encode(instances([text]))[0].word_spans
    mentions = [span for _, span in find_forms(text)]
    covered = {place for start, end in [*spans, *mentions] for place in range(start, end)}
    assert [text[place] for place in range(len(text)) if place not in covered and not text[place].isspace()] == []
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


def test_a_sentence_too_long_for_one_pass_keeps_its_mentions_and_words(encoder: Encoder) -> None:
    (tokens,) = [encoder.tokenize(one) for one in instances(TEXTS[4:])]
    assert len(tokens.ids) > 3 * WINDOW
    (one,) = encoder.encode_tokens([tokens])
    assert len(one.mentions) == 2
    assert len(one.word_spans) == 700 + 2 + 300 + 2
    assert np.abs(one.mentions).max() > 0


def test_a_mask_written_in_the_article_is_text(encoder: Encoder) -> None:
    (tokens,) = [encoder.tokenize(one) for one in instances(["The [MASK] and [CLS] of Spain [SEP]."])]
    assert len(tokens.masks) == 1
    special = {encoder.tokenizer.mask, encoder.tokenizer.cls, encoder.tokenizer.sep}
    assert [tokens.ids[place] for place in range(len(tokens.ids)) if tokens.ids[place] in special] == [
        tokens.ids[tokens.masks[0]]
    ]


def test_the_state_behind_a_mask_changes_no_bit(encoder: Encoder) -> None:
    made = instances(
        ["The Iranians' claim on Chad is an Iranian lie.", "The French claim on the Netherlands is a Greek lie."]
    )
    one, other = encoder.encode(made)
    assert bits(one)[1] == bits(other)[1]
    assert bits(one)[0] == bits(other)[0]
