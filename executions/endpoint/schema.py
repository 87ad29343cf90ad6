"""The OpenAPI description of the execution endpoints."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from common.api.examples import ENDPOINT, PIPELINE_ENDPOINT
from executions.endpoint import examples
from executions.endpoint.serializers import (
    ExecuteResponseSerializer,
    ExecutionErrorSerializer,
    NoResultSerializer,
    StatusErrorSerializer,
    StatusNoteSerializer,
    StatusQuerySerializer,
    StatusResponseSerializer,
)
from executions.intake.form import ExecuteSerializer


class DeploymentKeyScheme(OpenApiAuthenticationExtension):
    target_class = "api_keys.authentication.DeploymentKeyAuthentication"
    name = "deploymentKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of the deployment. Nothing else executes.",
        }


class PipelineKeyScheme(OpenApiAuthenticationExtension):
    target_class = "api_keys.authentication.PipelineKeyAuthentication"
    name = "pipelineKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of the pipeline. Nothing else executes.",
        }


_MEGABYTE = 1024 * 1024
_TOTAL = settings.MAX_RUNNING_EXECUTIONS_TOTAL
_LIMITS = (
    f"Limits: {settings.MAX_FILES_PER_EXECUTION} documents, each up to "
    f"{settings.MAX_FILE_BYTES // _MEGABYTE} MB and {settings.MAX_DOCUMENT_PAGES} pages, read in "
    f"at most {settings.DOCUMENT_SECONDS} seconds; presigned URLs are fetched within "
    f"{settings.PRESIGNED_URL_SECONDS} seconds in all; an execution ends within "
    f"{settings.EXECUTION_DEADLINE_SECONDS} seconds. Of an organization "
    f"{settings.MAX_RUNNING_EXECUTIONS} executions run at one time, unless it was given another "
    f"limit{f', of the whole service {_TOTAL}' if _TOTAL else ''}; beyond that the answer is 429, "
    f"and `Retry-After` says when to come back. Documents are removed {settings.DOCUMENT_HOURS} "
    f"hours after the end, results after {settings.RESULT_DAYS} days."
)


def _endpoint(name: str, parameters: list[OpenApiParameter], noun: str, endpoint: str) -> Any:
    """The two operations of an execution endpoint."""
    return extend_schema_view(
        post=extend_schema(
            operation_id=name,
            tags=["execution"],
            summary=f"Process documents by a {noun}",
            description=(
                "Answers once queued, or with `timeout` once done. While `timeout` waits, at most "
                "half of the service's threads wait with it; a request beyond that is answered as "
                f"queued.\n\n{_LIMITS}"
            ),
            parameters=[
                *parameters,
                OpenApiParameter(
                    "Idempotency-Key",
                    OpenApiTypes.STR,
                    OpenApiParameter.HEADER,
                    description="The same key and request return the first execution for a day.",
                ),
            ],
            request={"multipart/form-data": ExecuteSerializer},
            responses={
                200: OpenApiResponse(
                    ExecuteResponseSerializer, examples=examples.submitted(endpoint)
                ),
                409: OpenApiResponse(
                    ExecutionErrorSerializer, "The Idempotency-Key came with another request."
                ),
                411: OpenApiResponse(
                    ExecutionErrorSerializer, "The request has no Content-Length."
                ),
                413: OpenApiResponse(ExecutionErrorSerializer, "A document is too large."),
                415: OpenApiResponse(ExecutionErrorSerializer, "The body is no form."),
                422: OpenApiResponse(
                    ExecuteResponseSerializer,
                    "Waited for, and every document failed.",
                    examples=examples.failed(endpoint),
                ),
                429: OpenApiResponse(
                    ExecutionErrorSerializer, "Too many executions run; see Retry-After."
                ),
                502: OpenApiResponse(ExecutionErrorSerializer, "A presigned URL can't be fetched."),
                503: OpenApiResponse(
                    ExecutionErrorSerializer, "The documents can't be stored now."
                ),
                504: OpenApiResponse(ExecutionErrorSerializer, "A presigned URL took too long."),
            },
        ),
        get=extend_schema(
            operation_id=f"{name}_status" if name != "execute" else "execution_status",
            tags=["execution"],
            summary=f"Status and result of a {noun}'s execution",
            description=(
                "The result is handed out once, that of a failure too; it stays readable under the "
                "organization's executions. While it runs, `Retry-After` says when to ask again."
            ),
            parameters=[*parameters, StatusQuerySerializer],
            responses={
                200: StatusResponseSerializer,
                400: OpenApiResponse(StatusErrorSerializer, "A parameter is not as it should be."),
                406: OpenApiResponse(StatusNoteSerializer, "The result was read already."),
                422: OpenApiResponse(NoResultSerializer, "Still running, or failed: see `status`."),
            },
        ),
    )


def _path_parameter(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH)


execution_endpoint = _endpoint(
    "execute",
    [_path_parameter("org_id"), _path_parameter("api_name")],
    "deployment",
    ENDPOINT,
)
pipeline_execution_endpoint = _endpoint(
    "execute_pipeline",
    [_path_parameter("org_id"), _path_parameter("pipeline_id")],
    "pipeline",
    PIPELINE_ENDPOINT,
)
