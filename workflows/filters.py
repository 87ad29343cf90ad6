from typing import ClassVar

from django_filters import rest_framework as filters

from common.filters import TotalOrderingFilter
from workflows.models import PromptStudioTool, ToolInstance, Workflow, WorkflowEndpoint


class WorkflowFilter(filters.FilterSet):
    workflow_name = filters.CharFilter(help_text="The exact name.")
    search = filters.CharFilter(
        field_name="workflow_name", lookup_expr="icontains", help_text="Part of the name."
    )
    is_active = filters.BooleanFilter()
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


class PromptStudioToolFilter(filters.FilterSet):
    tool_name = filters.CharFilter(help_text="The exact name.")
    search = filters.CharFilter(
        field_name="tool_name", lookup_expr="icontains", help_text="Part of the name."
    )

    class Meta:
        model = PromptStudioTool
        fields: ClassVar[list[str]] = []


class PromptFilter(filters.FilterSet):
    tool_id = filters.UUIDFilter()

    class Meta:
        fields: ClassVar[list[str]] = []


class RegistryFilter(filters.FilterSet):
    custom_tool = filters.UUIDFilter(field_name="tool_id", help_text="The Prompt Studio tool's id.")

    class Meta:
        fields: ClassVar[list[str]] = []


class ToolInstanceFilter(filters.FilterSet):
    workflow = filters.UUIDFilter(field_name="workflow_id")

    class Meta:
        model = ToolInstance
        fields: ClassVar[list[str]] = []
