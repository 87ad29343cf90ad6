"""The OpenAPI description of these routes."""

from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from common.openapi import ErrorSerializer
from organizations.sharing.schema import resource_schema
from prompt_studio.documents.serializers import (
    DocumentContentSerializer,
    DocumentQuerySerializer,
    SampleDocumentSerializer,
)
from prompt_studio.profiles.serializers import ProfileSerializer, ProfileSummarySerializer
from prompt_studio.publishing.serializers import RegistryEntrySerializer
from prompt_studio.transfer.serializers import (
    ExportedProjectSerializer,
    ImportedToolSerializer,
    SyncedToolSerializer,
)

_TOO_LARGE = OpenApiResponse(ErrorSerializer, "The file is too large.")

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
exports = extend_schema_view(
    create=extend_schema(
        summary="Publish a tool",
        description=(
            "Makes the present active prompts the newest version; deployments run that one, and "
            "published versions never change."
        ),
        responses={200: RegistryEntrySerializer},
    ),
    retrieve=extend_schema(
        summary="What is published of a tool",
        responses={
            200: RegistryEntrySerializer,
            204: OpenApiResponse(description="The tool was never published."),
        },
    ),
)
registry = extend_schema_view(list=extend_schema(summary="List published tools"))
documents = extend_schema_view(list=extend_schema(summary="List sample documents"))
files = extend_schema_view(
    create=extend_schema(
        summary="Add a sample document to a tool",
        responses={201: SampleDocumentSerializer, 413: _TOO_LARGE},
    ),
    retrieve=extend_schema(
        summary="A sample document's content",
        parameters=[DocumentQuerySerializer],
        responses={
            200: DocumentContentSerializer,
            400: OpenApiResponse(ErrorSerializer, "`document_id` is missing or no id."),
        },
    ),
    destroy=extend_schema(
        summary="Delete a sample document",
        parameters=[DocumentQuerySerializer],
        responses={
            204: None,
            400: OpenApiResponse(ErrorSerializer, "`document_id` is missing or no id."),
        },
    ),
)
tool_profiles = extend_schema_view(
    list=extend_schema(
        summary="List the LLM profiles of a tool", responses=ProfileSummarySerializer(many=True)
    ),
    create=extend_schema(
        summary="Add an LLM profile to a tool",
        description="The first one becomes the default.",
        responses={201: ProfileSerializer},
    ),
)
profiles = extend_schema_view(
    retrieve=extend_schema(summary="Get an LLM profile"),
    partial_update=extend_schema(
        summary="Change an LLM profile",
        description="Where it becomes the default, the present default stops being it.",
    ),
    destroy=extend_schema(
        summary="Delete an LLM profile",
        description="After the default one the oldest that is left becomes the default.",
    ),
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
        description="Where the tool's name is taken, it gets a number.",
        responses={201: ImportedToolSerializer, 413: _TOO_LARGE},
    )
)
sync = extend_schema_view(
    create=extend_schema(
        operation_id="prompt_studio_tools_sync_prompts",
        summary="Replace a tool's prompts by those of an export",
        description="Also its preamble and postamble; all else of the tool stays.",
        responses={200: SyncedToolSerializer},
    )
)
