"""What callers read of an execution: one file result for each document."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from deployments.targets import ExecutionTarget
from executions.models import Execution, FileExecution

_REMOVED = "The result was removed when its retention ended."


@dataclass(frozen=True, slots=True)
class Include:
    """What a result carries beyond the values."""

    metadata: bool = False
    metrics: bool = False
    extracted_text: bool = False

    @classmethod
    def everything(cls) -> "Include":
        return cls(metadata=True, metrics=True, extracted_text=True)

    @classmethod
    def asked(cls, flags: Mapping[str, Any], execution: Execution) -> "Include":
        """By the ``include_…`` flags of a request; those left out are as the submission said."""
        return cls(
            metadata=flags.get("include_metadata", execution.include_metadata),
            metrics=flags.get("include_metrics", execution.include_metrics),
            extracted_text=flags.get("include_extracted_text", execution.include_extracted_text),
        )


def status_api(target: ExecutionTarget, execution_id: uuid.UUID) -> str:
    """Where the status of an execution is asked, a path with its query."""
    return f"/{target.api_endpoint}?execution_id={execution_id}"


def mark_as_read(execution: Execution) -> bool:
    """Note that the result is handed out; False when it was before."""
    unread = Execution.objects.filter(pk=execution.pk, delivered_at__isnull=True)
    return bool(unread.update(delivered_at=timezone.now()))


def file_results(
    execution: Execution, files: Iterable[FileExecution], include: Include
) -> list[dict[str, Any]]:
    """One result for each file, in the order of the files given."""
    return [_file_result(execution, file, include) for file in files]


def _file_result(execution: Execution, file: FileExecution, include: Include) -> dict[str, Any]:
    succeeded = file.status == FileExecution.Status.COMPLETED
    stored: dict[str, Any] | None = file.result if succeeded else None
    return {
        "file": file.file_name,
        "file_execution_id": str(file.pk),
        "status": "Success" if succeeded else "Failed",
        "result": _result(stored, include) if stored is not None else None,
        "error": _error(file),
        "metadata": _identification(execution, file)
        | ({"usage": (stored or {}).get("usage", [])} if include.metadata else {}),
        "extracted_text": file.extracted_text if include.extracted_text and succeeded else None,
    }


def _error(file: FileExecution) -> str | None:
    if file.status == FileExecution.Status.COMPLETED:
        return _REMOVED if file.result is None else file.error or None
    return file.error or "The file was not processed."


def _result(stored: dict[str, Any], include: Include) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if include.metadata:
        metadata["context"] = stored.get("places", {})
        if stored.get("documents"):
            metadata["documents"] = stored["documents"]
        if stored.get("usage"):
            metadata["extraction_llm"] = stored["usage"]
    result: dict[str, Any] = {"output": stored.get("output", {}), "metadata": metadata}
    if include.metrics:
        result["metrics"] = {
            f"{step}_seconds": seconds for step, seconds in stored.get("seconds", {}).items()
        }
    return result


def _identification(execution: Execution, file: FileExecution) -> dict[str, Any]:
    elapsed = None
    if file.finished_at:
        elapsed = round((file.finished_at - execution.created_at).total_seconds(), 3)
    return {
        "source_name": file.file_name,
        "source_hash": file.sha256,
        "organization_id": execution.organization.organization_id,
        "workflow_id": str(execution.workflow_id) if execution.workflow_id else None,
        "execution_id": str(execution.pk),
        "file_execution_id": str(file.pk),
        "workflow_start_time": execution.created_at.isoformat(),
        "total_elapsed_time": elapsed,
        "tags": execution.tags,
        "custom_data": execution.custom_data,
    }
