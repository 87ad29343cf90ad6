from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from organizations.models import PlatformKey
from organizations.platform_keys.services import (
    change_platform_key,
    create_platform_key,
    delete_platform_key,
)
from organizations.rows.admin import UniqueNameForm


@admin.register(PlatformKey)
class PlatformKeyAdmin(ModelAdmin):
    """Keys without their secrets; a new one's is shown in a message, once."""

    form = UniqueNameForm
    list_display = [
        "name",
        "organization",
        "permission",
        "prefix",
        "is_active",
        "expires_at",
        "last_used_at",
        "created_by",
        "created_at",
    ]
    list_filter = ["permission", "is_active", "organization", "expires_at"]
    search_fields = ["name", "description", "prefix", "organization__name"]
    list_select_related = ["organization", "created_by"]
    autocomplete_fields = ["organization"]
    readonly_fields = [
        "id",
        "prefix",
        "last_used_at",
        "created_by",
        "created_at",
        "modified_by",
        "modified_at",
    ]
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = ["organization", "name", "description", "permission", "expires_at"]
        return [*fields, "is_active", *self.readonly_fields] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly_fields, "organization"] if obj else []

    def save_model(self, request: Any, obj: PlatformKey, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            change_platform_key(key=obj, user=request.user, changes=changes)
            return
        key, secret = create_platform_key(user=request.user, **form.cleaned_data)
        obj.pk = key.pk
        self.message_user(
            request,
            f"The secret of {key.name}, which isn't shown again: {secret}",
            messages.WARNING,
        )

    def delete_model(self, request: Any, obj: PlatformKey) -> None:
        delete_platform_key(key=obj, user=request.user)

    def delete_queryset(self, request: Any, queryset: QuerySet[PlatformKey]) -> None:
        for key in queryset.select_related("service_account"):
            delete_platform_key(key=key, user=request.user)
