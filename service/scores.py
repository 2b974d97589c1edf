"""This file answers requests for scores: of one article, and of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from flask import Response, jsonify, request
from flask_openapi3.openapi import OpenAPI

from rhetor.errors import ArticleError, OutOfTime
from rhetor.report import Report
from rhetor.scorer import Options, Scorer
from rhetor.text.document import Article

from .contract import BatchAnswer, BatchRequest, ScoreAnswer, ScoreRequest
from .extract import Page
from .limits import Door
from .openapi import SCORE_PROBLEMS, describe_body, responses
from .problems import Problem, problem_of_article
from .request import check_fields, check_form, parse_fields, read_text, validate
from .services import Services
from .visit import visit

_TOGETHER = 16  # articles of a batch that are encoded together; between them other requests have their turn
_PROSE = {"text/plain": "The article.", "text/html": "A page that holds it."}
_FORMS = "Send application/json, text/plain or text/html."
_BATCH_FORM = "Send application/json; a batch has no other form."


def add_scores(app: OpenAPI, services: Services) -> None:
    """Add the paths that score."""
    door = services.door

    @app.post("/v1/score", summary="Score an article", responses=responses(ScoreAnswer, *SCORE_PROBLEMS))
    def score() -> Response:
        check_form(request, _FORMS, *_PROSE)
        text, deadline = read_text(request), door.deadline()
        page = _find_page(services, text, deadline) if request.mimetype == "text/html" else None
        asked = _Asked.read(page.fields() if page else _fields(text))
        scorer = services.ready_scorer()
        with door.enter(deadline) as until:
            report = scorer.score(asked.article, asked.options, until)
        answer = jsonify(_answer(asked, report, page))
        answer.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in report.steps.items())
        return answer

    @app.post("/v1/score/batch", summary="Score up to 100 articles", responses=responses(BatchAnswer, *SCORE_PROBLEMS))
    def score_batch() -> Response:
        check_form(request, _BATCH_FORM)
        articles = validate(BatchRequest, parse_fields(read_text(request))).articles
        if further := len(articles) - 1:
            services.count(further)
        results = _score_batch(services.ready_scorer(), door, articles)
        visit().outcomes = [one["problem"]["code"] if "problem" in one else "scored" for one in results]
        return jsonify(results=results)

    describe_body(app, "/v1/score", ScoreRequest, _PROSE)
    describe_body(app, "/v1/score/batch", BatchRequest)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a client asks for: an article, what to score of it, and whether to list its sentences."""

    article: Article
    options: Options
    sentences: bool

    @classmethod
    def read(cls, fields: Any) -> Self:
        """Read the fields of a request; raises Problem or ArticleError."""
        body = validate(ScoreRequest, fields)
        states = None if body.states is None else tuple(body.states)
        options = Options(tuple(body.attributes), states, body.offsets)
        return cls(Article(body.text, body.title, body.date), options, body.sentences)


def _fields(text: str) -> dict[str, Any]:
    return parse_fields(text) if request.is_json else {"text": text}


def _find_page(services: Services, html: str, deadline: float) -> Page:
    with services.door.enter(deadline) as until:
        found = services.extractor.extract(html, until)
    if found is None:
        raise Problem("text_empty", "No article was found in the page; send its text as application/json.")
    return found


def _answer(asked: _Asked, report: Report, page: Page | None = None) -> dict[str, Any]:
    answer = report.as_dict(sentences=asked.sentences)
    if page:
        answer["document"] |= {"title": page.title, "text": page.text}
    return answer


# --- a batch


def _score_batch(scorer: Scorer, door: Door, articles: Sequence[Any]) -> list[dict[str, Any]]:
    """Score the articles that can be; each result is a report or a problem."""
    read = [_read_one(fields) for fields in articles]
    results: list[dict[str, Any]] = [{"problem": one.body()} if isinstance(one, Problem) else {} for one in read]
    valid = [(number, one) for number, one in enumerate(read) if isinstance(one, _Asked)]
    deadline = door.deadline()
    for start in range(0, len(valid), _TOGETHER):
        some = valid[start : start + _TOGETHER]
        scored = _score_some(scorer, door, deadline, [asked for _, asked in some])
        for (number, asked), one in zip(some, scored, strict=True):
            results[number] = {"problem": one.body()} if isinstance(one, Problem) else {"report": _answer(asked, one)}
    return results


def _read_one(fields: Any) -> _Asked | Problem:
    try:
        check_fields(fields)
        return _Asked.read(fields)
    except Problem as problem:
        return problem
    except ArticleError as error:
        return problem_of_article(error)


def _score_some(scorer: Scorer, door: Door, deadline: float, asked: Sequence[_Asked]) -> list[Report | Problem]:
    """Score articles together, in one place; each has its report or its problem."""
    try:
        with door.enter(deadline) as until:
            found = scorer.score_batch([(one.article, one.options) for one in asked], until)
    except OutOfTime as error:
        return [problem_of_article(error)] * len(asked)
    except Problem as problem:
        return [problem] * len(asked)
    return [problem_of_article(one) if isinstance(one, ArticleError) else one for one in found]
