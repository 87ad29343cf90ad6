"""Removing documents and results: by the sweep when their time has come, or at once on request."""

import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from executions.intake.storage import DOCUMENT_FOLDER, named_documents
from executions.locking import lock_execution
from executions.models import Execution, FileExecution, WebhookDelivery
from executions.recent_runs import refresh_recent_runs
from executions.running.settling import end_execution

logger = logging.getLogger(__name__)

# executions in one sweep
_BATCH = 100
_ORPHAN_AGE = timedelta(days=1)


def remove_expired(now: datetime) -> tuple[int, int]:
    """Remove documents and results whose time has come, one batch of each.

    Of how many executions documents, and of how many results were removed.
    """
    documents = _expired("documents_until", now)
    _delete_documents(FileExecution.objects.filter(execution__in=documents).exclude(stored_as=""))
    FileExecution.objects.filter(execution__in=documents).update(stored_as="")
    Execution.objects.filter(pk__in=documents).update(documents_until=None)
    results = _expired("results_until", now)
    with transaction.atomic():
        FileExecution.objects.filter(execution__in=results).update(result=None, extracted_text="")
        WebhookDelivery.objects.filter(execution__in=results).delete()
        Execution.objects.filter(pk__in=results).update(
            results_until=None, custom_data=None, webhook_url=""
        )
    return len(documents), len(results)


def _expired(field: str, now: datetime) -> list[uuid.UUID]:
    expired = Execution.objects.filter(**{f"{field}__lt": now}).order_by(field)
    return list(expired.values_list("pk", flat=True)[:_BATCH])


def _delete_documents(files: Iterable[FileExecution]) -> None:
    for file in files:
        default_storage.delete(file.stored_as)


@transaction.atomic
def _delete_rows(execution: Execution) -> None:
    lock_execution(execution.pk)
    Execution.objects.filter(pk=execution.pk).delete()
    if execution.deployment_id:
        refresh_recent_runs(execution.deployment_id)


def delete_execution(execution: Execution) -> None:
    """Stop an execution if it runs, and remove it with its documents and results for good."""
    end_execution(execution.pk, status=Execution.Status.STOPPED, reason="Deleted on request.")
    files = list(execution.files.exclude(stored_as=""))
    _delete_rows(execution)
    # the rows go first: if this fails, ``remove_orphans`` finds the documents
    _delete_documents(files)


def remove_orphans(now: datetime) -> int:
    """Remove documents stored over a day ago that no row names; how many that were.

    A document is stored before its rows are written, so a crash between the two leaves one.
    Deleting an organization leaves all of its documents.
    """
    before = now - _ORPHAN_AGE
    removed = 0
    for organization in _listed(DOCUMENT_FOLDER)[0]:
        folder = f"{DOCUMENT_FOLDER}/{organization}"
        names = [f"{folder}/{name}" for name in _listed(folder)[1]]
        for start in range(0, len(names), _BATCH):
            removed += _remove_unnamed(names[start : start + _BATCH], before)
    removed += _remove_stale_uploads(before)
    if removed:
        logger.warning("Removed %d documents that no execution named.", removed)
    return removed


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _remove_unnamed(names: list[str], before: datetime) -> int:
    named = named_documents(names)
    removed = 0
    for name in names:
        if name in named:
            continue
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                removed += 1
    return removed


def _remove_stale_uploads(before: datetime) -> int:
    """Documents that a process of this machine was receiving or reading when it died."""
    removed = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed
