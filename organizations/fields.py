from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers


class VisibleRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """An id in a body: what the caller can't see "does not exist" (400).

    ``queryset`` is narrowed by its ``visible_to(access)``.
    """

    default_error_messages = {
        "does_not_exist": "There is no such {noun} here.",
        "incorrect_type": "Give the id of a {noun}.",
    }

    def __init__(self, **kwargs: Any) -> None:
        self.noun: str = kwargs.pop("noun")
        super().__init__(**kwargs)

    def get_queryset(self) -> QuerySet[Model]:
        queryset: Any = super().get_queryset()
        visible: QuerySet[Model] = queryset.visible_to(self.context["access"])
        return visible

    def fail(self, key: str, **kwargs: Any) -> Any:
        super().fail(key, noun=self.noun, **kwargs)
