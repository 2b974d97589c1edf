"""This file makes the Flask application: paths, and what is done around every request."""

import hashlib
import json
import logging
import os
import re
import time
import traceback
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Response, g, jsonify, request
from flask_compress import Compress
from flask_cors import CORS
from flask_openapi3.models.info import Info
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from rhetor.errors import ArticleError, OutOfTime, ReleaseError
from rhetor.release import MANIFEST, current_release
from rhetor.report import Report
from rhetor.scorer import Options, Scorer
from rhetor.states import load_states
from rhetor.text.document import Article
from service import metrics
from service.config import Config, load_config, unknown_settings
from service.docs import add_docs
from service.extract import Extractor
from service.keys import Keys
from service.limits import Door, check_key, make_counter, make_limiter
from service.models import (
    BatchAnswer,
    BatchRequest,
    Health,
    ModelAnswer,
    ModelsAnswer,
    ProblemAnswer,
    ReleasePath,
    ScoreAnswer,
    ScoreRequest,
    StatesAnswer,
)
from service.page import add_page
from service.problems import (
    PROBLEM_TYPE,
    PROBLEMS,
    RETRY_AFTER_S,
    Problem,
    problem_of_article,
    problem_of_status,
    problem_of_validation,
)
from service.request import ArticleRequest, check_fields

_log = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_TOGETHER = 16  # articles of a batch that are encoded together; between them other requests have their turn
_EXPOSED = ["X-Request-Id", "Retry-After", "Server-Timing", "ETag"]
_EXPOSED += ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]


def create_app(config: Config | None = None) -> OpenAPI:
    """Make the application; with a release that cannot be used it starts, says so, and is never ready."""
    config = config or load_config()
    for name in unknown_settings(os.environ):
        _log.warning("%s is no setting and is ignored; see docs/configuration.md for those that are.", name)
    app = OpenAPI(
        __name__,
        info=Info(title="Rhetor", version="1", description="Scores the rhetoric of English news articles."),
        doc_ui=False,
        security_schemes={"key": {"type": "http", "scheme": "bearer"}},
        validation_error_model=ProblemAnswer,
        validation_error_status=500,  # where a path lacks it flask-openapi3 adds an answer of its own; none lacks 500
        validation_error_callback=lambda error: problem_of_validation(error).response(),
    )
    app.request_class = ArticleRequest
    app.url_map.merge_slashes = False  # it would answer //, in HTML, with a redirect
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.config["COMPRESS_ALGORITHM"] = ["gzip"]
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider that Flask sets has it
    app.extensions["rhetor"] = scorer = _load(config)
    app.extensions["door"] = Door(config)
    app.extensions["extractor"] = Extractor()
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    app.extensions["articles"] = limiter = make_limiter(config)  # kept: what it decorates holds it weakly
    count = make_counter(limiter, config.limit)
    _add_around(app, config, count)
    limiter.init_app(app)
    _add_scores(app, scorer, count)
    _add_facts(app, scorer, config.models)
    add_docs(app)
    add_page(app, scorer)
    return app


def _load(config: Config) -> Scorer | None:
    try:
        return Scorer.load(current_release(config.models), config.threads)
    except ReleaseError as error:
        _log.error("not ready: %s", error)
    except Exception:  # a damaged release may fail in any library; /healthz lives whatever it is
        _log.exception("not ready: the release cannot be loaded; restore it.")
    return None


def _ready(scorer: Scorer | None) -> Scorer:
    if scorer is None:
        raise Problem("not_ready", "No release is loaded; the service's log says why.")
    return scorer


# --- scores


def _add_scores(app: OpenAPI, scorer: Scorer | None, count: Callable[[int], None]) -> None:
    door: Door = app.extensions["door"]

    @app.post("/v1/score", summary="Score an article", responses=_responses(ScoreAnswer, *_SCORE_PROBLEMS))
    def score(body: ScoreRequest) -> Response:
        article, options = _article_of(body)
        ready = _ready(scorer)
        with door.enter() as until:
            report = ready.score(article, options, until)
        answer = jsonify(_answer(body, report))
        answer.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in report.steps.items())
        return answer

    @app.post(
        "/v1/score/batch", summary="Score up to 100 articles", responses=_responses(BatchAnswer, *_SCORE_PROBLEMS)
    )
    def score_batch(body: BatchRequest) -> Response:
        if further := len(body.articles) - 1:
            count(further)
        results = _score_batch(_ready(scorer), door, body.articles)
        g.outcomes = [one["problem"]["code"] if "problem" in one else "scored" for one in results]
        return jsonify(results=results)

    for media in ("text/plain", "text/html"):
        schema = Schema(type="string", description="The article." if media == "text/plain" else "A page that holds it.")
        app.paths["/v1/score"].post.requestBody.content[media] = MediaType(schema=schema)


def _score_batch(scorer: Scorer, door: Door, articles: Sequence[Any]) -> list[dict[str, Any]]:
    """Score the articles that can be; each result is a report or a problem."""
    results: list[dict[str, Any]] = [{} for _ in articles]
    valid: list[tuple[int, ScoreRequest, tuple[Article, Options]]] = []
    for number, fields in enumerate(articles):
        try:
            check_fields(fields)
            body = ScoreRequest.model_validate(fields)
            valid.append((number, body, _article_of(body)))
        except Problem as problem:
            results[number] = {"problem": problem.body()}
        except ValidationError as error:
            results[number] = {"problem": problem_of_validation(error).body()}
        except ArticleError as error:
            results[number] = {"problem": problem_of_article(error).body()}
    for start in range(0, len(valid), _TOGETHER):
        some = valid[start : start + _TOGETHER]
        reports = _score_some(scorer, door, [asked for _, _, asked in some])
        for (number, body, _), report in zip(some, reports, strict=True):
            results[number] = (
                {"problem": report.body()} if isinstance(report, Problem) else {"report": _answer(body, report)}
            )
    return results


def _score_some(scorer: Scorer, door: Door, asked: Sequence[tuple[Article, Options]]) -> list[Report | Problem]:
    """Score articles together, in one place; each has its report or its problem."""
    try:
        with door.enter() as until:
            reports = scorer.score_batch(asked, until)
    except OutOfTime as error:
        return [problem_of_article(error)] * len(asked)
    except Problem as problem:
        return [problem] * len(asked)
    return [problem_of_article(one) if isinstance(one, ArticleError) else one for one in reports]


def _article_of(body: ScoreRequest) -> tuple[Article, Options]:
    states = None if body.states is None else tuple(body.states)
    return Article(body.text, body.title, body.date), Options(tuple(body.attributes), states, body.offsets)


def _answer(body: ScoreRequest, report: Report) -> dict[str, Any]:
    answer = report.as_dict(sentences=body.sentences)
    answer["document"] |= g.get("page", {})
    return answer


# --- facts


def _add_facts(app: OpenAPI, scorer: Scorer | None, models: Path) -> None:
    @app.get("/v1/models", summary="The releases on disk", responses=_responses(ModelsAnswer, *_KEY_PROBLEMS))
    def list_models() -> Response:
        current = scorer.release.name if scorer else None
        names = sorted(path.parent.name for path in models.glob(f"*/{MANIFEST}"))
        return jsonify(current=current, releases=[name for name in names if _describe(models, name)])

    @app.get(
        "/v1/models/<release>",
        summary="A release: metrics, hashes, card",
        responses=_responses(ModelAnswer, "not_found", "invalid_request", *_KEY_PROBLEMS),
    )
    def show_model(path: ReleasePath) -> Response:
        if told := _describe(models, path.release):
            return jsonify(told)
        raise Problem("not_found", "There is no such release, or it is not whole; /v1/models lists those that are.")

    @app.get(
        "/v1/states",
        summary="The states that are scored, and their names",
        responses=_responses(StatesAnswer, *_KEY_PROBLEMS),
    )
    def list_states() -> Response:
        known = load_states().values()
        return jsonify(states=[{"code": one.code, "name": one.name, "aliases": list(one.forms)} for one in known])

    @app.get("/healthz", summary="The process lives", responses=_responses(Health))
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz", summary="The model is loaded and its canaries agree", responses=_responses(Health, "not_ready"))
    def readyz() -> Response:
        _ready(scorer)
        if request.environ.get("rhetor.draining"):
            raise Problem("not_ready", "This worker is about to end.")
        return jsonify(status="ready")

    counts = {200: {"description": "Counts and times.", "content": {"text/plain": {"schema": {"type": "string"}}}}}

    @app.get(
        "/metrics", summary="Counts and times of all workers, for Prometheus", responses=_responses(Health) | counts
    )
    def show_metrics() -> Response:
        return metrics.expose()


def _describe(models: Path, name: str) -> dict[str, Any] | None:
    """Return what is told of a release, or None where it is not there or not whole."""
    try:
        text, reference = ((models / name / file).read_bytes() for file in (MANIFEST, "reference.json"))
        manifest, quantiles, card = json.loads(text), json.loads(reference), models / name / "CARD.md"
        told = {key: manifest[key] for key in ("release", "files", "corpora", "parameters", "metrics")}
        told |= {"hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
        told |= {"reference": {attribute: quantiles[attribute] for attribute in ("alarmism", "hedging")}}
        told |= {"card": card.read_text(encoding="utf-8") if card.is_file() else ""}
        return ModelAnswer.model_validate(told).model_dump()
    except (OSError, ValueError, KeyError, TypeError):
        return None


_KEY_PROBLEMS = ("unauthorized", "forbidden")
_NO_SCORE_PROBLEMS = {"not_found", "method_not_allowed", "internal_error"}
_SCORE_PROBLEMS = tuple(code for code in PROBLEMS if code not in _NO_SCORE_PROBLEMS)


def _responses(answer: type[Any], *codes: str) -> dict[Any, Any]:
    """Return the answers of a path for OpenAPI: its own, and its problems by status."""
    by_status: dict[int, list[str]] = {}
    for code in (*codes, "internal_error"):
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    problems = {status: {"description": ", ".join(found), "content": content} for status, found in by_status.items()}
    return {200: answer, **problems}


# --- around every request


def _add_around(app: OpenAPI, config: Config, count: Callable[[int], None]) -> None:
    Compress(app)  # the last to touch an answer: what is registered first runs last
    CORS(
        app,
        origins=[_pattern(origin.strip()) for origin in config.cors_origins.split(",") if origin.strip()],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-Id"],
        expose_headers=_EXPOSED,
        max_age=3600,
    )
    keys = Keys(config.keys_file) if config.keys_file else None

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        asked = request.headers.get("X-Request-Id", "")
        g.request_id = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        check_key(keys)
        if _asks_for_scores():
            count(1)  # before anything is read, whatever becomes of it; a batch counts its other articles

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        _tell_of_caching(response)
        _tell_of_retrying(response)
        _note(response)
        return response

    @app.errorhandler(Problem)
    def answer_problem(problem: Problem) -> Response:
        return problem.response()

    @app.errorhandler(ArticleError)
    @app.errorhandler(OutOfTime)
    def answer_article_error(error: ArticleError | OutOfTime) -> Response:
        return answer_problem(problem_of_article(error))

    @app.errorhandler(HTTPException)
    def answer_http_error(error: HTTPException) -> Response:
        if isinstance(error.response, Response):
            return error.response  # flask-openapi3 aborts with a Flask response
        told = {key: value for key, value in error.get_headers() if key in {"Allow", "Retry-After"}}
        detail = f"No more than {error.description}." if error.code == 429 else error.description or ""
        return answer_problem(problem_of_status(error.code or 500, detail, told))

    @app.errorhandler(Exception)
    def answer_bug(error: Exception) -> Response:
        # the place alone: the message of an error may hold text of the article
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("request %s failed with %s\n%s", g.request_id, type(error).__name__, place)
        return Problem("internal_error", "The error is logged under the request id.").response()


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LIVE = {"/healthz", "/readyz", "/metrics"}
_SCORES = {"/v1/score", "/v1/score/batch"}


def _asks_for_scores() -> bool:
    return request.method == "POST" and request.url_rule is not None and request.url_rule.rule in _SCORES


def _tell_of_caching(response: Response) -> None:
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or request.path in _LIVE:
        response.cache_control.no_store = True
        return
    response.cache_control.no_cache = True  # ask each time: a new release may have come
    response.add_etag()
    response.make_conditional(request)


def _tell_of_retrying(response: Response) -> None:
    """Leave flask-limiter's header where the limit is reached; it puts it into every answer."""
    if response.status_code == 429:
        return
    response.headers.pop("Retry-After", None)
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)


def _pattern(origin: str) -> str:
    """Return an origin as flask-cors takes it: as it is, or as a regular expression where it holds a star."""
    return origin if "*" not in origin or origin == "*" else "^" + re.escape(origin).replace(r"\*", "[^/]*") + "$"


def _note(response: Response) -> None:
    """Count and log a request: never its text, nor a path that the client made up."""
    path = request.url_rule.rule if request.url_rule else "other"
    seconds = time.perf_counter() - g.began
    method = request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.labels(method, path, response.status_code).inc()
    metrics.SECONDS.labels(path).observe(seconds)
    if _asks_for_scores():
        for outcome in g.get("outcomes", ("scored",)):
            metrics.ARTICLES.labels(outcome).inc()
    told = {"request_id": g.request_id, "method": method, "path": path, "status": response.status_code}
    told |= {"ms": round(seconds * 1000, 1), "bytes_in": request.content_length, "caller": g.get("caller")}
    _log.info("request", extra=told)
