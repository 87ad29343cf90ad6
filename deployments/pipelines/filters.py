from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import BooleanFilter, ContainsFilter
from deployments.pipelines.models import Pipeline


class PipelineFilter(filters.FilterSet):
    pipeline_name = filters.CharFilter(help_text="The exact name.")
    search = ContainsFilter(field_name="pipeline_name", help_text="Part of the name.")
    workflow = filters.UUIDFilter(field_name="workflow_id")
    pipeline_type = filters.ChoiceFilter(choices=Pipeline.Type.choices)
    type = filters.ChoiceFilter(  # what clients call it
        field_name="pipeline_type", choices=Pipeline.Type.choices
    )
    active = BooleanFilter(field_name="is_active")

    class Meta:
        model = Pipeline
        fields: ClassVar[list[str]] = []
