"""When a credential was last used, written after the answer has gone out, not before.

``note_use`` only remembers. The row is written when the server closes the response, and at most
once a minute, whichever of several processes noted it. What a killed process had not written yet
is lost: the column is for people who tidy up keys; no decision depends on it.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Protocol

from django.core.signals import request_finished
from django.db import DatabaseError
from django.db.models import Model, Q
from django.dispatch import receiver

logger = logging.getLogger(__name__)

_PRECISION = timedelta(minutes=1)

_noted: dict[tuple[type[Model], Any], datetime] = {}
_lock = Lock()


class Credential(Protocol):
    """A row with ``last_used_at``."""

    pk: Any
    last_used_at: datetime | None


def note_use(credential: Credential, now: datetime) -> None:
    """Remember that ``credential`` was used; this writes nothing yet."""
    if credential.last_used_at is None or now - credential.last_used_at >= _PRECISION:
        with _lock:
            _noted[type(credential), credential.pk] = now  # type: ignore[index]  # a row's class is a model


@receiver(request_finished)
def write_noted_uses(**kwargs: Any) -> None:
    with _lock:
        uses = list(_noted.items())
        _noted.clear()
    for (model, pk), used_at in uses:
        # another process, or a request that began before this one ended, may have written
        due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=used_at - _PRECISION)
        try:
            model._default_manager.filter(due, pk=pk).update(last_used_at=used_at)
        except DatabaseError:
            logger.exception("The last use of %s %s was not written.", model.__name__, pk)
