"""This file sets up the folder in which the workers of a server count together (service/metrics.py)."""

import atexit
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client reads it where it is imported


@cache  # a reload reads gunicorn.conf.py again, and the counts go on
def set_up_counts() -> None:
    """Make the folder that the environment names, and empty it of older counts, else a temporary one.

    A folder that cannot be made ends the process with a message. The temporary one is removed where the process ends.
    """
    named = os.environ.get(_VARIABLE)
    if not named:
        os.environ[_VARIABLE] = made = tempfile.mkdtemp(prefix="rhetor-metrics-")
        atexit.register(shutil.rmtree, made, ignore_errors=True)  # of the master: workers end without it
        return
    try:
        Path(named).mkdir(parents=True, exist_ok=True)
        for old in Path(named).glob("*.db"):
            old.unlink()
    except OSError as error:
        sys.exit(f"{_VARIABLE}: {named} is no folder to write to ({error.strerror}); see docs/configuration.md")
