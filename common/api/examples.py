"""The values of the OpenAPI description's examples, and how a serializer gets its own examples.

The same ids stand in the examples of every room, so that a reader can follow a workflow to its
deployment, the deployment's key and an execution of it. Each room has its examples in an
``examples`` module, one name for each serializer.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

ORGANIZATION = "org_acme"
OWNER = {"id": 7, "email": "owner@acme.example.com"}
VIEWER = {"id": 8, "email": "viewer@acme.example.com"}
GROUP = {"id": 3, "name": "Accounting"}

TOOL = "9c1f6a52-7d0b-4d3e-8f57-2a8d4c6b1e90"
REGISTRY_ENTRY = "d2a7c3f4-15be-4c08-9a36-6e0f8b7d4c21"
DOCUMENT = "5e8b0d19-3c7a-4f62-b1d4-90a6c2e7f358"
PROFILE = "7f3d9e60-b84c-4a15-8c29-d5e1f0a2b763"
LLM = "a4c8e2b6-0f1d-4b79-9e53-7c6d2f8a1b05"
X2TEXT = "c0d5f7a9-62e8-4391-b7fa-1e4b3c8d6f27"
CONNECTOR = "e6b2d8f1-94a3-4c5e-8d70-3f9a7b1c5e42"
WORKFLOW = "4b825dc6-42cb-4b3e-9d7f-1f2d7a5b6c7d"
DEPLOYMENT = "2f6e1c84-a9d7-4e03-b5c8-8d1a7f3e9b60"
PIPELINE = "8a9d3b7e-5c21-4f68-a0e4-c7b6d1f2e835"
KEY = "b7e4a1d2-38f5-4c96-8b0d-f2c9e6a5d714"
EXECUTION = "0b8f5c0e-6c43-4b6e-9d61-0f3a7f0c2a11"
FILE_EXECUTION = "63c7f9b2-d1a8-4e54-9f3b-a8e0d5c6b172"

FILE_NAME = "INV-2026-0042.pdf"
ENDPOINT = f"deployment/api/{ORGANIZATION}/invoices/"
PIPELINE_ENDPOINT = f"deployment/pipeline/api/{ORGANIZATION}/{PIPELINE}/"
# secrets are UUIDs; this one is plainly made up
SECRET = "00000000-0000-4000-8000-000000000000"  # noqa: S105  # not a real one

CREATED = "2026-03-02T09:15:00Z"
STARTED = "2026-03-05T14:30:00Z"
FINISHED = "2026-03-05T14:30:02.400000Z"

MADE = {"created_by": OWNER["id"], "modified_by": OWNER["id"]}
TIMES = {"created_at": CREATED, "modified_at": CREATED}
SHARED = {
    "shared_to_org": False,
    "shared_users": [VIEWER["id"]],
    "shared_groups": [GROUP["id"]],
    "created_by": OWNER["id"],
    "created_by_email": OWNER["email"],
    "modified_by": OWNER["id"],
    **TIMES,
}

_Serializer = TypeVar("_Serializer", bound=type)


def request(value: Any, media_type: str = "application/json") -> OpenApiExample:
    # without a media type, drf-spectacular takes the body for JSON, forms included
    return OpenApiExample("Example", value=value, request_only=True, media_type=media_type)


def response(value: Any, name: str = "Example", *, status: int | None = None) -> OpenApiExample:
    """The body of a 200 or 201, or of ``status``."""
    statuses = None if status is None else [str(status)]
    return OpenApiExample(name, value=value, response_only=True, status_codes=statuses)


def shown_by(*examples: OpenApiExample) -> Callable[[_Serializer], _Serializer]:
    """The decorator of a serializer: pages and lists of it are made from the same examples."""
    return extend_schema_serializer(examples=list(examples))


def refusal(error_type: str, code: str, detail: str, attr: str | None = None) -> dict[str, Any]:
    """The body of an error."""
    return {
        "type": error_type,
        "errors": [{"code": code, "detail": detail, "attr": attr}],
        "message": detail,
    }


REFUSALS = {
    400: refusal("validation_error", "required", "This field is required.", "workflow"),
    401: refusal(
        "client_error", "authentication_failed", "This platform key is unknown, revoked or expired."
    ),
    403: refusal(
        "client_error",
        "permission_denied",
        "You do not have permission to perform this action.",
    ),
    404: refusal("client_error", "not_found", "Not found."),
    406: refusal("client_error", "not_acceptable", "Could not satisfy the request Accept header."),
    409: refusal(
        "client_error", "conflict", "The request conflicts with the resource's present state."
    ),
    411: refusal(
        "client_error",
        "length_required",
        "Send the length of the request in Content-Length, not in chunks.",
    ),
    413: refusal("client_error", "body_too_large", "The request's body is too large."),
    415: refusal(
        "client_error", "unsupported_media_type", 'Unsupported media type "text/plain" in request.'
    ),
    429: refusal("client_error", "throttled", "Too many at once; try again in a moment."),
}

error = shown_by(*(response(body, status=status) for status, body in REFUSALS.items()))
