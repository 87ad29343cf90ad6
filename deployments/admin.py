from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from deployments.models import APIDeployment, APIDeploymentGroup, APIDeploymentMember
from deployments.pipelines import admin as pipelines  # noqa: F401  # registers itself
from deployments.services import delete_deployment, update_deployment
from organizations.sharing.admin import sharing_inlines


class APIDeploymentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> dict[str, Any]:
        # The database's constraint names the workflow, which the form doesn't hold.
        fields: dict[str, Any] = super().clean() or self.cleaned_data
        others = APIDeployment.objects.filter(
            workflow=self.instance.workflow_id, is_active=True
        ).exclude(pk=self.instance.pk)
        if fields.get("is_active") and others.exists():
            raise ValidationError(
                {"is_active": "The workflow has another active deployment; deactivate that first."}
            )
        return fields


@admin.register(APIDeployment)
class APIDeploymentAdmin(ModelAdmin):
    """Deployments are made through the API, which checks the workflow and issues the first key."""

    form = APIDeploymentForm
    list_display = [
        "display_name",
        "api_name",
        "organization",
        "workflow",
        "is_active",
        "run_count",
        "last_run_at",
        "created_at",
    ]
    list_filter = ["is_active", "organization", "created_at"]
    search_fields = ["id", "display_name", "api_name", "workflow__workflow_name"]
    list_select_related = ["organization", "workflow"]
    readonly_fields = [
        "id",
        "organization",
        "workflow",
        "api_name",
        "shared_to_org",
        "run_count",
        "last_run_at",
        "created_by",
        "created_at",
        "modified_by",
        "modified_at",
    ]
    fields = ["display_name", "description", "is_active", *readonly_fields]
    inlines = sharing_inlines(APIDeploymentMember, APIDeploymentGroup)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: Any, obj: APIDeployment, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        update_deployment(deployment=obj, user=request.user, fields=changes)

    def delete_model(self, request: Any, obj: APIDeployment) -> None:
        delete_deployment(deployment=obj, user=request.user)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for deployment in queryset:
            delete_deployment(deployment=deployment, user=request.user)
