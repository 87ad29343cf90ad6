"""Submitting an execution: one transaction writes its rows, and its files are queued after that."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed, NotFound, ValidationError

from api_keys.models import APIKey
from common.api.errors import Conflict
from common.locking import locked
from deployments.models import APIDeployment
from deployments.services import ensure_webhook_secret
from deployments.targets import ExecutionTarget
from executions.intake.limits import lock_service, refuse_excess
from executions.intake.storage import StoredDocument
from executions.models import Execution, FileExecution
from executions.queue import send_files
from executions.recent_runs import refresh_recent_runs
from organizations.models import Organization
from prompt_studio.models import LLMProfile, ToolExport
from workflows.models import Workflow
from workflows.services import tags_named

_IDEMPOTENCY_MEMORY = timedelta(hours=24)


class IdempotencyConflict(Conflict):
    default_detail = "This Idempotency-Key came with another request; use a fresh one."
    default_code = "idempotency_conflict"


@dataclass(frozen=True, slots=True)
class SubmissionOptions:
    """How the documents are to be processed."""

    tags: Sequence[str] = ()
    custom_data: dict[str, Any] | None = None
    llm_profile_id: uuid.UUID | None = None
    use_file_history: bool = False
    include_metadata: bool = False
    include_metrics: bool = False
    include_extracted_text: bool = False
    webhook_url: str = ""
    idempotency_key: str | None = None


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
    target: ExecutionTarget,
    key: APIKey,
    documents: Sequence[StoredDocument],
    options: SubmissionOptions,
) -> tuple[Execution, bool]:
    """Write an execution with its files, and queue them once that is committed.

    Returned with True. With an idempotency key that came before, the first execution is returned
    with False, and nothing is written.

    Raises:
        AuthenticationFailed: the key was deleted meanwhile.
        IdempotencyConflict: the key came before with another request.
        NotFound: the target was deleted or deactivated meanwhile.
        TooManyExecutions: the organization, or the service, has as many running as it may.
        ValidationError: no published tool, an LLM profile that isn't the tool's, or a pipeline
            that takes no documents this way.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(
        pk=target.organization_id
    )
    held = _lock_target(target)
    fingerprint = _fingerprint(documents, options)
    if earlier := _earlier_execution(held, options.idempotency_key, fingerprint):
        return earlier, False
    lock_service()
    refuse_excess(organization)
    export = published_tool(held.workflow)
    profile = _profile_of(export, options.llm_profile_id)
    if not APIKey.objects.filter(pk=key.pk).update(execution_count=F("execution_count") + 1):
        raise AuthenticationFailed("This API key was deleted meanwhile.")
    now = timezone.now()
    execution: Execution = held.executions.create(
        organization=organization,
        workflow=held.workflow,
        tool_export=export,
        llm_profile=profile,
        api_key=key,
        total_files=len(documents),
        tags=list(options.tags),
        custom_data=options.custom_data,
        use_file_history=options.use_file_history,
        include_metadata=options.include_metadata,
        include_metrics=options.include_metrics,
        include_extracted_text=options.include_extracted_text,
        webhook_url=options.webhook_url,
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
    if options.tags:
        execution.labels.add(*tags_named(organization=organization, names=options.tags))
    if deployment := execution.deployment:
        if options.webhook_url:
            ensure_webhook_secret(deployment)
        APIDeployment.objects.filter(pk=deployment.pk).update(
            run_count=F("run_count") + 1, last_run_at=now
        )
        refresh_recent_runs(deployment.pk)
    transaction.on_commit(lambda: send_files([file.pk for file in files]))
    return execution, True


def _lock_target(target: ExecutionTarget) -> ExecutionTarget:
    """Lock what is to run, so that it is not deleted meanwhile."""
    held = locked(target, type(target)._default_manager.select_related("workflow"))
    if not held.is_active:
        raise NotFound(f"This {held._meta.verbose_name} is not active.")
    if problem := held.submission_problem:
        raise ValidationError(problem)
    return held


def _profile_of(export: ToolExport, profile_id: uuid.UUID | None) -> LLMProfile | None:
    if profile_id is None:
        return None
    profile = LLMProfile.objects.filter(tool=export.entry.tool_id, pk=profile_id).first()
    if profile is None:
        raise ValidationError({"llm_profile_id": ["The workflow's tool has no such LLM profile."]})
    return profile


def _fingerprint(documents: Sequence[StoredDocument], options: SubmissionOptions) -> str:
    """A digest of the documents, in order, and the options: the same for the same submission."""
    parts = [
        [[document.file_name, document.sha256] for document in documents],
        [list(options.tags), options.custom_data, str(options.llm_profile_id)],
        [options.use_file_history, options.webhook_url],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _earlier_execution(
    target: ExecutionTarget, idempotency_key: str | None, fingerprint: str
) -> Execution | None:
    if idempotency_key is None:
        return None
    earlier: Execution | None = target.executions.filter(idempotency_key=idempotency_key).first()
    if earlier is None:
        return None
    if earlier.created_at < _forgotten_before():
        Execution.objects.filter(pk=earlier.pk).update(idempotency_key=None)
        return None
    if earlier.fingerprint != fingerprint:
        raise IdempotencyConflict
    return earlier


def _forgotten_before() -> datetime:
    return timezone.now() - _IDEMPOTENCY_MEMORY
