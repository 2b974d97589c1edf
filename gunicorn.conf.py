"""This file configures gunicorn: the environment decides, with defaults that work."""

import gc
import os
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the heads' products are small; threads would only wait

bind = os.environ.get("RHETOR_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
threads = 4  # a worker answers /healthz while it scores
worker_class = "gthread"
timeout = 120
graceful_timeout = 30
preload_app = True  # the model is loaded once, before the fork; workers share its memory


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector from touching, and so copying, what the master loaded."""
    gc.freeze()
