"""The OpenAPI description of these routes."""

from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from common.api.openapi import ErrorSerializer
from executions.serializers import (
    ExecutionDetailSerializer,
    ExecutionSerializer,
    FileExecutionSerializer,
    WebhookDeliverySerializer,
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
    webhook_deliveries=extend_schema(
        summary="List an execution's webhook deliveries",
        description="Whom the end of the execution was told to, and what came of it. For owners.",
        responses=WebhookDeliverySerializer(many=True),
        filters=False,
    ),
)
