"""The OpenAPI description of these routes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from organizations.sharing.schema import resource_schema
from workflows.serializers import ToolInstanceMetadataSerializer, ToolInstanceSerializer

tags = extend_schema_view(
    list=extend_schema(summary="List tags"),
    create=extend_schema(summary="Create a tag"),
    retrieve=extend_schema(summary="Get a tag"),
    update=extend_schema(summary="Replace a tag"),
    partial_update=extend_schema(summary="Change a tag"),
    destroy=extend_schema(summary="Delete a tag", description="Executions keep the tag's name."),
)

workflows = extend_schema_view(**resource_schema("workflow", "workflows"))
workflow_endpoints = extend_schema_view(
    list=extend_schema(summary="List the endpoints of workflows"),
    retrieve=extend_schema(summary="Get an endpoint of a workflow"),
    partial_update=extend_schema(summary="Configure an endpoint of a workflow"),
)

tools = extend_schema_view(list=extend_schema(summary="List the published tools"))
tool_instances = extend_schema_view(
    list=extend_schema(summary="List the tools of workflows"),
    create=extend_schema(
        summary="Put a tool into a workflow",
        description="A workflow has at most one.",
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
