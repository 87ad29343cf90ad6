"""Is the process alive; can it do its work."""

import logging
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from kombu.exceptions import OperationalError

from config.celery import app
from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import pulses

logger = logging.getLogger(__name__)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _storage() -> None:
    name = default_storage.save(f"health/{get_random_string(12)}", ContentFile(b"ok"))
    default_storage.delete(name)


def _queue() -> None:
    if settings.BROKER_URL.startswith("filesystem"):
        (settings.QUEUE_DIR / "messages").stat()
        return
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "queue": _queue,
}


def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, storage and queue answer; 503 naming what doesn't.

    Beside them, when each worker and scheduler was last heard of.
    """
    parts = {}
    for name, check in CHECKS.items():
        try:
            check()
        except (DatabaseError, OSError, OperationalError, BotoCoreError, ClientError):
            logger.exception("The %s doesn't answer.", name)
            parts[name] = "failing"
        else:
            parts[name] = "ok"
    healthy = set(parts.values()) == {"ok"}
    return JsonResponse(
        {
            "status": "ok" if healthy else "failing",
            "checks": parts,
            **_signs_of_life(is_known=parts["database"] == "ok"),
        },
        status=200 if healthy else 503,
    )


def _signs_of_life(*, is_known: bool) -> dict[str, list[dict[str, Any]]]:
    """Workers and schedulers; one that is silent makes no web process unhealthy."""
    heard = pulses(timezone.now()) if is_known else ()
    return {
        member: [
            {"name": pulse.name, "seconds": pulse.seconds, "is_silent": pulse.is_silent}
            for pulse in heard
            if pulse.role is role
        ]
        for member, role in (
            ("workers", Heartbeat.Role.WORKER),
            ("scheduler", Heartbeat.Role.SCHEDULER),
        )
    }


def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})
