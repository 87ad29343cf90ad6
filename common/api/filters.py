import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db import connections
from django.db.models import F, QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from rest_framework.exceptions import ValidationError

# longer than anything that is searched; SQLite fails on patterns of some tens of thousands
_MAX_SEARCH = 255
_MAX_VALUES = 20
# the offset of a time whose plus sign was sent as it is, which a query decodes to a space
_DECODED_PLUS = re.compile(r"(:\d\d(?:\.\d+)?) (\d\d(?::?\d\d)?)\Z")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def distinct_values(name: str | None, values: Sequence[str]) -> list[str]:
    """The values of a filter that takes several, each once.

    Raises:
        ValidationError: more than a filter takes; it names the parameter.
    """
    if len(values) > _MAX_VALUES:
        raise ValidationError({str(name): [f"Give at most {_MAX_VALUES} values."]})
    return list(dict.fromkeys(value for value in values if value))


class ContainsFilter(filters.CharFilter):
    """Rows whose text contains the value, in upper or lower case, in every script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lookup_expr="icontains", max_length=_MAX_SEARCH, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        # SQLite's LIKE knows the case of ASCII only; its regular expressions are Python's
        if value and connections[qs.db].vendor == "sqlite":
            return qs.filter(**{f"{self.field_name}__iregex": re.escape(value)})
        found: QuerySet[Any] = super().filter(qs, value)
        return found


class _BooleanField(forms.Field):
    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:
        text = str(value or "").strip().lower()
        if text and text not in _BOOLEANS:
            raise forms.ValidationError("Give true or false.", code="invalid")
        return _BOOLEANS.get(text)


class BooleanFilter(filters.BooleanFilter):
    """``true`` or ``false``; anything else is refused, not ignored."""

    field_class = _BooleanField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput, **kwargs)


class _IdField(forms.Field):
    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        # int alone admits digits of other scripts, and underscores
        if text and not (text.isascii() and text.isdecimal() and len(text) < _MAX_SEARCH):
            raise forms.ValidationError("Give a whole number.", code="invalid")
        return int(text) if text else None


class IdFilter(filters.Filter):
    """Rows that refer to the row with this number."""

    field_class = _IdField


class _MomentField(IsoDateTimeField):
    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            value = _DECODED_PLUS.sub(r"\1+\2", value)
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(
                "Give a time of the years 1 to 9999.", code="invalid"
            ) from None


class MomentFilter(filters.IsoDateTimeFilter):
    """A time in ISO 8601, of the years 1 to 9999 in UTC: no database compares others."""

    field_class = _MomentField


class TotalOrderingFilter(filters.OrderingFilter):
    """``ordering`` that ends in the primary key, so that rows with equal values keep their place.

    Empty values come last in both directions.
    """

    def filter(self, qs: QuerySet[Any], value: Sequence[str] | None) -> QuerySet[Any]:
        # a stray comma names no field
        choices = distinct_values(self.field_name, value or ())
        if not choices:
            return qs
        nullable = {
            field.name for field in qs.model._meta.get_fields() if getattr(field, "null", False)
        }
        ordering: list[Any] = []
        for choice in choices:
            name = self.get_ordering_value(choice)
            field = name.removeprefix("-")
            value_of = F(field)
            last = True if field in nullable else None
            ordering.append(
                value_of.asc(nulls_last=last) if name == field else value_of.desc(nulls_last=last)
            )
        return qs.order_by(*ordering, "pk")
