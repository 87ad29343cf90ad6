"""Writing the webhook deliveries of an execution that ends, in the transaction that ends it."""

from typing import Any

from django.db import transaction

from executions.models import Execution, WebhookDelivery
from executions.queue import send_webhook_deliveries
from executions.results import status_api

_EVENTS = {
    Execution.Status.COMPLETED: "execution.completed",
    Execution.Status.ERROR: "execution.failed",
    Execution.Status.STOPPED: "execution.stopped",
}


def announce_end(execution: Execution) -> None:
    """Write one delivery for each address; they are sent once the transaction is committed."""
    deployment = execution.deployment
    if deployment is None:
        return
    addresses = dict.fromkeys([deployment.webhook_url, execution.webhook_url])
    deliveries = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            execution=execution,
            url=address,
            payload=_payload(execution),
            next_attempt_at=execution.finished_at,
        )
        for address in addresses
        if address
    )
    if deliveries:
        ids = [delivery.pk for delivery in deliveries]
        transaction.on_commit(lambda: send_webhook_deliveries(ids))


def _payload(execution: Execution) -> dict[str, Any]:
    deployment = execution.deployment
    assert deployment is not None and execution.finished_at is not None  # noqa: S101, PT018  # checked by the only caller
    return {
        "type": _EVENTS[Execution.Status(execution.status)],
        "timestamp": execution.finished_at.isoformat(),
        "data": {
            "execution_id": str(execution.pk),
            "status": execution.status,
            "api_name": deployment.api_name,
            "total_files": execution.total_files,
            "successful_files": execution.successful_files,
            "failed_files": execution.failed_files,
            "status_api": status_api(deployment, execution.pk),
        },
    }
