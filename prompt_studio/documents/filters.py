from typing import ClassVar

from django_filters import rest_framework as filters

from prompt_studio.models import SampleDocument


class SampleDocumentFilter(filters.FilterSet):
    tool_id = filters.UUIDFilter(help_text="The tool's id.")

    class Meta:
        model = SampleDocument
        fields: ClassVar[list[str]] = []
