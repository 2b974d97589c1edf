"""This file configures gunicorn: service/config.py decides."""

import gc
import os
import shutil
import sys
import tempfile
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the heads' products are small; threads would only wait
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # the folder where the workers count together; it outlives a reload of this file
if _COUNTS not in os.environ:
    os.environ[_COUNTS] = tempfile.mkdtemp(prefix="rhetor-metrics-")

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402  # it reads the variable above

from service.config import load_config  # noqa: E402

_config = load_config()

bind = _config.bind
workers = _config.workers
worker_class = "service.worker.Worker"
threads = _config.in_flight + _config.waiting + 4  # four answer what needs no place: /healthz, or that all are taken
timeout = 120
keepalive = 30  # seconds; where it is short, a client may send on a connection that is just being closed
graceful_timeout = 30
preload_app = True  # the model is loaded once, before the fork; workers share its memory
logger_class = "service.logs.GunicornLogger"
control_socket_disable = True  # nobody steers a running server here; it would be a file in the home folder


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector from touching, and so copying, what the master loaded."""
    gc.freeze()


def on_reload(server: Any) -> None:
    """Load the current release anew (kill -HUP); where it cannot be used, go on with the one that is loaded."""
    from service.app import create_app

    app = create_app(_config)
    if app.extensions["rhetor"] is None:
        server.log.error("The current release cannot be loaded; the one before it goes on.")
    else:
        server.app.callable = app


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that ended."""
    mark_process_dead(worker.pid)


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker at once: ONNX Runtime's own end joins a thread that a fork does not copy, and aborts or hangs."""
    if worker.pid == os.getpid():  # the master calls this too
        os._exit((getattr(sys.exception(), "code", 0) or 0) & 0xFF)


def on_exit(server: Any) -> None:
    """Remove the counts."""
    shutil.rmtree(os.environ[_COUNTS], ignore_errors=True)
