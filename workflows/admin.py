from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from organizations.rows.admin import AUDIT, ReadOnlyInline, RowAdmin, ViewOnlyAdmin
from organizations.sharing.admin import sharing_inlines
from workflows.models import (
    Tag,
    ToolInstance,
    Workflow,
    WorkflowEndpoint,
    WorkflowGroup,
    WorkflowMember,
)


class EndpointInline(ReadOnlyInline):
    model = WorkflowEndpoint
    fields = ["endpoint_type", "connection_type", "connector_instance", "configuration"]
    ordering = ["-endpoint_type"]


class ToolInline(ReadOnlyInline):
    model = ToolInstance
    fields = ["registry_entry", "metadata", "created_at"]
    verbose_name_plural = "tool"


@admin.register(Workflow)
class WorkflowAdmin(RowAdmin):
    list_display = [
        "workflow_name",
        "organization",
        "deployment_type",
        "is_active",
        "tool",
        "created_at",
    ]
    list_filter = ["is_active", "deployment_type", "organization", "created_at"]
    search_fields = [
        "id",
        "workflow_name",
        "description",
        "tool_instance__registry_entry__tool__tool_name",
    ]
    list_select_related = ["organization", "tool_instance__registry_entry__tool"]
    readonly_fields = [
        "id",
        "organization",
        "source_settings",
        "destination_settings",
        "shared_to_org",
        *AUDIT,
    ]
    fields = ["workflow_name", "description", "deployment_type", "is_active", *readonly_fields]
    inlines = [EndpointInline, ToolInline, *sharing_inlines(WorkflowMember, WorkflowGroup)]
    parts = [WorkflowEndpoint]

    @admin.display(description="tool", ordering="tool_instance__registry_entry__tool__tool_name")
    def tool(self, workflow: Workflow) -> str | None:
        instance = getattr(workflow, "tool_instance", None)
        return str(instance.registry_entry) if instance else None


@admin.register(WorkflowEndpoint)
class WorkflowEndpointAdmin(ViewOnlyAdmin):
    list_display = [
        "workflow",
        "endpoint_type",
        "connection_type",
        "connector_instance",
        "organization",
    ]
    list_filter = ["endpoint_type", "connection_type", "workflow__organization"]
    search_fields = ["id", "workflow__workflow_name", "connector_instance__connector_name"]
    list_select_related = ["workflow__organization", "connector_instance"]

    @admin.display(description="organization", ordering="workflow__organization")
    def organization(self, endpoint: WorkflowEndpoint) -> str:
        return str(endpoint.workflow.organization)


@admin.register(ToolInstance)
class ToolInstanceAdmin(RowAdmin):
    list_display = ["workflow", "registry_entry", "organization", "created_at"]
    list_filter = ["workflow__organization", "created_at"]
    search_fields = ["id", "workflow__workflow_name", "registry_entry__tool__tool_name"]
    list_select_related = ["workflow__organization", "registry_entry__tool"]

    @admin.display(description="organization", ordering="workflow__organization")
    def organization(self, instance: ToolInstance) -> str:
        return str(instance.workflow.organization)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Tag)
class TagAdmin(RowAdmin):
    list_display = ["name", "description", "organization", "created_by", "created_at"]
    list_filter = ["organization", "created_at"]
    search_fields = ["id", "name", "description"]
    list_select_related = ["organization", "created_by"]
    autocomplete_fields = ["organization"]
    fields = ["organization", "name", "description", *AUDIT]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["organization", *AUDIT] if obj else AUDIT

    def save_model(self, request: Any, obj: Tag, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.created_by = obj.modified_by = request.user
        obj.save()
