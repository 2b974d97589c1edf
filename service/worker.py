"""This file defines the gunicorn worker: threads, and a deadline for clients that send or read too slowly."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from service.config import load_config


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker with threads whose connections may only take so long to send a request and to read an answer.

    A client that is too slow has its connection shut, which frees its thread; scoring has a deadline of its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seconds = load_config().client_timeout_s
        self._deadlines: dict[Any, tuple[float, int]] = {}  # by connection: when, and which half is shut
        self._thread = threading.local()

    def load_wsgi(self) -> None:
        """Take the application, and tell it how to end the deadline once it has read a request."""
        super().load_wsgi()
        application: Callable[..., Iterable[bytes]] = self.wsgi  # type: ignore[has-type]

        def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            connection = self._thread.connection
            environ["rhetor.read"] = lambda: self._deadlines.pop(connection, None)
            environ["rhetor.draining"] = not self.alive
            try:
                return application(environ, start_response)
            finally:
                self._deadlines[connection] = (time.monotonic() + self._seconds, socket.SHUT_RDWR)

        self.wsgi = call

    def handle(self, conn: Any) -> Any:
        """Handle a connection within the deadline."""
        self._thread.connection = conn
        self._deadlines[conn] = (time.monotonic() + self._seconds, socket.SHUT_RD)
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)

    def notify(self) -> None:
        """Tell the master that the worker lives, as gunicorn does every second, and shut slow connections."""
        super().notify()
        now = time.monotonic()
        for connection, (deadline, half) in list(self._deadlines.items()):
            if now > deadline and self._deadlines.pop(connection, None) is not None:
                with contextlib.suppress(OSError):  # it may be closed by now
                    connection.sock.shutdown(half)
