from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import BooleanFilter, ContainsFilter, TotalOrderingFilter
from workflows.models import Tag, ToolInstance, Workflow, WorkflowEndpoint


class TagFilter(filters.FilterSet):
    name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="name", help_text="Part of the name.")

    class Meta:
        model = Tag
        fields: ClassVar[list[str]] = []


class WorkflowFilter(filters.FilterSet):
    workflow_name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="workflow_name", help_text="Part of the name.")
    is_active = BooleanFilter()
    ordering = TotalOrderingFilter(
        fields=(
            ("workflow_name", "workflow_name"),
            ("created_at", "created_at"),
            ("modified_at", "modified_at"),
        )
    )

    class Meta:
        model = Workflow
        fields: ClassVar[list[str]] = []


class WorkflowEndpointFilter(filters.FilterSet):
    workflow = filters.UUIDFilter(field_name="workflow_id")
    endpoint_type = filters.ChoiceFilter(choices=WorkflowEndpoint.EndpointType.choices)

    class Meta:
        model = WorkflowEndpoint
        fields: ClassVar[list[str]] = []


class ToolInstanceFilter(filters.FilterSet):
    workflow = filters.UUIDFilter(field_name="workflow_id")

    class Meta:
        model = ToolInstance
        fields: ClassVar[list[str]] = []
