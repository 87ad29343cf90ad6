from typing import ClassVar

from django_filters import rest_framework as filters

from common.filters import TotalOrderingFilter
from executions.models import Execution


class ExecutionFilter(filters.FilterSet):
    deployment = filters.UUIDFilter(field_name="deployment_id")
    pipeline = filters.UUIDFilter(field_name="pipeline_id")
    workflow = filters.UUIDFilter(field_name="workflow_id")
    status = filters.ChoiceFilter(choices=Execution.Status.choices)
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
    ordering = TotalOrderingFilter(fields=(("created_at", "created_at"),))

    class Meta:
        model = Execution
        fields: ClassVar[list[str]] = []
