from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from prompt_studio.transfer.serializers import (
    ExportedProjectSerializer,
    ImportedToolSerializer,
    SyncedToolSerializer,
)

project_export = extend_schema_view(
    retrieve=extend_schema(
        summary="Export a tool as JSON",
        description="The draft, with its default profile's adapters by name.",
        responses=OpenApiResponse(ExportedProjectSerializer, "An attachment."),
    )
)
project_import = extend_schema_view(
    create=extend_schema(
        summary="Import a tool",
        description="If the tool's name is taken, a number is added to it.",
        responses={
            201: ImportedToolSerializer,
            413: OpenApiResponse(ErrorSerializer, "The file is too large."),
        },
    )
)
sync = extend_schema_view(
    create=extend_schema(
        operation_id="prompt_studio_tools_sync_prompts",
        summary="Replace a tool's prompts by those of an export",
        description="Also its preamble and postamble. Everything else of the tool stays.",
        responses={200: SyncedToolSerializer},
    )
)
