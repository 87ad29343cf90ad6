"""What the queue carries: ids. A message may come twice or never; the rows decide what is done."""

import logging
import uuid

import structlog
from celery import shared_task
from django.utils import timezone

from executions import retention
from executions.queue import send_webhook_deliveries
from executions.running.claims import claim_file
from executions.running.processing import process_claimed_file
from executions.running.recovery import end_overdue_executions, give_up_files, resend_lost_files
from executions.webhooks.delivery import deliver_in_thread, deliveries_due

logger = logging.getLogger(__name__)


@shared_task(name="executions.tasks.process_file")
def process_file(file_id: str) -> None:
    """Process one file, unless it has ended or another worker holds it."""
    claim = claim_file(uuid.UUID(file_id))
    if claim is None:
        logger.info("File %s needs no work.", file_id)
        return
    process_claimed_file(claim)


@shared_task(name="executions.tasks.deliver_webhook")
def deliver_webhook(delivery_id: str) -> None:
    """Try a delivery, unless it has ended or its next try is not due."""
    deliver_in_thread(uuid.UUID(delivery_id))


@shared_task(name="executions.tasks.remove_orphans")
def remove_orphans() -> None:
    """Remove documents that no execution names: what crashes and deleted organizations left."""
    retention.remove_orphans(timezone.now())


@shared_task(name="executions.tasks.sweep")
def sweep() -> None:
    """End what can't finish, send again what no live worker holds; safe to run at any time."""
    now = timezone.now()
    done = {
        "ended_executions": end_overdue_executions(now),
        "given_up_files": give_up_files(now),
        "resent_files": resend_lost_files(now),
    }
    due = deliveries_due(now)
    send_webhook_deliveries(due)
    done["sent_webhooks"] = len(due)
    done["removed_documents"], done["removed_results"] = retention.remove_expired(now)
    if any(done.values()):
        structlog.get_logger(__name__).info(
            "swept", **{name: count for name, count in done.items() if count}
        )
