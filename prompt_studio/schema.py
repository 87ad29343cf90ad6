"""The OpenAPI description of these routes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from organizations.sharing.schema import resource_schema

tools = extend_schema_view(**resource_schema("Prompt Studio tool", "Prompt Studio tools"))
tool_prompts = extend_schema_view(
    create=extend_schema(
        summary="Add a prompt to a tool",
        description="It comes last unless `sequence_number` says where.",
    )
)
prompts = extend_schema_view(
    list=extend_schema(summary="List prompts"),
    retrieve=extend_schema(summary="Get a prompt"),
    update=extend_schema(summary="Replace a prompt"),
    partial_update=extend_schema(summary="Change a prompt"),
    destroy=extend_schema(summary="Delete a prompt"),
)
