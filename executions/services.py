"""How an execution lives: submitted, taken up file by file, settled. The rows are the truth of it.

A worker holds a file by a lease that it prolongs while it works; only the holder of the present
lease may end the file. Whoever ends a file settles its execution in the same transaction.

Rows are locked in one order: organization, deployment on submission; execution, then deployment
afterwards.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from kombu.exceptions import OperationalError
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ValidationError

from api_keys.models import APIKey
from common.errors import Conflict
from deployments.models import APIDeployment
from executions.intake import StoredDocument
from executions.models import Execution, FileExecution
from organizations.models import Organization
from workflows.models import LLMProfile, Tag, ToolExport, Workflow

logger = logging.getLogger(__name__)

_RECENT_RUNS = 5
_MAX_DISPATCH_PAUSE_SECONDS = 600
_IDEMPOTENCY_MEMORY = timedelta(hours=24)


class IdempotencyConflict(Conflict):
    default_detail = "This Idempotency-Key came with another request; use a fresh one."
    default_code = "idempotency_conflict"


class TooManyExecutions(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_many_executions"
    retry_after_seconds = 5


@dataclass(frozen=True, slots=True)
class SubmissionOptions:
    """How the documents are to be processed."""

    tags: Sequence[str] = ()
    custom_data: dict[str, Any] | None = None
    llm_profile_id: uuid.UUID | None = None
    use_file_history: bool = False
    idempotency_key: str | None = None


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


# --- submission -----------------------------------------------------------------------------


def published_tool(workflow: Workflow) -> ToolExport:
    """The newest export of the workflow's tool.

    Raises:
        ValidationError: the workflow has no tool, or the tool was never exported.
    """
    export = (
        ToolExport.objects.filter(entry__tool_instances__workflow=workflow)
        .select_related("entry")
        .order_by("-version")
        .first()
    )
    if export is None:
        raise ValidationError(
            "The workflow has no published tool; export a Prompt Studio tool and add it to the "
            "workflow."
        )
    return export


@transaction.atomic
def submit_execution(
    *,
    deployment: APIDeployment,
    key: APIKey,
    documents: Sequence[StoredDocument],
    options: SubmissionOptions,
) -> tuple[Execution, bool]:
    """Write an execution with its files, and dispatch them once that is committed.

    Returned with True. With an idempotency key that came before, the first execution is returned
    with False, and nothing is written.

    Raises:
        IdempotencyConflict: the key came before with another request.
        NotFound: the deployment was deleted or deactivated meanwhile.
        TooManyExecutions: the organization has as many running as it may.
        ValidationError: no published tool, or an LLM profile that isn't the tool's.
    """
    organization = Organization.objects.select_for_update().get(pk=deployment.organization_id)
    locked = (
        APIDeployment.objects.select_for_update(of=("self",))
        .select_related("workflow")
        .filter(pk=deployment.pk, is_active=True)
        .first()
    )
    if locked is None:
        raise NotFound("This deployment is not active.")
    fingerprint = _fingerprint(documents, options)
    if earlier := _earlier_execution(locked, options.idempotency_key, fingerprint):
        return earlier, False
    limit = organization.max_running_executions or settings.MAX_RUNNING_EXECUTIONS
    if Execution.objects.running().filter(organization=organization).count() >= limit:
        raise TooManyExecutions(
            f"{limit} executions are running in this organization; wait for one to end."
        )
    export = published_tool(locked.workflow)
    profile = _profile_of(export, options.llm_profile_id)
    now = timezone.now()
    execution = Execution.objects.create(
        organization=organization,
        deployment=locked,
        workflow=locked.workflow,
        tool_export=export,
        llm_profile=profile,
        api_key=key,
        total_files=len(documents),
        tags=list(options.tags),
        custom_data=options.custom_data,
        use_file_history=options.use_file_history,
        idempotency_key=options.idempotency_key,
        fingerprint=fingerprint,
        deadline_at=now + timedelta(seconds=settings.EXECUTION_DEADLINE_SECONDS),
    )
    files = FileExecution.objects.bulk_create(
        FileExecution(
            execution=execution,
            position=position,
            file_name=document.file_name,
            size_bytes=document.size_bytes,
            sha256=document.sha256,
            stored_as=document.stored_as,
            dispatch_again_at=now + timedelta(seconds=settings.LEASE_SECONDS),
        )
        for position, document in enumerate(documents)
    )
    Tag.objects.bulk_create(
        [Tag(organization=organization, name=name) for name in options.tags], ignore_conflicts=True
    )
    APIDeployment.objects.filter(pk=locked.pk).update(run_count=F("run_count") + 1, last_run_at=now)
    refresh_recent_runs(locked.pk)
    APIKey.objects.filter(pk=key.pk).update(execution_count=F("execution_count") + 1)
    transaction.on_commit(lambda: dispatch([file.pk for file in files]))
    return execution, True


def _profile_of(export: ToolExport, profile_id: uuid.UUID | None) -> LLMProfile | None:
    if profile_id is None:
        return None
    profile = LLMProfile.objects.filter(tool=export.entry.tool_id, pk=profile_id).first()
    if profile is None:
        raise ValidationError({"llm_profile_id": ["The workflow's tool has no such LLM profile."]})
    return profile


def _fingerprint(documents: Sequence[StoredDocument], options: SubmissionOptions) -> str:
    """What makes two submissions the same: the documents, in order, and the options."""
    parts = [
        [[document.file_name, document.sha256] for document in documents],
        [list(options.tags), options.custom_data, str(options.llm_profile_id)],
        options.use_file_history,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _earlier_execution(
    deployment: APIDeployment, idempotency_key: str | None, fingerprint: str
) -> Execution | None:
    if idempotency_key is None:
        return None
    earlier: Execution | None = Execution.objects.filter(
        deployment=deployment, idempotency_key=idempotency_key
    ).first()
    if earlier is None:
        return None
    if earlier.created_at < timezone.now() - _IDEMPOTENCY_MEMORY:
        Execution.objects.filter(pk=earlier.pk).update(idempotency_key=None)
        return None
    if earlier.fingerprint != fingerprint:
        raise IdempotencyConflict
    return earlier


def dispatch(file_ids: Sequence[uuid.UUID]) -> None:
    """Send ids to the queue. What can't be sent now, the sweep sends later."""
    try:
        for file_id in file_ids:
            # by name, because the task calls these services
            current_app.send_task("executions.tasks.process_file", args=[str(file_id)])
    except (OperationalError, OSError):
        logger.exception("The queue doesn't answer; the sweep will send %d files.", len(file_ids))


def refresh_recent_runs(deployment_id: uuid.UUID) -> None:
    """Rewrite what a deployment's list row shows of its newest executions."""
    APIDeployment.objects.select_for_update().filter(pk=deployment_id).first()
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


# --- a worker's hold on a file --------------------------------------------------------------


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


@transaction.atomic
def claim_file(file_id: uuid.UUID) -> Claim | None:
    """Take a file up, unless it has ended or a live worker holds it."""
    now = timezone.now()
    free = Q(status=FileExecution.Status.PENDING) | Q(
        status=FileExecution.Status.EXECUTING, lease_until__lt=now
    )
    claim = Claim(file_id, uuid.uuid4())
    taken = FileExecution.objects.filter(
        free, pk=file_id, attempts__lt=settings.FILE_ATTEMPTS
    ).update(
        status=FileExecution.Status.EXECUTING,
        lease=claim.lease,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", now),
    )
    if not taken:
        return None
    execution_id = FileExecution.objects.values_list("execution", flat=True).get(pk=file_id)
    started = Execution.objects.filter(pk=execution_id, status=Execution.Status.PENDING).update(
        status=Execution.Status.EXECUTING, started_at=now
    )
    if started:
        _refresh_recent_runs_of(execution_id)
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
    ended = FileExecution.objects.filter(
        pk=claim.file_id, lease=claim.lease, status=FileExecution.Status.EXECUTING
    ).update(
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
        settle(FileExecution.objects.values_list("execution", flat=True).get(pk=claim.file_id))
    return bool(ended)


@transaction.atomic
def settle(execution_id: uuid.UUID) -> None:
    """Count an execution's files anew, and end it when none is left."""
    execution = Execution.objects.select_for_update().get(pk=execution_id)
    Status = FileExecution.Status  # noqa: N806  # a class
    counts = execution.files.aggregate(
        successful=Count("pk", filter=Q(status=Status.COMPLETED)),
        failed=Count("pk", filter=Q(status=Status.ERROR)),
        unfinished=Count("pk", filter=Q(status__in=FileExecution.UNFINISHED)),
    )
    execution.successful_files = counts["successful"]
    execution.failed_files = counts["failed"]
    if execution.is_running and not counts["unfinished"]:
        _note_end(execution)
        if counts["successful"]:
            execution.status = Execution.Status.COMPLETED
        else:
            execution.status = Execution.Status.ERROR
            execution.error_message = execution.error_message or _first_error(execution)
    execution.save(
        update_fields=[
            "successful_files",
            "failed_files",
            "status",
            "error_message",
            *_END_FIELDS,
        ]
    )
    if execution.deployment_id and not execution.is_running:
        refresh_recent_runs(execution.deployment_id)


_END_FIELDS = ["finished_at", "documents_until", "results_until"]


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


def _refresh_recent_runs_of(execution_id: uuid.UUID) -> None:
    deployment_id = Execution.objects.values_list("deployment", flat=True).get(pk=execution_id)
    if deployment_id:
        refresh_recent_runs(deployment_id)


# --- what the sweep and people end ----------------------------------------------------------


@transaction.atomic
def end_execution(execution_id: uuid.UUID, *, status: Execution.Status, reason: str) -> bool:
    """End a running execution before its files have: stopped, or past its deadline.

    Files that ended keep their results. False when the execution has ended already.
    """
    execution = Execution.objects.select_for_update().running().filter(pk=execution_id).first()
    if execution is None:
        return False
    stopped = status == Execution.Status.STOPPED
    execution.files.unfinished().update(
        status=FileExecution.Status.STOPPED if stopped else FileExecution.Status.ERROR,
        error=reason,
        finished_at=timezone.now(),
        lease=None,
        lease_until=None,
    )
    execution.status = status
    execution.error_message = reason
    _note_end(execution)
    execution.save(update_fields=["status", "error_message", *_END_FIELDS])
    settle(execution.pk)
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
            if changed:
                settle(execution_id)
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
