"""Removing what callers sent and got: in time by the sweep, or at once on request."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from executions.models import Execution, FileExecution
from executions.services import end_execution, refresh_recent_runs

logger = logging.getLogger(__name__)

_BATCH = 500


def remove_expired(now: datetime) -> None:
    """Remove documents and results whose time has come, one batch of each."""
    documents = _due("documents_until", now)
    _delete_documents(FileExecution.objects.filter(execution__in=documents).exclude(stored_as=""))
    FileExecution.objects.filter(execution__in=documents).update(stored_as="")
    Execution.objects.filter(pk__in=documents).update(documents_until=None)
    results = _due("results_until", now)
    with transaction.atomic():
        FileExecution.objects.filter(execution__in=results).update(result=None, extracted_text="")
        Execution.objects.filter(pk__in=results).update(results_until=None, custom_data=None)
    if documents or results:
        logger.info(
            "Removed the documents of %d and the results of %d executions.",
            len(documents),
            len(results),
        )


def _due(field: str, now: datetime) -> list[uuid.UUID]:
    due = Execution.objects.filter(**{f"{field}__lt": now}).order_by(field)
    return list(due.values_list("pk", flat=True)[:_BATCH])


def _delete_documents(files: Iterable[FileExecution]) -> None:
    for file in files:
        default_storage.delete(file.stored_as)


def delete_execution(execution: Execution) -> None:
    """Stop an execution if it runs, and remove it with its documents and results for good."""
    end_execution(execution.pk, status=Execution.Status.STOPPED, reason="Deleted on request.")
    files = list(execution.files.exclude(stored_as=""))
    with transaction.atomic():
        Execution.objects.filter(pk=execution.pk).delete()
        if execution.deployment_id:
            refresh_recent_runs(execution.deployment_id)
    # the rows are gone first: what is left after a failure here is a file that nothing names
    _delete_documents(files)
