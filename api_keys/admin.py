from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from api_keys.models import APIKey
from api_keys.services import change_key, delete_key
from common.crypto import MASK


@admin.register(APIKey)
class APIKeyAdmin(ModelAdmin):
    """Keys without their secrets: those are made and shown by the API alone."""

    list_display = [
        "__str__",
        "target",
        "organization",
        "masked_secret",
        "is_active",
        "expires_at",
        "last_used_at",
        "execution_count",
        "created_at",
    ]
    list_filter = ["is_active", "created_at", "expires_at"]
    search_fields = [
        "id",
        "description",
        "api__api_name",
        "api__display_name",
        "pipeline__pipeline_name",
    ]
    list_select_related = ["api", "pipeline", "organization"]
    readonly_fields = [
        "id",
        "masked_secret",
        "target",
        "organization",
        "allow_all_deployments",
        "api_deployments",
        "last_used_at",
        "execution_count",
        "created_by",
        "created_at",
        "modified_by",
        "modified_at",
    ]
    fields = ["description", "is_active", "expires_at", *readonly_fields]
    show_full_result_count = False

    @admin.display(description="secret")
    def masked_secret(self, key: APIKey) -> str:
        return MASK

    @admin.display(description="runs")
    def target(self, key: APIKey) -> str:
        return str(key.target or key.organization)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: Any, obj: APIKey, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_key(key=obj, user=request.user, changes=changes)

    def delete_model(self, request: Any, obj: APIKey) -> None:
        delete_key(key=obj, user=request.user)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for key in queryset:
            delete_key(key=key, user=request.user)
