"""This file does what is done around every request: keys, limits, errors, headers, counts and the log."""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable

from flask import Response, request
from flask_compress import Compress
from flask_cors import CORS
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException

from rhetor.errors import ArticleError, OutOfTime

from . import metrics
from .config import Config
from .keys import Keys
from .limits import check_key
from .problems import RETRY_AFTER_S, Problem, problem_of_article, problem_of_status
from .visit import start_visit, visit

_log = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_EXPOSED = ["X-Request-Id", "Retry-After", "Server-Timing", "ETag"]
_EXPOSED += ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LIVE = {"/healthz", "/readyz", "/metrics"}
_SCORES = {"/v1/score", "/v1/score/batch"}


def add_around(app: OpenAPI, config: Config, count: Callable[[int], None]) -> None:
    """Add what is done before and after each request; `count` counts articles against the caller's limit."""
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
        asked = request.headers.get("X-Request-Id", "")
        started = start_visit(asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex)
        started.caller = check_key(request, keys)
        if _asks_for_scores():
            count(1)  # before anything is read, whatever becomes of it; a batch counts its other articles

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = visit().request_id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        _tell_of_caching(response)
        _tell_of_retrying(response)
        _note(response)
        return response

    _add_errors(app)


def _pattern(origin: str) -> str:
    """Return an origin as flask-cors takes it: as it is, or as a regular expression where it holds a star."""
    return origin if "*" not in origin or origin == "*" else "^" + re.escape(origin).replace(r"\*", "[^/]*") + "$"


def _add_errors(app: OpenAPI) -> None:
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
        _log.error("request %s failed with %s\n%s", visit().request_id, type(error).__name__, place)
        return Problem("internal_error", "The error is logged under the request id.").response()


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


def _note(response: Response) -> None:
    """Count and log a request: never its text, nor a path that the client made up."""
    path = request.url_rule.rule if request.url_rule else "other"
    seconds = time.perf_counter() - visit().began
    method = request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.labels(method, path, response.status_code).inc()
    metrics.SECONDS.labels(path).observe(seconds)
    if _asks_for_scores():
        for outcome in visit().outcomes:
            metrics.ARTICLES.labels(outcome).inc()
    told = {"request_id": visit().request_id, "method": method, "path": path, "status": response.status_code}
    told |= {"ms": round(seconds * 1000, 1), "bytes_in": request.content_length, "caller": visit().caller}
    _log.info("request", extra=told)
