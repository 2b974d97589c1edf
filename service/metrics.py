"""This file counts and times requests for Prometheus, over all workers of a server (gunicorn.conf.py)."""

import os

from flask import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)  # seconds

REQUESTS = Counter("rhetor_requests", "Requests answered.", ("method", "path", "status"))
SECONDS = Histogram("rhetor_request_seconds", "Seconds to answer a request.", ("path",), buckets=_BUCKETS)
ARTICLES = Counter("rhetor_articles", "Articles asked for, by what became of them.", ("outcome",))
IN_FLIGHT = Gauge("rhetor_in_flight", "Requests being scored.", multiprocess_mode="livesum")


def expose() -> Response:
    """Return what all workers counted."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
