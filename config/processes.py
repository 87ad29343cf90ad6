"""Which processes serve, how many of each, and their command lines."""

import os
import sys
from collections.abc import Collection

from django.conf import settings

from config.env import Environment

env = Environment(os.environ)

BIND_HOST = env.text("BIND_HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, minimum=1)
WEB_PROCESSES = env.integer("WEB_PROCESSES", 1, minimum=1)
WORKER_PROCESSES = env.integer("WORKER_PROCESSES", 2, minimum=1)
SHUTDOWN_SECONDS = env.integer("SHUTDOWN_SECONDS", 30, minimum=1)

env.finish()

# each web process counts for itself; where there are several, they leave their figures in files
SHARED_METRICS = bool(settings.METRICS_TOKEN) and WEB_PROCESSES > 1

ROLES = ("web", "worker", "scheduler")
_SCHEDULE = ("--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME)
_LOG = ("--loglevel", settings.LOGGING["root"]["level"])


def commands(roles: Collection[str]) -> dict[str, list[str]]:
    """The command line of each process that ``roles`` need.

    A scheduler beside a worker is part of that; alone it is a process of its own.
    """
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "config"]
    wanted = {}
    if "web" in roles:
        wanted["web"] = [*python, "gunicorn", "--config", "python:config.gunicorn"]
    if "worker" in roles:
        wanted["worker"] = [
            *(*celery, "worker", *_LOG, "--concurrency", str(WORKER_PROCESSES)),
            # workers need not know of each other: the rows say who holds what
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            *(("--beat", *_SCHEDULE) if "scheduler" in roles else ()),
        ]
    elif "scheduler" in roles:
        wanted["scheduler"] = [*celery, "beat", *_LOG, *_SCHEDULE, "--pidfile", ""]
    return wanted


def environment() -> dict[str, str]:
    """What those processes need in their environment to write nothing outside ``DATA_DIR``.

    The embedded queue moves its messages through the folder for temporary files.
    """
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(settings.METRICS_DIR)} if SHARED_METRICS else {}
    return {
        **os.environ,
        **shared,
        "TMPDIR": settings.FILE_UPLOAD_TEMP_DIR,
        "PYTHONUNBUFFERED": "1",
    }
