"""The OpenAPI description of these routes."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from connections.serializers import AdapterSerializer, AdapterTryResultSerializer
from organizations.sharing.schema import resource_schema

adapters = extend_schema_view(
    **resource_schema("adapter", "adapters")
    | {
        "create": extend_schema(
            summary="Create an adapter",
            description=(
                "The caller becomes its owner. An adapter whose credentials are left out or sent "
                "masked `needs_credentials`."
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
                429: OpenApiResponse(
                    ErrorSerializer, "Other adapters are being tried; try again later."
                ),
            },
        ),
    }
)
connectors = extend_schema_view(**resource_schema("connector", "connectors"))
