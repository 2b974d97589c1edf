"""This file makes the Flask application."""

import logging
import os

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from .around import add_around
from .config import Config, load_config, unknown_settings
from .contract import ProblemAnswer
from .facts import add_facts
from .openapi import add_docs
from .page import add_page
from .problems import problem_of_validation
from .ready import add_ready
from .scores import add_scores
from .services import keep_services, make_services

_log = logging.getLogger(__name__)


def create_app(config: Config | None = None) -> OpenAPI:
    """Make the application; with a release that cannot be used it starts, says so, and is never ready."""
    config = config or load_config()
    for name in unknown_settings(os.environ):
        _log.warning("%s is no setting and is ignored; see docs/configuration.md for those that are.", name)
    app = _make_flask(config)
    services = make_services(config)
    keep_services(app, services)
    add_around(app, config, services.count)
    services.limiter.init_app(app)  # after what begins a request, which it reads
    add_scores(app, services)
    add_facts(app, services)
    add_ready(app, services)
    add_docs(app)
    add_page(app, services.scorer)
    return app


def _make_flask(config: Config) -> OpenAPI:
    app = OpenAPI(
        __name__,
        info=Info(title="Rhetor", version="1", description="Scores the rhetoric of English news articles."),
        doc_ui=False,
        security_schemes={"key": {"type": "http", "scheme": "bearer"}},
        validation_error_model=ProblemAnswer,
        validation_error_status=500,  # where a path lacks it flask-openapi3 adds an answer of its own; none lacks 500
        validation_error_callback=lambda error: problem_of_validation(error).response(),
    )
    app.url_map.merge_slashes = False  # it would answer //, in HTML, with a redirect
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.config["COMPRESS_ALGORITHM"] = ["gzip"]
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider that Flask sets has it
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    return app
