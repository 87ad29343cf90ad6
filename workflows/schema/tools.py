"""The OpenAPI description of these routes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from workflows.serializers.tools import ToolInstanceMetadataSerializer, ToolInstanceSerializer

tools = extend_schema_view(list=extend_schema(summary="List the published tools"))
tool_instances = extend_schema_view(
    list=extend_schema(summary="List the tools of workflows"),
    create=extend_schema(
        summary="Put a tool into a workflow",
        description="A workflow takes one.",
        responses={201: ToolInstanceSerializer},
    ),
    retrieve=extend_schema(summary="Get the tool of a workflow"),
    partial_update=extend_schema(
        summary="Change the metadata of a workflow's tool",
        request=ToolInstanceMetadataSerializer,
        responses=ToolInstanceSerializer,
    ),
    destroy=extend_schema(summary="Take the tool out of a workflow"),
)
