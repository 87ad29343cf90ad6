from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import BooleanFilter, ContainsFilter, TotalOrderingFilter
from deployments.models import APIDeployment


class DeploymentFilter(filters.FilterSet):
    workflow = filters.UUIDFilter(field_name="workflow_id")
    search = ContainsFilter(field_name="display_name", help_text="Part of the display name.")
    api_name = filters.CharFilter(help_text="The exact API name.")
    is_active = BooleanFilter()
    ordering = TotalOrderingFilter(
        fields=(
            ("display_name", "display_name"),
            ("api_name", "api_name"),
            ("created_at", "created_at"),
            ("modified_at", "modified_at"),
            ("last_run_at", "last_run_time"),
            ("run_count", "run_count"),
        )
    )

    class Meta:
        model = APIDeployment
        fields: ClassVar[list[str]] = []


class PromptStudioToolFilter(filters.FilterSet):
    tool_id = filters.UUIDFilter(
        method="by_tool", required=True, help_text="The Prompt Studio tool's id."
    )

    class Meta:
        model = APIDeployment
        fields: ClassVar[list[str]] = []

    def by_tool(self, queryset, name, value):  # type: ignore[no-untyped-def]  # django-filter's own signature
        return queryset.using_tool(value)
