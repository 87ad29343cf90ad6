from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from executions.heartbeats import admin as heartbeats  # noqa: F401  # registers itself
from executions.models import Execution, FileExecution, WebhookDelivery


class FileExecutionInline(TabularInline):
    model = FileExecution
    fields = ["position", "file_name", "size_bytes", "mime_type", "status", "attempts", "error"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ["position"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WebhookDeliveryInline(TabularInline):
    model = WebhookDelivery
    fields = ["url", "status", "attempts", "response_status", "error", "next_attempt_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ["created_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Execution)
class ExecutionAdmin(ModelAdmin):
    """Read-only: only submissions and workers write executions."""

    list_display = [
        "id",
        "organization",
        "deployment",
        "status",
        "total_files",
        "successful_files",
        "failed_files",
        "created_at",
        "finished_at",
    ]
    list_filter = ["status", "organization", "created_at"]
    search_fields = ["id", "deployment__api_name", "deployment__display_name"]
    list_select_related = ["organization", "deployment"]
    date_hierarchy = "created_at"
    inlines = [FileExecutionInline, WebhookDeliveryInline]
    # what callers sent with their documents is not for operators
    exclude = ["labels", "custom_data", "webhook_url", "fingerprint"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FileExecution)
class FileExecutionAdmin(ModelAdmin):
    """Without results and texts: they are the callers' documents."""

    list_display = ["file_name", "execution", "status", "size_bytes", "attempts", "finished_at"]
    list_filter = ["status", "mime_type"]
    search_fields = ["id", "file_name", "execution__id", "sha256"]
    list_select_related = ["execution"]
    exclude = ["result", "extracted_text", "lease", "stored_as"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[FileExecution]:
        rows: QuerySet[FileExecution] = super().get_queryset(request)
        return rows.defer("result", "extracted_text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ModelAdmin):
    list_display = [
        "id",
        "execution",
        "url",
        "status",
        "attempts",
        "response_status",
        "next_attempt_at",
        "created_at",
    ]
    list_filter = ["status", "response_status", "created_at"]
    search_fields = ["id", "execution__id", "url"]
    list_select_related = ["execution"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
