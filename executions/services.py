"""How an execution lives once it is submitted: taken up file by file, settled, ended.

The rows are the truth of it. A worker holds a file by a lease that it prolongs while it works; only
the holder of the present lease may end the file. Whoever ends a file settles its execution in the
same transaction. Rows are locked in one order: organization, deployment, execution, file.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from deployments.models import APIDeployment
from executions.models import Execution, FileExecution
from executions.queue import send
from executions.webhooks import announce_end

_RECENT_RUNS = 5
_MAX_DISPATCH_PAUSE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How one file ended: with ``result``, or with ``error``, a sentence for the caller."""

    result: dict[str, Any] | None = None
    error: str = ""
    mime_type: str = ""
    extracted_text: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's right to one file."""

    file_id: uuid.UUID
    lease: uuid.UUID


def dispatch(file_ids: Sequence[uuid.UUID]) -> None:
    """Send files to the queue."""
    send("executions.tasks.process_file", file_ids)


def refresh_recent_runs(deployment_id: uuid.UUID) -> None:
    """Rewrite what a deployment's list row shows of its newest executions."""
    _hold_deployment(deployment_id)
    rows = Execution.objects.filter(deployment=deployment_id).order_by("-created_at", "pk")
    runs = [
        {
            "execution_id": str(row.pk),
            "status": row.status,
            "timestamp": row.created_at.isoformat(),
            "successful_files": row.successful_files,
            "failed_files": row.failed_files,
        }
        for row in rows[:_RECENT_RUNS]
    ]
    APIDeployment.objects.filter(pk=deployment_id).update(recent_runs=runs)


def hold_execution(execution_id: uuid.UUID) -> Execution | None:
    """Lock an execution, its deployment first: all writers do, so that none wait in a ring."""
    found = Execution.objects.filter(pk=execution_id)
    deployment_id = found.values_list("deployment_id", flat=True).first()
    if deployment_id:
        _hold_deployment(deployment_id)
    execution: Execution | None = found.select_for_update().first()
    return execution


def _hold_deployment(deployment_id: uuid.UUID) -> None:
    # no_key: submissions that only refer to it need not wait
    APIDeployment.objects.select_for_update(no_key=True).filter(pk=deployment_id).first()


# --- a worker's hold on a file --------------------------------------------------------------


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


def claim_file(file_id: uuid.UUID) -> Claim | None:
    """Take a file up, unless it has ended or a live worker holds it."""
    with transaction.atomic():
        found = FileExecution.objects.filter(pk=file_id)
        execution = found.values("execution_id", "execution__status").first()
        if execution is None:
            return None
        waits = execution["execution__status"] == Execution.Status.PENDING
        held = hold_execution(execution["execution_id"]) if waits else None
        now = timezone.now()
        free = Q(status=FileExecution.Status.PENDING) | Q(
            status=FileExecution.Status.EXECUTING, lease_until__lt=now
        )
        claim = Claim(file_id, uuid.uuid4())
        taken = found.filter(free, attempts__lt=settings.FILE_ATTEMPTS).update(
            status=FileExecution.Status.EXECUTING,
            lease=claim.lease,
            lease_until=_lease_end(),
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", now),
        )
        if not taken:
            return None
        if held is not None and held.status == Execution.Status.PENDING:
            held.status = Execution.Status.EXECUTING
            held.started_at = now
            held.save(update_fields=["status", "started_at"])
            if held.deployment_id:
                refresh_recent_runs(held.deployment_id)
        return claim


def prolong(claim: Claim) -> bool:
    """Keep the hold on a file; False when it was taken away or the file has ended."""
    held = FileExecution.objects.filter(
        pk=claim.file_id, lease=claim.lease, status=FileExecution.Status.EXECUTING
    )
    return bool(held.update(lease_until=_lease_end()))


@transaction.atomic
def finish_file(claim: Claim, outcome: FileOutcome) -> bool:
    """End a file with its outcome; False, and nothing changed, when the hold on it is lost."""
    found = FileExecution.objects.filter(pk=claim.file_id)
    execution_id = found.values_list("execution", flat=True).first()
    execution = hold_execution(execution_id) if execution_id else None
    if execution is None:
        return False
    ended = found.filter(lease=claim.lease, status=FileExecution.Status.EXECUTING).update(
        status=FileExecution.Status.ERROR if outcome.error else FileExecution.Status.COMPLETED,
        result=outcome.result,
        error=outcome.error,
        mime_type=outcome.mime_type,
        extracted_text=outcome.extracted_text,
        finished_at=timezone.now(),
        lease=None,
        lease_until=None,
    )
    if ended:
        _settle(execution)
    return bool(ended)


def _settle(execution: Execution, *, ends_as: Execution.Status | None = None) -> None:
    """Count a held execution's files anew, and end it when none is left."""
    Status = FileExecution.Status  # noqa: N806  # a class
    counts = execution.files.aggregate(
        successful=Count("pk", filter=Q(status=Status.COMPLETED)),
        failed=Count("pk", filter=Q(status=Status.ERROR)),
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
        _note_end(execution)
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


def _note_end(execution: Execution) -> None:
    """Set when the execution ended, and when what it holds is removed."""
    now = timezone.now()
    execution.finished_at = now
    execution.documents_until = now + timedelta(hours=settings.DOCUMENT_HOURS)
    execution.results_until = now + timedelta(days=settings.RESULT_DAYS)


def _first_error(execution: Execution) -> str:
    failed = execution.files.filter(status=FileExecution.Status.ERROR).order_by("position").first()
    if failed is None:
        return "No file was processed."
    return f"{failed.file_name}: {failed.error}"


# --- what the sweep and people end ----------------------------------------------------------


@transaction.atomic
def end_execution(execution_id: uuid.UUID, *, status: Execution.Status, reason: str) -> bool:
    """End a running execution before its files have: stopped, or past its deadline.

    Files that ended keep their results. False when the execution has ended already.
    """
    execution = hold_execution(execution_id)
    if execution is None or not execution.is_running:
        return False
    stopped = status == Execution.Status.STOPPED
    execution.files.unfinished().update(
        status=FileExecution.Status.STOPPED if stopped else FileExecution.Status.ERROR,
        error=reason,
        finished_at=timezone.now(),
        lease=None,
        lease_until=None,
    )
    execution.error_message = reason
    _settle(execution, ends_as=status)
    return True


def end_overdue(now: datetime) -> int:
    """End what passed its deadline; how many executions that were."""
    overdue = Execution.objects.running().filter(deadline_at__lt=now).values_list("pk", flat=True)
    reason = f"Not done within {settings.EXECUTION_DEADLINE_SECONDS} seconds; it was ended."
    return sum(
        end_execution(pk, status=Execution.Status.ERROR, reason=reason) for pk in overdue[:1000]
    )


def end_hopeless(now: datetime) -> int:
    """End files whose workers died as often as they may; how many that were."""
    hopeless = FileExecution.objects.filter(
        status=FileExecution.Status.EXECUTING,
        lease_until__lt=now,
        attempts__gte=settings.FILE_ATTEMPTS,
    ).values_list("pk", "execution")
    ended = 0
    for pk, execution_id in hopeless[:1000]:
        with transaction.atomic():
            execution = hold_execution(execution_id)
            changed = FileExecution.objects.filter(
                pk=pk, status=FileExecution.Status.EXECUTING, lease_until__lt=now
            ).update(
                status=FileExecution.Status.ERROR,
                error=(
                    f"Processing was cut off {settings.FILE_ATTEMPTS} times; the file was given up."
                ),
                finished_at=now,
                lease=None,
                lease_until=None,
            )
            if changed and execution is not None:
                _settle(execution)
                ended += 1
    return ended


def files_to_dispatch_again(now: datetime) -> list[uuid.UUID]:
    """Files that no live worker holds, each noted as sent; the pause doubles every time."""
    with transaction.atomic():
        waiting = list(
            FileExecution.objects.select_for_update(skip_locked=True)
            .filter(
                Q(status=FileExecution.Status.PENDING, dispatch_again_at__lt=now)
                | Q(status=FileExecution.Status.EXECUTING, lease_until__lt=now)
            )
            .order_by("dispatch_again_at")[:1000]
        )
        for file in waiting:
            file.dispatches += 1
            pause = min(
                settings.LEASE_SECONDS * 2 ** min(file.dispatches, 10), _MAX_DISPATCH_PAUSE_SECONDS
            )
            file.dispatch_again_at = now + timedelta(seconds=pause)
        FileExecution.objects.bulk_update(waiting, ["dispatches", "dispatch_again_at"])
    return [file.pk for file in waiting]
