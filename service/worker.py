"""This file defines the gunicorn worker: threads, and a deadline for clients that send or read too slowly."""

import contextlib
import logging
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from selectors import EVENT_READ
from types import MappingProxyType
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from . import metrics
from .config import load_config
from .connection import Connection, set_connection
from .problems import PROBLEMS, Problem

_log = logging.getLogger(__name__)

_UNREAD: Mapping[type[Exception], Problem] = MappingProxyType(  # by what gunicorn raises, the special first
    {
        LimitRequestLine: Problem("path_too_long", "The first line of a request may have 4,094 bytes."),
        LimitRequestHeaders: Problem("headers_too_large", "A request may have 100 headers of 8,190 bytes each."),
        ParseException: Problem("bad_request", "This is no HTTP request; was the Content-Length before it too short?"),
    }
)
_BUG = Problem("internal_error", "The error is logged under the request id.")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker with threads whose connections may only take so long to send a request and to read an answer.

    A client that is too slow has its connection shut, which frees its thread; scoring has a deadline of its own.
    One that is silent, before its request or after its answer, waits in the poller and costs no thread.
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
            set_connection(environ, Connection(partial(self._end_reading, connection), draining=not self.alive))
            try:
                return application(environ, start_response)
            finally:
                self._deadlines[connection] = (time.monotonic() + self._seconds, socket.SHUT_RDWR)

        self.wsgi = call

    def _end_reading(self, conn: Any) -> bool:
        """End the time that a client has to send a request, and tell whether it had passed."""
        return self._deadlines.pop(conn, None) is None

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection to a thread, a new one once its first byte is there."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        self._wait(conn, self.on_pending_socket_readable)

    def handle(self, conn: Any) -> Any:
        """Handle a connection within the deadline."""
        self._thread.connection = conn
        self._deadlines[conn] = (time.monotonic() + self._seconds, socket.SHUT_RD)
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what cannot be read as a request: gunicorn would log and echo it, and it may be an article's text."""
        request_id = uuid.uuid4().hex
        _log.warning("request %s was not read: %s", request_id, type(exc).__name__)
        problem = next((problem for raised, problem in _UNREAD.items() if isinstance(exc, raised)), _BUG)
        metrics.REQUESTS.labels("other", "other", PROBLEMS[problem.code][0]).inc()
        with contextlib.suppress(OSError):  # the client may be gone, or not read
            client.setblocking(False)
            client.sendall(problem.raw(request_id))

    def finish_request(self, conn: Any, future: Any) -> None:
        """Take a connection back; one that ends is read in the poller until its client ends it, too (RFC 9112, 9.6)."""
        if future.cancelled() or future.exception() or future.result():
            super().finish_request(conn, future)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            self._wait(conn, self._drain)
        except (OSError, ValueError):  # it is shut or closed by now
            self._close(conn)

    def murder_pending(self) -> None:
        """Close silent connections in time, soon where the worker is about to end."""
        if not self.alive:
            end = time.monotonic() + STOP_KEEPALIVE_LINGER
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, end)
        super().murder_pending()

    def notify(self) -> None:
        """Tell the master that the worker lives, as gunicorn does every second, and shut slow connections."""
        super().notify()
        now = time.monotonic()
        for connection, (deadline, half) in list(self._deadlines.items()):
            if now > deadline and self._deadlines.pop(connection, None) is not None:
                with contextlib.suppress(OSError):  # it may be closed by now
                    connection.sock.shutdown(half)

    def _wait(self, conn: Any, then: Callable[..., None]) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self._seconds
        self.poller.register(conn.sock, EVENT_READ, partial(then, conn))
        self.pending_conns.append(conn)

    def _drain(self, conn: Any, client: Any) -> None:
        with contextlib.suppress(OSError):
            if client.recv(65536):
                return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._close(conn)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()
