"""Tests of the documents: what they promise is what the code does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_readmes_curl_gives_the_answer_it_shows(client: FlaskClient) -> None:
    body = re.search(r"curl .*?-d '(.*?)'", README, re.DOTALL)
    shown = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert body
    assert shown
    answer = client.post("/v1/score", data=body[1], content_type="application/json").json
    assert same(json.loads(shown[1]), answer)


def same(one: Any, other: Any, key: str = "") -> bool:
    """Tell whether two answers are the same but for the time and for what another CPU may round otherwise."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name], name) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return key == "timing_ms" or abs(one - other) <= 0.02
    if key == "hash":  # `make relock` changes it, and README may stay
        return all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in (one, other))
    if key == "percentile":
        return abs(one - other) <= 2
    return bool(one == other)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [({"percentile": 40}, False), ({"percentile": 62}, True), ({"score": 0.15}, True), ({"score": 0.1}, False)],
)
def test_answers_are_compared_number_by_number(changed: dict[str, Any], kept: bool) -> None:
    answer = {"percentile": 61, "score": 0.16}
    assert same(answer, answer | changed) is kept


def test_the_readmes_figures_are_those_of_the_release(release: Path) -> None:
    metrics = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["metrics"]
    rows = re.findall(r"^\| (\w+) \| ([\w ]+?) \| ([\w-]+) \| (.+?) \|$", README, re.MULTILINE)
    keys = {"macro-F1": "macro_f1", "AP": "ap", "AUC": "auc", "F1": "f1"}
    assert len(rows) >= 5
    for attribute, split, measure, cells in rows:
        systems = [
            metrics[attribute][split][name][keys[measure]] for name in ("majority", "VADER", "TF-IDF + LR", "Rhetor")
        ]
        assert [float(cell.strip(" *")) for cell in cells.split("|")] == [round(value, 3) for value in systems]


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_task_that_a_document_names_is_in_the_makefile(text: str) -> None:
    named = set(re.findall(r"`make ([a-z-]+)", text))
    assert named
    assert named <= set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))


def test_every_path_of_the_service_is_in_the_readme(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    for path in paths:
        assert f"`{path.replace('{', '<').replace('}', '>')}`" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README + CONTRIBUTING))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
