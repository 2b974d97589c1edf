"""Tests of what HTTP offers around the answers: pages, caching, compression, ids, browsers."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rhetor.packaged import current_release
from service.app import create_app
from service.config import Config

MODELS = Path(__file__).resolve().parents[2] / "models"
TEXT = "Iran freed the crew on Monday. Norway thanked it for its good will."
PAGE = f"""<html><head><title>Crew goes free - The Example</title><meta property="article:published_time"
content="2019-05-06"></head><body><nav><a href="/">Front page</a> <a href="/sport">Sport</a></nav><article>
<h1>Crew goes free</h1><p>{TEXT} The six sailors went home by air the next morning, tired and in good health.</p>
<p>Prime Minister Theresa May had asked for it twice, in letters that were never answered.</p></article>
<footer>Imprint, contact, cookies</footer></body></html>"""


def test_a_web_page_is_read_and_offsets_refer_to_the_text_in_the_answer(client: FlaskClient) -> None:
    answer = client.post("/v1/score", data=PAGE, content_type="text/html; charset=utf-8").json
    document = answer["document"]
    assert document["title"] == "Crew goes free" and document["text"].startswith(TEXT)
    assert "Sport" not in document["text"] and "Imprint" not in document["text"]
    for sentence in answer["sentences"]:
        source = document["title"] if sentence["title"] else document["text"]
        for mention in sentence["mentions"]:
            assert source[mention["start"] : mention["end"]] == mention["text"]
    assert {state["code"] for state in answer["states"]} == {"IR", "NO", "GB"}  # May was in office that year


@pytest.mark.parametrize(
    "page", ["<p></p>", "<html>" * 20_000, "no mark-up", "<div>" * 5_000 + TEXT, "\x00<p>\x01</p>"]
)
def test_a_page_without_an_article_is_refused_or_read(client: FlaskClient, page: str) -> None:
    answer = client.post("/v1/score", data=page, content_type="text/html")
    assert answer.status_code == 200 or answer.json["code"] in {"text_empty", "text_too_short"}


@pytest.mark.parametrize("path", ["/v1/states", "/v1/models", "/openapi.json", "/docs", "/docs/swagger-ui.css"])
def test_what_a_client_has_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    for encoding in ("gzip", "identity"):
        first = client.get(path, headers={"Accept-Encoding": encoding})
        again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
        other = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": '"another"'})
        assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
        assert not again.data
        head = client.head(path, headers={"Accept-Encoding": encoding})
        assert [head.headers[name] for name in ("ETag", "Cache-Control")] == [
            first.headers[name] for name in ("ETag", "Cache-Control")
        ]


def test_answers_are_compressed_where_asked_for(client: FlaskClient) -> None:
    packed = client.post("/v1/score", json={"text": TEXT}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = client.post("/v1/score", json={"text": TEXT})
    assert json.loads(gzip.decompress(packed.data))["states"] == plain.json["states"]
    assert "Content-Encoding" not in plain.headers


def test_scores_are_not_cached_and_their_steps_are_timed(client: FlaskClient) -> None:
    answer = client.post("/v1/score", json={"text": TEXT})
    assert answer.headers["Cache-Control"] == "no-store"
    steps = [step.split(";")[0] for step in answer.headers["Server-Timing"].split(", ")]
    assert steps == ["text", "states", "tokenize", "encode", "heads", "aggregate"]


def test_releases_are_listed_and_told(client: FlaskClient) -> None:
    listed = client.get("/v1/models").json
    told = client.get(f"/v1/models/{listed['current']}").json
    assert told["release"] == listed["current"] and listed["current"] in listed["releases"]
    scored = client.post("/v1/score", json={"text": TEXT}).json
    assert scored["model"] == {"release": told["release"], "hash": told["hash"]}
    assert told["card"].startswith("#") and told["metrics"]["states"]
    for name, status in (("2020.1.1", 404), ("..", 422), ("a%2fb", 404), ("%2e%2e", 422), ("a..b", 422)):
        assert client.get(f"/v1/models/{name}").status_code == status, name


@pytest.mark.parametrize(
    ("name", "content"), [("manifest.json", "{}"), ("manifest.json", "no JSON"), ("reference.json", None)]
)
def test_a_release_that_is_not_whole_is_not_listed_and_not_found(
    tmp_path: Path, name: str, content: str | None
) -> None:
    whole = current_release(MODELS)
    for file in ("manifest.json", "reference.json"):
        for folder in ("whole", "part"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / file).write_bytes((whole / file).read_bytes())
    (tmp_path / "part" / name).write_text(content) if content else (tmp_path / "part" / name).unlink()
    client = create_app(Config(models=tmp_path)).test_client()
    assert client.get("/v1/models").json == {"current": None, "releases": ["whole"]}
    assert (client.get("/v1/models/part").status_code, client.get("/v1/models/whole").status_code) == (404, 200)


def preflight(client: FlaskClient, origin: str) -> Any:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    return client.options("/v1/score", headers={"Origin": origin, **asked})


def test_browsers_may_call_from_listed_origins_alone(client: FlaskClient) -> None:
    config = Config(models=MODELS, cors_origins="https://news.example, chrome-extension://*", keys_file=None)
    app_client = create_app(config).test_client()
    for origin in ("https://news.example", "chrome-extension://abcdefghijklmnop"):
        answer = preflight(app_client, origin)
        assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] == origin
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()
        scored = app_client.post("/v1/score", json={"text": TEXT}, headers={"Origin": origin})
        assert scored.headers["Access-Control-Allow-Origin"] == origin
        wrong = app_client.post("/v1/score", json={}, headers={"Origin": origin})
        assert wrong.headers["Access-Control-Allow-Origin"] == origin  # problems can be read, too
    for origin in ("https://other.example", "https://news.example.other.example", "moz-extension://a", "null"):
        assert "Access-Control-Allow-Origin" not in preflight(app_client, origin).headers
    assert "Access-Control-Allow-Origin" in preflight(client, "moz-extension://a").headers  # the default


def test_the_documentation_needs_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/docs")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "//" not in page.text.replace("http://localhost/v1/score", "")
    for path in ("/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/static/docs.js", "/static/docs.css"):
        with client.get(path) as asset:
            assert path in page.text and asset.status_code == 200
    for code in ("text_too_short", "rate_limited"):
        assert f'id="{code}"' in page.text
    assert client.get("/docs/plugins.py").status_code == 404


def test_every_answer_forbids_guessing_its_type(client: FlaskClient) -> None:
    for path in ("/docs", "/v1/states", "/healthz", "/nowhere"):
        assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"
