"""The OpenAPI description of these routes."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.openapi import ErrorSerializer
from organizations.schema import sharing_schema


def resource_schema(noun: str, plural: str) -> dict[str, Any]:
    """The descriptions of what every shareable resource's routes do, in the words of one."""
    article = "an" if noun[0] in "aeiou" else "a"
    return {
        "list": extend_schema(summary=f"List {plural}"),
        "create": extend_schema(
            summary=f"Create {article} {noun}", description="The caller becomes its owner."
        ),
        "retrieve": extend_schema(summary=f"Get {article} {noun}"),
        "update": extend_schema(summary=f"Replace {article} {noun}"),
        "partial_update": extend_schema(summary=f"Change {article} {noun}"),
        "destroy": extend_schema(
            summary=f"Delete {article} {noun}",
            responses={204: None, 409: OpenApiResponse(ErrorSerializer, "It is in use.")},
        ),
        **sharing_schema(noun),
    }


workflows = extend_schema_view(**resource_schema("workflow", "workflows"))
workflow_endpoints = extend_schema_view(
    list=extend_schema(summary="List the endpoints of workflows"),
    retrieve=extend_schema(summary="Get an endpoint of a workflow"),
    partial_update=extend_schema(summary="Configure an endpoint of a workflow"),
)
