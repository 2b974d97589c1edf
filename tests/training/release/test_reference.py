"""This file tests the map from the scores of one release to those of another."""

from rhetor.scorer import Scorer
from tests.training.release.candidates import TEXTS
from training.release.reference import map_scores, score_articles


def test_the_map_goes_from_the_old_scores_to_the_new() -> None:
    old = {"a": {"states NO": -0.5, "alarmism": 0.1}, "b": {"states NO": 0.5, "alarmism": 0.3}, "c": {"alarmism": 0.9}}
    new = {"a": {"states NO": 0.2, "alarmism": 0.4}, "b": {"states CL": 0.5, "alarmism": 0.2}}
    found = map_scores(old | {"b": old["b"] | {"states CL": 0.0}}, new)
    assert found["articles"] == 2
    assert (found["states"]["map"][0], found["states"]["map"][-1]) == ([-0.5, 0.2], [0.0, 0.5])
    assert (found["alarmism"]["map"][0], found["alarmism"]["rank_correlation"]) == ([0.1, 0.2], -1)


def test_a_release_maps_its_own_scores_to_themselves(scorer: Scorer) -> None:
    scores = score_articles(scorer, TEXTS)
    found = map_scores(scores, scores)
    for attribute, count in (("states", 4), ("alarmism", 3), ("hedging", 3)):
        assert (found[attribute]["count"], found[attribute]["rank_correlation"]) == (count, 1)
        assert all(old == new for old, new in found[attribute]["map"])
        assert found[attribute]["map"] == sorted(found[attribute]["map"])
