from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from common.api.filters import MomentFilter, TotalOrderingFilter
from executions.models import Execution


class TagsFilter(filters.CharFilter):
    """Executions that carry all of some tags."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2048, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        names = {name.strip() for name in (value or "").split(",")}
        for name in sorted(filter(None, names)):
            qs = qs.filter(labels__name=name)
        return qs


class ExecutionFilter(filters.FilterSet):
    deployment = filters.UUIDFilter(field_name="deployment_id")
    pipeline = filters.UUIDFilter(field_name="pipeline_id")
    workflow = filters.UUIDFilter(field_name="workflow_id")
    status = filters.ChoiceFilter(choices=Execution.Status.choices)
    tags = TagsFilter(help_text="Comma-separated; executions that carry all of them.")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    ordering = TotalOrderingFilter(fields=(("created_at", "created_at"),))

    class Meta:
        model = Execution
        fields: ClassVar[list[str]] = []
