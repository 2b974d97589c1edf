"""This file answers those who watch the service: it lives, it is ready, it has counted."""

from flask import Response, jsonify, request
from flask_openapi3.openapi import OpenAPI

from . import metrics
from .connection import connection_of
from .contract import Health
from .openapi import responses
from .problems import Problem
from .services import Services

_COUNTS = {200: {"description": "Counts and times.", "content": {"text/plain": {"schema": {"type": "string"}}}}}


def add_ready(app: OpenAPI, services: Services) -> None:
    """Add the paths of health, readiness and counts."""

    @app.get("/healthz", summary="The process lives", responses=responses(Health))
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz", summary="The model is loaded and its canaries agree", responses=responses(Health, "not_ready"))
    def readyz() -> Response:
        services.ready_scorer()
        if connection_of(request.environ).draining:
            raise Problem("not_ready", "This worker is about to end.")
        return jsonify(status="ready")

    @app.get(
        "/metrics",
        summary="Counts and times of all workers, for Prometheus",
        responses=responses(Health) | _COUNTS,
    )
    def show_metrics() -> Response:
        return metrics.expose()
