"""Signs of life of the processes that no request reaches: workers and schedulers."""

import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from executions.heartbeats.models import Heartbeat

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
# a few beats may be late on a busy machine
SILENT_AFTER = timedelta(seconds=45)
# a process that was killed stays known for so long
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How long ago a process was last heard of. ``name`` is ``host:process id``."""

    name: str
    role: Heartbeat.Role
    seconds: float

    @property
    def is_silent(self) -> bool:
        return self.seconds > SILENT_AFTER.total_seconds()


def begin(role: Heartbeat.Role) -> None:
    """The first sign of life of this process; those of this host that were killed are forgotten."""
    try:
        for row in Heartbeat.objects.filter(host=socket.gethostname()):
            if not _exists(row.process_id):
                row.delete()
    except DatabaseError:
        logger.exception("The processes that ended were not forgotten.")
    beat(role)


def _exists(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def beat(role: Heartbeat.Role) -> None:
    """Write that this process is alive. A database that is away is logged, not raised."""
    now = timezone.now()
    row = Heartbeat(
        role=role, host=socket.gethostname(), process_id=os.getpid(), started_at=now, seen_at=now
    )
    try:
        Heartbeat.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["role", "host", "process_id"],
            update_fields=["seen_at"],
        )
        Heartbeat.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()
    except DatabaseError:
        logger.exception("The sign of life of this %s was not written.", role)
    finally:
        # the processes that are forked from this one must not inherit it
        if not connection.in_atomic_block:
            connection.close()


def end(role: Heartbeat.Role) -> None:
    """Forget this process, which ends as it should."""
    try:
        Heartbeat.objects.filter(
            role=role, host=socket.gethostname(), process_id=os.getpid()
        ).delete()
    except DatabaseError:
        logger.exception("The end of this %s was not written.", role)


def pulses(now: datetime) -> Sequence[Pulse]:
    """Every worker and scheduler that was heard of within a day."""
    return [
        Pulse(
            name=f"{row.host}:{row.process_id}",
            role=Heartbeat.Role(row.role),
            seconds=round((now - row.seen_at).total_seconds(), 1),
        )
        for row in Heartbeat.objects.all()
    ]


def is_alive(role: Heartbeat.Role, host: str, now: datetime) -> bool:
    """Whether a process of this role was heard of on the host lately."""
    return Heartbeat.objects.filter(role=role, host=host, seen_at__gt=now - SILENT_AFTER).exists()
