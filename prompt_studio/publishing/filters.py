from typing import ClassVar

from django_filters import rest_framework as filters

from prompt_studio.models import RegistryEntry


class RegistryFilter(filters.FilterSet):
    custom_tool = filters.UUIDFilter(field_name="tool_id", help_text="The tool's id.")

    class Meta:
        model = RegistryEntry
        fields: ClassVar[list[str]] = []
