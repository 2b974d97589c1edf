"""This file configures gunicorn, which takes each name that is a setting of its own; service/config.py decides."""

import gc
import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the heads' products are small; threads would only wait

from rhetor.packaged import hash_code

from .config import load_config  # it loads OpenBLAS
from .counts import set_up_counts

_config = load_config()
_code = hash_code()
set_up_counts()

bind = _config.bind
workers = _config.workers
worker_class = f"{__package__}.worker.Worker"
threads = _config.in_flight + _config.waiting + 4  # four answer what needs no place: /healthz, or that all are taken
timeout = 120
keepalive = _config.keep_alive_s
graceful_timeout = _config.longest_s  # what is in hand when a worker is to end, it finishes
preload_app = True  # the model is loaded once, before the fork; workers share its memory
logger_class = f"{__package__}.logs.GunicornLogger"
control_socket_disable = True  # nobody steers a running server here; it would be a file in the home folder


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector from touching, and so copying, what the master loaded."""
    gc.freeze()


def on_reload(server: Any) -> None:
    """Load the current release anew (kill -HUP); where it cannot be used, go on with the one that is loaded."""
    from .app import create_app  # here: it imports what reads set_up_counts' folder
    from .services import services_of

    try:
        if hash_code() != _code:
            server.log.error("Code or word lists changed on disk: restart the service. The release before it goes on.")
            return
        app = create_app(_config)
    except Exception:  # the master ends with whatever is raised here
        server.log.exception("The service cannot be made anew; the one before it goes on.")
        return
    if services_of(app).scorer is None:
        server.log.error("The current release cannot be loaded; the one before it goes on.")
        return
    server.app.callable = app
    gc.unfreeze()  # else the release before stays in memory
    gc.collect()


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that ended."""
    from prometheus_client.multiprocess import mark_process_dead  # here: it reads what set_up_counts sets

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker at once: ONNX Runtime's own end joins a thread that a fork does not copy, and aborts or hangs."""
    if worker.pid == os.getpid():  # the master calls this too
        os._exit((getattr(sys.exception(), "code", 0) or 0) & 0xFF)
