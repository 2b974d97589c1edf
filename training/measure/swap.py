"""This file measures how far scores move when one state is replaced by another in our own test sentences."""

from collections.abc import Iterator, Sequence

from rhetor.report import Report
from rhetor.scorer import Scorer
from rhetor.states import find_forms, load_states
from rhetor.text.document import Article
from training.corpora.examples import Example

_OTHERS = ("Israel", "Iran", "France", "Kenya", "Peru")


def largest_change(examples: Sequence[Example], scorer: Scorer) -> tuple[float, int]:
    """Return the largest change of any score, and how many swaps there were.

    Every test sentence that names states by their plain names has them replaced, one by one, by a state
    that it does not name; the whole scorer reads both.
    """
    changes = [
        abs(before - after)
        for example in examples
        if example.split == "test"
        for text, swapped in _swaps(example.text)
        for before, after in zip(*(_scores(scorer.score(Article(one))) for one in (text, swapped)), strict=True)
    ]
    return max(changes), sum(len(list(_swaps(one.text))) for one in examples if one.split == "test")


def _swaps(text: str) -> Iterator[tuple[str, str]]:
    names = {state.name for state in load_states().values()}
    spans = [span for _, span in find_forms(text) if text[slice(*span)] in names]
    for name in dict.fromkeys(text[slice(*span)] for span in spans):
        swapped, other = text, next(one for one in _OTHERS if one not in text)
        for start, end in reversed([span for span in spans if text[slice(*span)] == name]):
            swapped = swapped[:start] + other + swapped[end:]
        yield text, swapped


def _scores(report: Report) -> list[float]:
    """Return all scores of a report; states come by mention, sentence by sentence, so their order does not vary."""
    found = [attribute.score for attribute in report.attributes.values()]
    return found + [mention.score for sentence in report.sentences for mention in sentence.mentions or ()]
