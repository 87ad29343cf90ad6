"""The OpenAPI description of these routes."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.openapi import ErrorSerializer
from workflows.schema.workflows import resource_schema
from workflows.serializers.connections import AdapterSerializer, AdapterTryResultSerializer

adapters = extend_schema_view(
    **resource_schema("adapter", "adapters")
    | {
        "create": extend_schema(
            summary="Create an adapter",
            description=(
                "The caller becomes its owner. Credentials that are sent masked are missing: the "
                "adapter then `needs_credentials`."
            ),
            responses={201: AdapterSerializer},
        ),
        "test": extend_schema(
            summary="Try an adapter",
            description="Asks its language model one short question.",
            request=None,
            responses={
                200: AdapterTryResultSerializer,
                400: OpenApiResponse(ErrorSerializer, "Nothing uses adapters of this kind."),
                429: OpenApiResponse(ErrorSerializer, "Others are being tried; come back."),
            },
        ),
    }
)
connectors = extend_schema_view(**resource_schema("connector", "connectors"))
tags = extend_schema_view(
    list=extend_schema(summary="List tags"),
    create=extend_schema(summary="Create a tag"),
    retrieve=extend_schema(summary="Get a tag"),
    update=extend_schema(summary="Replace a tag"),
    partial_update=extend_schema(summary="Change a tag"),
    destroy=extend_schema(
        summary="Delete a tag", description="Executions that carry the word keep it."
    ),
)
