"""This file is where gunicorn looks for its configuration, which is service/server.py."""

from service.server import *  # noqa: F403
