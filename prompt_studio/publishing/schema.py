from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from prompt_studio.publishing.serializers import RegistryEntrySerializer

exports = extend_schema_view(
    create=extend_schema(
        summary="Publish a tool",
        description=(
            "Makes the current active prompts the newest version, which deployments run. "
            "Published versions never change."
        ),
        responses={200: RegistryEntrySerializer},
    ),
    retrieve=extend_schema(
        summary="Get what is published of a tool",
        responses={
            200: RegistryEntrySerializer,
            204: OpenApiResponse(description="The tool was never published."),
        },
    ),
)
registry = extend_schema_view(list=extend_schema(summary="List published tools"))
