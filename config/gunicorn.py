"""How the web process serves (``gunicorn --config python:config.gunicorn``)."""

import json
import shutil
from typing import Any

from django.conf import settings
from gunicorn import util
from prometheus_client import multiprocess

from config import processes


def write_error(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """What gunicorn itself refuses, such as a header that is too long, in the API's envelope."""
    detail = mesg or f"{reason}."
    error = {"code": reason.lower().replace(" ", "_"), "detail": detail, "attr": None}
    kind = "server_error" if status_int >= 500 else "client_error"
    # built here, for common.api.errors can't be imported before the application
    body = json.dumps({"type": kind, "errors": [error], "message": detail}).encode()
    head = (
        f"HTTP/1.1 {status_int} {reason}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin-1") + body)


# no setting chooses how it writes them
util.write_error = write_error

wsgi_app = "config.wsgi:application"
proc_name = "document-apis"
bind = f"{processes.BIND_HOST}:{processes.PORT}"
workers = processes.WEB_PROCESSES
worker_class = "gthread"
threads = settings.WEB_THREADS

# A request may take its time in its thread; this is for a process that doesn't answer at all.
timeout = 60
graceful_timeout = processes.SHUTDOWN_SECONDS
keepalive = 15
# as long as gunicorn allows: what is longer it refuses itself, in HTML
limit_request_line = 8190

# Nothing lands outside DATA_DIR: the control socket would be made in the home folder.
control_socket_disable = True
worker_tmp_dir = settings.FILE_UPLOAD_TEMP_DIR

# its own lines go where all others go, in the same form
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}


def on_starting(server: Any) -> None:
    """Forget the figures of web processes that are no more."""
    if processes.SHARED_METRICS:
        shutil.rmtree(settings.METRICS_DIR, ignore_errors=True)
        settings.METRICS_DIR.mkdir(parents=True)


def child_exit(server: Any, worker: Any) -> None:
    if processes.SHARED_METRICS:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # prometheus_client's own
