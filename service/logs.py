"""This file writes the log: one line an event, with the request's id and never any text of an article."""

import logging
import sys
from typing import Any

import structlog
from gunicorn.glogging import Logger

from .config import load_config

_LOGGERS = {str(__package__): logging.INFO, "gunicorn.error": logging.INFO, "flask-limiter": logging.WARNING}


def set_up_logs(as_json: bool) -> None:
    """Send our log lines and gunicorn's through structlog to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    logging.getLogger().handlers = [handler]
    logging.getLogger().setLevel(logging.CRITICAL)  # a library's message may hold text of an article
    for name, level in _LOGGERS.items():
        logging.getLogger(name).setLevel(level)


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's messages, sent where ours go, also after a reload."""

    def setup(self, cfg: Any) -> None:
        """Set up gunicorn's loggers, without its own handlers."""
        super().setup(cfg)
        set_up_logs(load_config().log_json)
        self.error_log.handlers, self.error_log.propagate = [], True
