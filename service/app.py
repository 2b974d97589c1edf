"""This file makes the Flask application: paths, and what is done around every request."""

import logging
import os
import re
import traceback
import uuid
from typing import Any

from flask import Response, g, jsonify, request
from flask_openapi3.models.info import Info
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException

from scoring.aliases import load_states
from scoring.errors import ArticleError, ReleaseError
from scoring.release import current_release
from scoring.scorer import Options, Scorer
from scoring.text import Article
from service.config import Config, unknown_settings
from service.models import Health, ProblemAnswer, ScoreAnswer, ScoreRequest, StatesAnswer
from service.problems import (
    PROBLEM_TYPE,
    PROBLEMS,
    Problem,
    problem_of_article,
    problem_of_status,
    problem_of_validation,
)
from service.request import ArticleRequest

_log = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


def create_app(config: Config | None = None) -> OpenAPI:
    """Make the application; with a release that cannot be used it starts, says so, and is never ready."""
    config = config or Config()
    for name in unknown_settings(os.environ):
        _log.warning("%s is no setting and is ignored; see service/config.py for those that are.", name)
    app = OpenAPI(
        __name__,
        info=Info(title="Rhetor", version="1", description="Scores the rhetoric of English news articles."),
        doc_ui=False,
        validation_error_model=ProblemAnswer,
        validation_error_status=500,  # where a path lacks it flask-openapi3 adds an answer of its own; none lacks 500
        validation_error_callback=lambda error: problem_of_validation(error).response(),
    )
    app.request_class = ArticleRequest
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider that Flask sets has it
    _add_hooks(app)
    _add_paths(app, _load(config))
    return app


def _load(config: Config) -> Scorer | None:
    try:
        return Scorer.load(current_release(config.models), config.threads)
    except ReleaseError as error:
        _log.error("not ready: %s", error)
    except Exception:  # a damaged release may fail in any library; /healthz lives whatever it is
        _log.exception("not ready: the release cannot be loaded; restore it.")
    return None


def _add_paths(app: OpenAPI, scorer: Scorer | None) -> None:
    @app.post("/v1/score", summary="Score an article", responses=_responses(ScoreAnswer, *_SCORE_PROBLEMS))
    def score(body: ScoreRequest) -> Response:
        report = _ready(scorer).score(
            Article(body.text, body.title, body.date),
            Options(tuple(body.attributes), _tuple(body.states), body.offsets),
        )
        answer = jsonify(report.as_dict(sentences=body.sentences))
        answer.cache_control.no_store = True
        return answer

    @app.get("/v1/states", summary="The states that are scored, and their names", responses=_responses(StatesAnswer))
    def states() -> Response:
        known = load_states().values()
        return jsonify(states=[{"code": one.code, "name": one.name, "aliases": list(one.forms)} for one in known])

    @app.get("/healthz", summary="The process lives", responses=_responses(Health))
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz", summary="The model is loaded and its canaries agree", responses=_responses(Health, "not_ready"))
    def readyz() -> Response:
        _ready(scorer)
        return jsonify(status="ready")

    @app.get("/openapi.json", doc_ui=False)
    def openapi() -> dict[str, Any]:
        return app.api_doc

    plain = MediaType(schema=Schema(type="string", description="The article."))
    app.paths["/v1/score"].post.requestBody.content["text/plain"] = plain


_SCORE_PROBLEMS = tuple(code for code in PROBLEMS if code not in {"not_found", "method_not_allowed", "internal_error"})


def _responses(answer: type[Any], *codes: str) -> dict[Any, Any]:
    """Return the answers of a path for OpenAPI: its own, and its problems by status."""
    by_status: dict[int, list[str]] = {}
    for code in (*codes, "internal_error"):
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    problems = {status: {"description": ", ".join(found), "content": content} for status, found in by_status.items()}
    return {200: answer, **problems}


def _ready(scorer: Scorer | None) -> Scorer:
    if scorer is None:
        raise Problem("not_ready", "No release is loaded; the service's log says why.")
    return scorer


def _tuple(codes: list[str] | None) -> tuple[str, ...] | None:
    return None if codes is None else tuple(codes)


def _add_hooks(app: OpenAPI) -> None:
    @app.before_request
    def name_request() -> None:
        asked = request.headers.get("X-Request-Id", "")
        g.request_id = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex

    @app.after_request
    def tell_request_id(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        return response

    @app.errorhandler(Problem)
    def answer_problem(problem: Problem) -> Response:
        return problem.response()

    @app.errorhandler(ArticleError)
    def answer_article_error(error: ArticleError) -> Response:
        return problem_of_article(error).response()

    @app.errorhandler(HTTPException)
    def answer_http_error(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]  # flask-openapi3 aborts with a Flask response
        allow = {key: value for key, value in error.get_headers() if key == "Allow"}
        return problem_of_status(error.code or 500, error.description or "", allow).response()

    @app.errorhandler(Exception)
    def answer_bug(error: Exception) -> Response:
        # the place alone: the message of an error may hold text of the article
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("request %s failed with %s\n%s", g.request_id, type(error).__name__, place)
        return Problem("internal_error", "The error is logged under the request id.").response()
