"""The OpenAPI description of these routes."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from common.openapi import ErrorSerializer
from executions.intake import ExecuteSerializer
from executions.serializers import (
    ExecuteResponseSerializer,
    ExecutionDetailSerializer,
    ExecutionSerializer,
    FileExecutionSerializer,
    StatusNoteSerializer,
    StatusQuerySerializer,
    StatusResponseSerializer,
)


class DeploymentKeyScheme(OpenApiAuthenticationExtension):
    target_class = "api_keys.authentication.DeploymentKeyAuthentication"
    name = "deploymentKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of the deployment. Nothing else executes.",
        }


_ROUTE = [
    OpenApiParameter("org_id", OpenApiTypes.STR, OpenApiParameter.PATH),
    OpenApiParameter("api_name", OpenApiTypes.STR, OpenApiParameter.PATH),
]
_EXECUTION_ID = "0b8f5c0e-6c43-4b6e-9d61-0f3a7f0c2a11"
_QUEUED = OpenApiExample(
    "Queued",
    value={
        "message": {
            "execution_id": _EXECUTION_ID,
            "execution_status": "PENDING",
            "status_api": f"/deployment/api/org_acme/invoices/?execution_id={_EXECUTION_ID}",
            "error": None,
            "result": None,
        }
    },
    response_only=True,
    status_codes=["200"],
)

execution_endpoint = extend_schema_view(
    post=extend_schema(
        operation_id="execute",
        tags=["execution"],
        summary="Process documents",
        description=(
            "Answers once queued, or with `timeout` once done. While `timeout` waits, at most half "
            "of the service's threads wait with it; a request beyond that is answered as queued."
        ),
        parameters=[
            *_ROUTE,
            OpenApiParameter(
                "Idempotency-Key",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="The same key and request return the first execution, for 24 hours.",
            ),
        ],
        request={"multipart/form-data": ExecuteSerializer},
        responses={
            200: ExecuteResponseSerializer,
            409: OpenApiResponse(ErrorSerializer, "The Idempotency-Key came with another request."),
            413: OpenApiResponse(ErrorSerializer, "A document is too large."),
            422: OpenApiResponse(
                ExecuteResponseSerializer, "Waited for, and every document failed."
            ),
            429: OpenApiResponse(ErrorSerializer, "Too many executions run; see Retry-After."),
            502: OpenApiResponse(ErrorSerializer, "A presigned URL can't be fetched."),
            504: OpenApiResponse(ErrorSerializer, "A presigned URL took too long."),
        },
        examples=[_QUEUED],
    ),
    get=extend_schema(
        operation_id="execution_status",
        tags=["execution"],
        summary="Status and result of an execution",
        description=(
            "The result is handed out once; it stays readable under the organization's executions."
        ),
        parameters=[*_ROUTE, StatusQuerySerializer],
        responses={
            200: StatusResponseSerializer,
            406: OpenApiResponse(StatusNoteSerializer, "The result was read already."),
            422: OpenApiResponse(StatusNoteSerializer, "Still running, or failed: see `status`."),
        },
    ),
)
executions = extend_schema_view(
    list=extend_schema(
        summary="List executions",
        description="Newest first.",
        responses=ExecutionSerializer(many=True),
    ),
    retrieve=extend_schema(
        summary="Get an execution and its results", responses=ExecutionDetailSerializer
    ),
    files=extend_schema(
        summary="List an execution's documents",
        responses=FileExecutionSerializer(many=True),
        filters=False,
    ),
    destroy=extend_schema(
        summary="Delete an execution",
        description="Stops it if it runs, and removes its documents and results for good.",
    ),
    stop=extend_schema(
        summary="Stop a running execution",
        request=None,
        responses={
            200: ExecutionSerializer,
            409: OpenApiResponse(ErrorSerializer, "It has ended already."),
        },
    ),
)
