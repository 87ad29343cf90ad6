from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import ContainsFilter
from prompt_studio.models import Prompt, PromptStudioTool


class PromptStudioToolFilter(filters.FilterSet):
    tool_name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="tool_name", help_text="Part of the name.")

    class Meta:
        model = PromptStudioTool
        fields: ClassVar[list[str]] = []


class PromptFilter(filters.FilterSet):
    tool_id = filters.UUIDFilter(help_text="The tool's id.")

    class Meta:
        model = Prompt
        fields: ClassVar[list[str]] = []
