"""How files and executions end.

A worker ends a file by its result or its error, if the lease is still its own; the sweep and people
end what is left. Whoever ends a file settles its execution in the same transaction, and each end is
one line in the log.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from executions.locking import lock_execution
from executions.models import Execution, FileExecution
from executions.recent_runs import refresh_recent_runs
from executions.running.claims import Claim
from executions.webhooks.announcing import announce_end

Status = FileExecution.Status


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How one file ended: with a result, or without one.

    ``error`` is a sentence for the caller: why there is no result, or what the result lacks.
    """

    result: dict[str, Any] | None = None
    error: str = ""
    mime_type: str = ""
    extracted_text: str = ""


@transaction.atomic
def finish_file(claim: Claim, outcome: FileOutcome) -> bool:
    """End a file with its outcome; False, and nothing changed, when the claim on it is lost.

    1. Lock the execution, so that files that end at the same moment are counted one after another.
    2. End the file if this claim's lease is still the present one. A worker that was slower than
       its lease, or whose file was stopped or deleted, changes nothing.
    3. Settle the execution. A crash before the commit leaves the file with its lease: when that has
       run out, another worker does the work again.
    """
    found = FileExecution.objects.filter(pk=claim.file_id)
    execution_id = found.values_list("execution", flat=True).first()
    execution = lock_execution(execution_id) if execution_id else None
    if execution is None:
        return False
    ended = end_files(
        execution,
        found.filter(lease=claim.lease, status=Status.EXECUTING),
        status=Status.ERROR if outcome.result is None else Status.COMPLETED,
        error=outcome.error,
        result=outcome.result,
        mime_type=outcome.mime_type,
        extracted_text=outcome.extracted_text,
    )
    if ended:
        settle(execution)
    return bool(ended)


def end_files(
    execution: Execution,
    files: QuerySet[FileExecution],
    *,
    status: FileExecution.Status,
    error: str,
    **result: Any,
) -> int:
    """End files of a locked execution, which is to be settled after it; how many that were."""
    now = timezone.now()
    ending = list(files.values_list("pk", "started_at"))
    ended = files.update(
        status=status, error=error, finished_at=now, lease=None, lease_until=None, **result
    )
    for pk, started_at in ending if ended else []:
        seconds = (now - started_at).total_seconds() if started_at else None
        _log_end("file_ended", execution, status, error, seconds, file=str(pk))
    return ended


def settle(execution: Execution, *, ends_as: Execution.Status | None = None) -> None:
    """Bring a locked execution up to date with its files, and end it when none is left.

    1. Count its files from their rows. Nothing is added up, so a step that is done twice, or that a
       crash undid, can't make the counts wrong.
    2. When no file is unfinished, end it: by what became of its files, or as ``ends_as``. One that
       has ended already stays as it is.
    3. Write the row, and what its deployment's list shows of it.
    4. Write the webhook deliveries of the end. They are committed with it or not at all, and are
       sent after that; what the queue loses, the sweep sends again.
    """
    counts = execution.files.aggregate(
        successful=Count("pk", filter=Q(status=Status.COMPLETED)),
        failed=Count("pk", filter=Q(status__in=FileExecution.FAILED)),
        unfinished=Count("pk", filter=Q(status__in=FileExecution.UNFINISHED)),
    )
    execution.successful_files = counts["successful"]
    execution.failed_files = counts["failed"]
    ends = execution.is_running and not counts["unfinished"]
    if ends:
        outcome = Execution.Status.COMPLETED if counts["successful"] else Execution.Status.ERROR
        execution.status = ends_as or outcome
        if execution.status == Execution.Status.ERROR and not execution.error_message:
            execution.error_message = _first_error(execution)
        _set_times_of_end(execution)
    execution.save(
        update_fields=[
            "successful_files",
            "failed_files",
            "status",
            "error_message",
            "finished_at",
            "documents_until",
            "results_until",
        ]
    )
    if ends:
        if execution.deployment_id:
            refresh_recent_runs(execution.deployment_id)
        announce_end(execution)
        _log_end(
            "execution_ended",
            execution,
            execution.status,
            execution.error_message,
            execution.elapsed_seconds,
        )


def _log_end(
    event: str,
    execution: Execution,
    outcome: str,
    error: str,
    seconds: float | None,
    **more: str,
) -> None:
    """Write one line of what ended, once that is committed."""
    target = execution.target
    logger = structlog.get_logger(__name__)
    transaction.on_commit(
        partial(
            logger.warning if outcome == Status.ERROR else logger.info,
            event,
            organization=execution.organization.organization_id,
            deployment=target.name if target else None,
            execution=str(execution.pk),
            **more,
            outcome=str(outcome),
            error=error,
            seconds=seconds,
        )
    )


def _set_times_of_end(execution: Execution) -> None:
    """When the execution ended, and when what it holds is removed."""
    now = timezone.now()
    execution.finished_at = now
    execution.documents_until = now + timedelta(hours=settings.DOCUMENT_HOURS)
    execution.results_until = now + timedelta(days=settings.RESULT_DAYS)


def _first_error(execution: Execution) -> str:
    failed = execution.files.filter(status=Status.ERROR).order_by("position").first()
    if failed is None:
        return "No file was processed."
    return f"{failed.file_name}: {failed.error}"


@transaction.atomic
def end_execution(execution_id: uuid.UUID, *, status: Execution.Status, reason: str) -> bool:
    """End a running execution before its files have: stopped, or past its deadline.

    Files that ended keep their results. False when the execution has ended already.
    """
    execution = lock_execution(execution_id)
    if execution is None or not execution.is_running:
        return False
    stopped = status == Execution.Status.STOPPED
    end_files(
        execution,
        execution.files.unfinished(),
        status=Status.STOPPED if stopped else Status.ERROR,
        error=reason,
    )
    execution.error_message = reason
    settle(execution, ends_as=status)
    return True
