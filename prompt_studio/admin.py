import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.rows.admin import AUDIT, ReadOnlyInline, RowAdmin, ViewOnlyAdmin
from organizations.sharing.admin import sharing_inlines
from prompt_studio.models import (
    LLMProfile,
    Prompt,
    PromptStudioTool,
    PromptStudioToolGroup,
    PromptStudioToolMember,
    RegistryEntry,
    SampleDocument,
    ToolExport,
)


class PromptInline(ReadOnlyInline):
    model = Prompt
    fields = ["sequence_number", "prompt_key", "prompt", "enforce_type", "prompt_type", "active"]
    ordering = ["sequence_number", "created_at", "pk"]
    show_change_link = True


class ProfileInline(ReadOnlyInline):
    model = LLMProfile
    fields = ["profile_name", "is_default", "llm", "x2text"]
    show_change_link = True


class SampleInline(ReadOnlyInline):
    model = SampleDocument
    fields = ["document_name", "mime_type", "size_bytes", "created_at"]


class ExportInline(ReadOnlyInline):
    model = ToolExport
    fields = ["version", "created_by", "created_at"]
    ordering = ["-version"]
    show_change_link = True


@admin.register(PromptStudioTool)
class PromptStudioToolAdmin(RowAdmin):
    list_display = ["tool_name", "organization", "author", "created_by", "modified_at"]
    list_filter = ["organization", "created_at"]
    search_fields = ["id", "tool_name", "description", "author"]
    list_select_related = ["organization", "created_by"]
    readonly_fields = ["id", "organization", "output", "shared_to_org", *AUDIT]
    fields = [
        "tool_name",
        "description",
        "author",
        "icon",
        "preamble",
        "postamble",
        *readonly_fields,
    ]
    inlines = [
        PromptInline,
        ProfileInline,
        SampleInline,
        *sharing_inlines(PromptStudioToolMember, PromptStudioToolGroup),
    ]
    parts = [RegistryEntry, ToolExport, SampleDocument]


class _ToolRowAdmin(RowAdmin):
    @admin.display(description="organization", ordering="tool__organization")
    def organization(self, row: Any) -> str:
        return str(row.tool.organization)


@admin.register(Prompt)
class PromptAdmin(_ToolRowAdmin):
    list_display = [
        "prompt_key",
        "tool",
        "organization",
        "enforce_type",
        "prompt_type",
        "active",
        "required",
        "sequence_number",
    ]
    list_filter = ["enforce_type", "prompt_type", "active", "tool__organization"]
    search_fields = ["id", "prompt_key", "prompt", "tool__tool_name"]
    list_select_related = ["tool__organization"]
    readonly_fields = ["id", "tool", *AUDIT]
    fields = [
        "prompt_key",
        "prompt",
        "enforce_type",
        "prompt_type",
        "sequence_number",
        "active",
        "required",
        *readonly_fields,
    ]


@admin.register(LLMProfile)
class LLMProfileAdmin(_ToolRowAdmin):
    list_display = ["profile_name", "tool", "organization", "is_default", "llm", "x2text"]
    list_filter = ["is_default", "tool__organization"]
    search_fields = ["id", "profile_name", "tool__tool_name", "llm__adapter_name"]
    list_select_related = ["tool__organization", "llm", "x2text"]
    readonly_fields = ["id", "tool", "is_default", "llm", "x2text", *AUDIT]
    fields = ["profile_name", *readonly_fields]


@admin.register(SampleDocument)
class SampleDocumentAdmin(_ToolRowAdmin, ViewOnlyAdmin):
    list_display = [
        "document_name",
        "tool",
        "organization",
        "mime_type",
        "size_bytes",
        "created_at",
    ]
    list_filter = ["mime_type", "tool__organization", "created_at"]
    search_fields = ["id", "document_name", "tool__tool_name"]
    list_select_related = ["tool__organization"]


@admin.register(RegistryEntry)
class RegistryEntryAdmin(ViewOnlyAdmin):
    list_display = ["tool", "version", "organization", "shared_to_org", "modified_at"]
    list_filter = ["shared_to_org", "organization", "created_at"]
    search_fields = ["id", "tool__tool_name", "tool__id"]
    list_select_related = ["tool", "organization"]
    inlines = [ExportInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistryEntry]:
        rows: Any = super().get_queryset(request)
        versions: QuerySet[RegistryEntry] = rows.with_newest_version()
        return versions

    @admin.display(description="version", ordering="version")
    def version(self, entry: Any) -> int | None:
        number: int | None = entry.version
        return number


@admin.register(ToolExport)
class ToolExportAdmin(ViewOnlyAdmin):
    list_display = ["entry", "version", "organization", "created_by", "created_at"]
    list_filter = ["entry__organization", "created_at"]
    search_fields = ["id", "entry__tool__tool_name", "entry__id"]
    list_select_related = ["entry__tool", "entry__organization", "created_by"]
    fields = ["id", "entry", "version", "shown_definition", "created_by", "created_at"]
    readonly_fields = fields

    @admin.display(description="organization", ordering="entry__organization")
    def organization(self, export: ToolExport) -> str:
        return str(export.entry.organization)

    @admin.display(description="definition")
    def shown_definition(self, export: ToolExport) -> SafeString:
        text = json.dumps(export.definition, indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", text)
