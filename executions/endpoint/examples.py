"""What the bodies of the execution endpoints look like, for the OpenAPI description."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from common.api.examples import EXECUTION, REFUSALS, refusal, response, shown_by
from executions.examples import FAILED_RESULT, FILE_IS_EMPTY, RESULT


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
    done = _message("COMPLETED", status_api=status_api, result=[RESULT])
    return [response({"message": queued}, "Queued"), response({"message": done}, "Waited for")]


def failed(endpoint: str) -> list[OpenApiExample]:
    """The answer to a submission that waited, and whose documents all failed."""
    message = _message(
        "ERROR",
        status_api=f"/{endpoint}?execution_id={EXECUTION}",
        error=FILE_IS_EMPTY,
        result=[FAILED_RESULT],
    )
    return [response({"message": message}, status=422)]


status_response = shown_by(response({"status": "COMPLETED", "message": [RESULT]}))
no_result = shown_by(
    response(
        {
            "status": "EXECUTING",
            "message": None,
            "files": {"total": 3, "successful": 1, "failed": 0},
        },
        "Running",
        status=422,
    ),
    response(
        {"status": "ERROR", "message": [FAILED_RESULT], "error": FILE_IS_EMPTY},
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
