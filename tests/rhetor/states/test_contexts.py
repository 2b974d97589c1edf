"""This file tests the words beside a form that make it something else."""

import pytest

from rhetor.states.contexts import ends_phrase, is_swallowed
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("He speaks [Korean] at home.", True),
        ("He fears [Korean] missiles.", False),
        ("She runs an [Italian] restaurant.", True),
        ("She runs an [Italian] bank.", False),
        ("A fire in [Paris], Kentucky, was out.", True),
        ("A fire in [Paris], France, was out.", False),
        ("SHE RUNS AN [ITALIAN] RESTAURANT", True),
        ("[Peru] waits.", False),
        ("A fire in [Paris], kentucky, was out.", False),
        ("He learns [Korean] or Thai at home.", True),
        ("He learns [Korean] or Thai cooking.", False),
    ],
)
def test_words_beside_a_form_swallow_it(marked: str, claim: bool) -> None:
    assert is_swallowed(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("It was said in [French].", True),
        ("It was said in [French] and English at noon.", True),
        ("It was said in [French] and English cities.", False),
        ("It was said in [French] and English.", True),
        ("Said in [French], slowly.", True),
        ("It was said in [French] by all.", True),
        ("It was said in [French] loudly.", True),
        ("He joined the [French] family.", False),
        ("He joined the [French] army.", False),
        ("He joined the [French]", True),
    ],
)
def test_a_phrase_ends_where_no_noun_follows(marked: str, claim: bool) -> None:
    assert ends_phrase(candidate(marked, "adjective")) is claim
