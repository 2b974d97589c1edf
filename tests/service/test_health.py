"""Tests of what the service says of itself: alive, ready, and documented."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from rhetor.scorer import Scorer
from service.app import create_app
from service.config import Config
from service.problems import PROBLEM_TYPE, PROBLEMS

MODELS = Path(__file__).resolve().parents[2] / "models"
ANYWHERE = {
    "method_not_allowed": "is the answer where there is no operation to document",
}
OTHER_PATHS = {"/static/<path:filename>", "/openapi.json", "/docs", "/docs/<name>", "/"}  # for people, and the document


def write(path: Path, content: bytes) -> None:
    path.unlink()  # it is a link to the real file
    path.write_bytes(content)


def flip_a_byte(release: Path) -> None:
    content = bytearray((release / "encoder.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    write(release / "encoder.onnx", bytes(content))


def edit(release: Path, name: str, change: Callable[[Any], None]) -> None:
    """Change a file of JSON, and its hash in the manifest with it."""
    content, manifest = (json.loads((release / file).read_bytes()) for file in (name, "manifest.json"))
    change(content)
    write(release / name, json.dumps(content).encode())
    manifest["files"][name] = hashlib.sha256((release / name).read_bytes()).hexdigest()
    write(release / "manifest.json", json.dumps(manifest).encode())


def edit_a_canary(release: Path, **fields: Any) -> None:
    edit(release, "canaries.json", lambda content: content["canaries"][0].update(fields))


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a flipped byte": (flip_a_byte, "encoder.onnx is not the file that the manifest names"),
    "no head": (lambda release: (release / "states.skops").unlink(), "states.skops cannot be read"),
    "no manifest": (lambda release: (release / "manifest.json").unlink(), "manifest.json cannot be read"),
    "no release": (shutil.rmtree, "manifest.json cannot be read"),
    "no current": (lambda release: (release.parent / "current").unlink(), "current cannot be read"),
    "a binary current": (lambda release: write(release.parent / "current", b"\xff"), "current cannot be read"),
    "a canary of another text": (
        lambda release: edit_a_canary(release, text="Peru praised the calm, kind and generous people of Chad."),
        "A canary is read otherwise",
    ),
    "a canary without text": (lambda release: edit_a_canary(release, text=""), "A canary cannot be recomputed"),
    "a canary without numbers": (lambda release: edit_a_canary(release, expected={}), ""),
    "no reference": (lambda release: edit(release, "reference.json", dict.clear), ""),
}


def test_a_whole_release_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_release_leaves_the_service_alive_and_not_ready(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    models = Path(shutil.copytree(MODELS, tmp_path / "models", copy_function=os.symlink))
    spoil, reason = DAMAGES[damage]
    spoil(models / (MODELS / "current").read_text(encoding="utf-8").strip())
    client = create_app(Config(models=models)).test_client()
    assert "not ready" in caplog.text and reason in caplog.text
    assert client.get("/healthz").json == {"status": "ok"}
    for answer in (client.get("/readyz"), client.post("/v1/score", json={"text": "Three plain words."})):
        assert (answer.status_code, answer.json["code"]) == (503, "not_ready")
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.content_type == PROBLEM_TYPE


@pytest.fixture(scope="module")
def document(app: OpenAPI) -> Any:
    return app.test_client().get("/openapi.json").json


def test_the_document_is_openapi_31_and_names_every_path_and_method(app: OpenAPI, document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule not in OTHER_PATHS]
    served = {
        (rule.rule.translate({60: "{", 62: "}"}), method.lower()) for rule in rules for method in rule.methods or ()
    }
    documented = {(path, method) for path, item in document["paths"].items() for method in item}
    assert documented == {(path, method) for path, method in served if method not in {"head", "options"}}


def test_every_problem_is_documented_with_its_status_and_type(document: Any) -> None:
    named: set[str] = set()
    for operation in (operation for item in document["paths"].values() for operation in item.values()):
        assert "500" in operation["responses"]
        for status, answer in operation["responses"].items():
            assert "X-Request-Id" in answer["headers"]
            if status in {"200", "304"}:
                continue
            assert ("Retry-After" in answer["headers"]) == (status in {"429", "503"})
            assert list(answer["content"]) == [PROBLEM_TYPE]
            codes = answer["description"].split(", ")
            assert [PROBLEMS[code][0] for code in codes] == [int(status)] * len(codes)
            named.update(codes)
    assert named | ANYWHERE.keys() == PROBLEMS.keys()
    assert not named & ANYWHERE.keys()


def test_keys_and_caching_are_documented_where_they_are(document: Any) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            kept = path.startswith("/v1/")
            assert operation.get("security") == ([{}, {"key": []}] if kept else None)
            assert ("304" in operation["responses"]) == (kept and method == "get")


def counted(client: FlaskClient) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith("rhetor_articles_total")]
    return {line.split('"')[1]: float(line.split()[-1]) for line in lines}


@pytest.mark.parametrize(
    ("path", "body", "grown"),
    [
        ("/v1/score", {"text": "Chad waits for rain."}, {"scored": 1}),
        ("/v1/score", {"text": ""}, {"text_empty": 1}),
        ("/v1/score", {"text": "Two words"}, {"text_too_short": 1}),
        ("/v1/score", None, {"malformed_json": 1}),
        ("/v1/scorefoo", {"text": "Chad waits for rain."}, {}),
        (
            "/v1/score/batch",
            {"articles": [{"text": "Chad waits for rain."}, {"text": ""}, {"text": ""}]},
            {"scored": 1, "text_empty": 2},
        ),
        ("/v1/score/batch", {"articles": []}, {"invalid_request": 1}),
    ],
)
def test_every_article_counts_once_by_what_became_of_it(
    client: FlaskClient, path: str, body: Any, grown: dict[str, float]
) -> None:
    before = counted(client)
    client.post(path, data=json.dumps(body) if body else "{", content_type="application/json")
    after = counted(client)
    assert {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)} == grown


def test_a_bug_counts_as_an_article(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scorer, "score", None)
    before = counted(client).get("internal_error", 0)
    assert client.post("/v1/score", json={"text": "Chad waits for rain."}).status_code == 500
    assert counted(client)["internal_error"] == before + 1


def test_both_kinds_of_body_are_documented_and_every_reference_leads_somewhere(document: Any) -> None:
    content = document["paths"]["/v1/score"]["post"]["requestBody"]["content"]
    assert content["text/plain"]["schema"]["type"] == "string"
    assert content["application/json"]["schema"]["$ref"].endswith("/ScoreRequest")
    references = {part.split('"')[0] for part in json.dumps(document).split('"#/components/schemas/')[1:]}
    assert references <= document["components"]["schemas"].keys()
