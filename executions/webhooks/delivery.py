"""Delivering webhooks: signed requests that say that an execution ended, retried until accepted.

The deliveries are rows; the queue only carries their ids, and the sweep sends again what is due.
Headers and signature are the standardwebhooks convention (https://www.standardwebhooks.com), so
that any of its libraries verifies them.

A receiver may be slow, so that deliveries run in a few threads beside the documents' work. One that
finds no thread free waits for the next sweep.
"""

import json
import logging
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone
from rest_framework import status
from standardwebhooks import Webhook

from common.outbound import (
    AddressNotPublic,
    CertificateNotTrusted,
    Deadline,
    OutboundClient,
    OutboundError,
    OutboundPolicy,
    TimedOut,
)
from executions.models import WebhookDelivery

logger = logging.getLogger(__name__)

# the pause after the first, second, ... failed try; after the last the delivery is given up
_PAUSES = [
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
]
_SECONDS = 15.0
_THREADS = 4
_MAX_DUE = 200

_free = threading.BoundedSemaphore(_THREADS)


def deliveries_due(now: datetime) -> list[uuid.UUID]:
    """Deliveries whose next try is due."""
    waiting: QuerySet[WebhookDelivery] = WebhookDelivery.objects.filter(
        status=WebhookDelivery.Status.WAITING, next_attempt_at__lte=now
    )
    return list(waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:_MAX_DUE])


@cache
def _pool() -> ThreadPoolExecutor:
    """The threads of this worker process, made when the first delivery comes."""
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="webhook")


def deliver_in_thread(delivery_id: uuid.UUID) -> None:
    """Deliver in a thread; when all are busy, the sweep sends the delivery again."""
    if not _free.acquire(blocking=False):
        return

    def work() -> None:
        try:
            deliver(delivery_id)
        except Exception:  # nothing above this thread would log it
            logger.exception("Webhook delivery %s failed.", delivery_id)
        finally:
            connection.close()
            _free.release()

    _pool().submit(work)


def deliver(delivery_id: uuid.UUID) -> None:
    """Try a delivery that is due, and write down how it went."""
    delivery = _claimed(delivery_id)
    if delivery is None:
        return
    deployment = delivery.execution.deployment
    secret = deployment.webhook_secret if deployment else None
    if secret is None:
        _note(delivery, error="The deployment was deleted.", final=True)
        return
    body = json.dumps(delivery.payload, separators=(",", ":"))
    headers = _headers(delivery, body, secret)
    try:
        answered = _post(delivery.url, body, headers)
    except AddressNotPublic:
        _note(delivery, error="The address leads to a host that is not public.", final=True)
    except CertificateNotTrusted:
        _note(delivery, error="The certificate is not trusted.")
    except TimedOut:
        _note(delivery, error="The receiver didn't answer in time.")
    except OutboundError:
        _note(delivery, error="The receiver can't be reached.")
    else:
        _note_answer(delivery, answered)


def _claimed(delivery_id: uuid.UUID) -> WebhookDelivery | None:
    """Claim a delivery whose try is due, so that no other worker makes the same try.

    The next try is fixed before this one is made, so that a worker that dies loses none.
    """
    now = timezone.now()
    rows: QuerySet[WebhookDelivery] = WebhookDelivery.objects.select_related(
        "execution__deployment__organization"
    )
    delivery = rows.filter(pk=delivery_id).first()
    if delivery is None:
        return None
    pause = _PAUSES[min(delivery.attempts, len(_PAUSES) - 1)]
    taken = WebhookDelivery.objects.filter(
        pk=delivery_id,
        status=WebhookDelivery.Status.WAITING,
        next_attempt_at__lte=now,
        attempts=delivery.attempts,
    ).update(attempts=F("attempts") + 1, next_attempt_at=now + pause)
    if not taken:
        return None
    delivery.attempts += 1
    return delivery


def _headers(delivery: WebhookDelivery, body: str, secret: str) -> dict[str, str]:
    now = timezone.now()
    return {
        "Content-Type": "application/json",
        "User-Agent": "document-apis-webhooks",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(str(delivery.pk), now, body),
    }


def _post(url: str, body: str, headers: Mapping[str, str]) -> int:
    policy = OutboundPolicy(
        loopback_addresses=settings.WEBHOOK_ALLOW_LOOPBACK, ca_bundle=settings.OUTBOUND_CA_BUNDLE
    )
    # the answer's content is not read
    with (
        OutboundClient(policy) as client,
        client.request(
            "POST",
            url,
            deadline=Deadline.after(_SECONDS),
            max_bytes=0,
            headers=headers,
            content=body.encode(),
        ) as answer,
    ):
        return answer.status


def _note_answer(delivery: WebhookDelivery, answered: int) -> None:
    if status.is_success(answered):
        _note(delivery, answered=answered)
    elif answered == status.HTTP_410_GONE:
        _note(delivery, answered=answered, error="The receiver is gone for good.", final=True)
    else:
        _note(delivery, answered=answered, error=f"The receiver answered {answered}.")


def _note(
    delivery: WebhookDelivery, *, answered: int | None = None, error: str = "", final: bool = False
) -> None:
    """Write down how a try went; success and the last try end the delivery."""
    changes: dict[str, Any] = {"response_status": answered, "error": error}
    given_up = bool(error) and (final or delivery.attempts > len(_PAUSES))
    if given_up or not error:
        ended_as = WebhookDelivery.Status.FAILED if given_up else WebhookDelivery.Status.DELIVERED
        changes |= {"status": ended_as, "finished_at": timezone.now(), "next_attempt_at": None}
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**changes)
    if given_up:
        logger.warning("Webhook delivery %s is given up: %s", delivery.pk, error)
