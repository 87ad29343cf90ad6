"""What the bodies of these routes look like, for the OpenAPI description."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from common.examples import (
    DEPLOYMENT,
    ENDPOINT,
    EXECUTION,
    FILE_EXECUTION,
    FILE_NAME,
    FINISHED,
    ORGANIZATION,
    REFUSALS,
    STARTED,
    WORKFLOW,
    refusal,
    request,
    response,
    shown_by,
)

_EMPTY = "The file is empty."

execute = shown_by(
    request(
        {
            "files": [FILE_NAME],
            "timeout": 60,
            "include_metadata": True,
            "tags": "march-2026",
            "custom_data": {"cost_center": "4100"},
        },
        "multipart/form-data",
    )
)

_METADATA = {
    "source_name": FILE_NAME,
    "source_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "organization_id": ORGANIZATION,
    "workflow_id": WORKFLOW,
    "execution_id": EXECUTION,
    "file_execution_id": FILE_EXECUTION,
    "workflow_start_time": STARTED,
    "total_elapsed_time": 2.4,
    "tags": ["march-2026"],
    "custom_data": {"cost_center": "4100"},
}
_RESULT = {
    "file": FILE_NAME,
    "file_execution_id": FILE_EXECUTION,
    "status": "Success",
    "result": {
        "output": {"invoice_number": "INV-2026-0042", "total_amount": 1234.5},
        "metadata": {
            "context": {
                "invoice_number": {"page": 1, "line": 3, "text": "Invoice INV-2026-0042"},
                "total_amount": {"page": 1, "line": 27, "text": "Total to pay 1,234.50"},
            }
        },
    },
    "error": None,
    "metadata": _METADATA | {"usage": []},
    "extracted_text": None,
}
_FAILED_RESULT = _RESULT | {
    "status": "Failed",
    "result": None,
    "error": _EMPTY,
    "metadata": _METADATA,
}


def _message(status: str, **members: Any) -> dict[str, Any]:
    return {
        "execution_id": EXECUTION,
        "execution_status": status,
        "status_api": None,
        "error": None,
        "result": None,
        **members,
    }


def submitted(endpoint: str) -> list[OpenApiExample]:
    """The answers to a submission to ``endpoint``, a path without its leading slash."""
    status_api = f"/{endpoint}?execution_id={EXECUTION}"
    queued = _message("PENDING", status_api=status_api)
    done = _message("COMPLETED", status_api=status_api, result=[_RESULT])
    return [response({"message": queued}, "Queued"), response({"message": done}, "Waited for")]


def submitted_in_vain(endpoint: str) -> list[OpenApiExample]:
    failed = _message(
        "ERROR",
        status_api=f"/{endpoint}?execution_id={EXECUTION}",
        error=_EMPTY,
        result=[_FAILED_RESULT],
    )
    return [response({"message": failed}, status=422)]


status_response = shown_by(response({"status": "COMPLETED", "message": [_RESULT]}))
no_result = shown_by(
    response({"status": "EXECUTING", "message": None}, "Running", status=422),
    response(
        {"status": "ERROR", "message": [_FAILED_RESULT], "error": _EMPTY},
        "Failed",
        status=422,
    ),
)
status_note = shown_by(
    response(
        {
            "status": "COMPLETED",
            "message": "The result was read already; it stays readable under the organization's "
            "executions.",
        },
        status=406,
    )
)

_UNKNOWN_KEY = refusal(
    "client_error", "authentication_failed", "This API key is unknown, switched off or expired."
)
_STATUS_REFUSALS = REFUSALS | {
    400: refusal("validation_error", "required", "This field is required.", "execution_id"),
    401: _UNKNOWN_KEY,
}
_EXECUTION_REFUSALS = REFUSALS | {
    400: refusal("validation_error", "invalid", "Send 1 to 32 documents; these are 0.", "files"),
    401: _UNKNOWN_KEY,
    409: refusal(
        "client_error",
        "idempotency_conflict",
        "This Idempotency-Key came with another request; use a fresh one.",
    ),
    411: refusal(
        "client_error",
        "length_required",
        "Send the length of the request in Content-Length, not in chunks.",
    ),
    415: refusal(
        "client_error",
        "unsupported_media_type",
        'Unsupported media type "application/json" in request.',
    ),
    413: refusal("client_error", "file_too_large", "A file is too large."),
    429: refusal(
        "client_error",
        "too_many_executions",
        "The service runs as many executions as it may; try again soon.",
    ),
    502: refusal("server_error", "fetch_failed", "A presigned URL can't be fetched."),
    503: refusal(
        "server_error",
        "storage_unavailable",
        "The documents can't be stored now; send them again in a moment.",
    ),
    504: refusal("server_error", "fetch_timed_out", "A presigned URL took too long."),
}
status_error = shown_by(
    *(
        response(body | {"error": body["message"]}, status=status)
        for status, body in _STATUS_REFUSALS.items()
    )
)
execution_error = shown_by(
    *(
        response(
            body | {"message": _message("ERROR", execution_id=None, error=body["message"])},
            status=status,
        )
        for status, body in _EXECUTION_REFUSALS.items()
    )
)

_EXECUTION = {
    "id": EXECUTION,
    "deployment": DEPLOYMENT,
    "api_name": "invoices",
    "pipeline": None,
    "pipeline_name": None,
    "workflow": WORKFLOW,
    "status": "COMPLETED",
    "total_files": 1,
    "successful_files": 1,
    "failed_files": 0,
    "tags": ["march-2026"],
    "error_message": "",
    "created_at": STARTED,
    "started_at": STARTED,
    "finished_at": FINISHED,
    "elapsed_seconds": 2.4,
}
execution = shown_by(response(_EXECUTION))
execution_detail = shown_by(
    response(
        {
            **_EXECUTION,
            "custom_data": {"cost_center": "4100"},
            "results_until": "2026-04-04T14:30:02.400000Z",
            "results": [_RESULT],
        }
    )
)
file_execution = shown_by(
    response(
        {
            "id": FILE_EXECUTION,
            "file_name": FILE_NAME,
            "size_bytes": 48213,
            "mime_type": "application/pdf",
            "status": "COMPLETED",
            "attempts": 1,
            "error": "",
            "started_at": STARTED,
            "finished_at": FINISHED,
        }
    )
)
webhook_delivery = shown_by(
    response(
        {
            "id": "c9a7e5d1-4b38-4f02-a6c7-8e1d3f5b9a70",
            "url": "https://hooks.acme.example.com/invoices",
            "payload": {
                "type": "execution.completed",
                "timestamp": FINISHED,
                "data": {
                    "execution_id": EXECUTION,
                    "status": "COMPLETED",
                    "api_name": "invoices",
                    "total_files": 1,
                    "successful_files": 1,
                    "failed_files": 0,
                    "status_api": f"/{ENDPOINT}?execution_id={EXECUTION}",
                },
            },
            "status": "DELIVERED",
            "attempts": 1,
            "next_attempt_at": None,
            "response_status": 204,
            "error": "",
            "created_at": FINISHED,
            "finished_at": FINISHED,
        }
    )
)
