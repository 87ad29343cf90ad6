from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django_filters import rest_framework as filters


class TotalOrderingFilter(filters.OrderingFilter):
    """``ordering`` that ends in the primary key, so that rows with equal values keep their place.

    Empty values come last in both directions.
    """

    def filter(self, qs: QuerySet[Any], value: Sequence[str] | None) -> QuerySet[Any]:
        if not value:
            return qs
        nullable = {field.name for field in qs.model._meta.get_fields() if getattr(field, "null", False)}
        ordering: list[Any] = []
        for choice in value:
            name = self.get_ordering_value(choice)
            descending = name.startswith("-")
            field = name.removeprefix("-")
            if field in nullable:
                expression = F(field)
                ordering.append(
                    expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
                )
            else:
                ordering.append(name)
        return qs.order_by(*ordering, "pk")
