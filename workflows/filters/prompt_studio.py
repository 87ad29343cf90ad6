from typing import ClassVar

from django_filters import rest_framework as filters

from common.filters import ContainsFilter
from workflows.models import PromptStudioTool


class PromptStudioToolFilter(filters.FilterSet):
    tool_name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="tool_name", help_text="Part of the name.")

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
