"""This file configures gunicorn: the environment decides, with defaults that work."""

import gc
import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the heads' products are small; threads would only wait

bind = os.environ.get("RHETOR_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
threads = 4  # a worker answers /healthz while it scores
worker_class = "gthread"
timeout = 120
graceful_timeout = 30
preload_app = True  # the model is loaded once, before the fork; workers share its memory
control_socket_disable = True  # nobody steers a running server here; it would be a file in the home folder


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector from touching, and so copying, what the master loaded."""
    gc.freeze()


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker at once: ONNX Runtime's own end joins a thread that a fork does not copy, and aborts or hangs."""
    if worker.pid == os.getpid():  # the master calls this too
        os._exit((getattr(sys.exception(), "code", 0) or 0) & 0xFF)
