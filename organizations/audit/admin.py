from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from organizations.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ModelAdmin):
    """Read-only: only services write the log."""

    list_display = [
        "created_at",
        "organization",
        "actor_email",
        "platform_key_name",
        "action",
        "object_type",
        "object_title",
    ]
    list_filter = ["action", "organization", "created_at"]
    list_select_related = ["organization"]
    search_fields = ["actor_email", "object_id", "object_title"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
