from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from common.api.filters import MomentFilter, TotalOrderingFilter, distinct_values
from executions.models import Execution


class TagsFilter(filters.CharFilter):
    """Executions that carry all of some tags."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2048, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        words = [word.strip() for word in (value or "").split(",")]
        names = distinct_values(self.field_name, words)
        if not names:
            return qs
        organization = self.parent.request.parser_context["view"].access.organization
        return qs.filter(pk__in=Execution.objects.carrying(names, organization=organization))


class ExecutionFilter(filters.FilterSet):
    deployment = filters.UUIDFilter(field_name="deployment_id")
    pipeline = filters.UUIDFilter(field_name="pipeline_id")
    workflow = filters.UUIDFilter(field_name="workflow_id")
    status = filters.ChoiceFilter(choices=Execution.Status.choices)
    tags = TagsFilter(help_text="Up to 20, comma-separated; executions that carry all of them.")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    ordering = TotalOrderingFilter(fields=(("created_at", "created_at"),))

    class Meta:
        model = Execution
        fields: ClassVar[list[str]] = []
