"""Sending ids to the workers. Tasks are named by their strings, because they import what sends."""

import logging
import uuid
from collections.abc import Sequence

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def send_files(file_ids: Sequence[uuid.UUID]) -> None:
    _send("executions.tasks.process_file", file_ids)


def send_webhook_deliveries(delivery_ids: Sequence[uuid.UUID]) -> None:
    _send("executions.tasks.deliver_webhook", delivery_ids)


def _send(task: str, ids: Sequence[uuid.UUID]) -> None:
    """Send one message for each id. What can't be sent now, the sweep sends later."""
    try:
        for pk in ids:
            current_app.send_task(task, args=[str(pk)])
    except (OperationalError, OSError):
        logger.exception("The queue doesn't answer; the sweep will send %d ids.", len(ids))
