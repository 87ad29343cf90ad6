"""Letting a request wait until its execution ends, while other requests are still served."""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from executions.models import Execution

_FIRST_PAUSE_SECONDS = 0.03
_LONGEST_PAUSE_SECONDS = 0.5

# at most half of this process's web threads wait; the others serve
_slots = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


@contextmanager
def _slot() -> Iterator[bool]:
    free = _slots.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            _slots.release()


def _release_connection() -> None:
    # inside a transaction the connection is still in use
    if not connection.in_atomic_block:
        connection.close()


def wait_for_end(execution_id: uuid.UUID, timeout_seconds: float) -> bool:
    """Wait until the execution has ended or the time is up; whether it has ended.

    No database connection is held between looks. Without a free slot the answer is False at once.
    """
    with _slot() as free:
        deadline = time.monotonic() + timeout_seconds
        pause = _FIRST_PAUSE_SECONDS
        while free and time.monotonic() < deadline:
            _release_connection()
            time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
            pause = min(pause * 1.3, _LONGEST_PAUSE_SECONDS)
            if not Execution.objects.running().filter(pk=execution_id).exists():
                return True
    return False
