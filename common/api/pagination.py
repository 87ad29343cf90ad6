from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from common.api.origin import public_origin

if TYPE_CHECKING:
    # the setting that names this module is read while rest_framework.views loads
    from rest_framework.views import APIView


class PageNumberPagination(pagination.PageNumberPagination):
    """``page`` and ``page_size`` on every list: 50 rows by default, 1000 at most."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000
    last_page_strings = ()

    def get_page_size(self, request: Request) -> int | None:
        raw = request.query_params.get(self.page_size_query_param)
        if raw is None:
            return self.page_size
        # isdecimal alone admits digits of other scripts and of any length
        digits = raw.lstrip("0")
        if not (raw.isascii() and raw.isdecimal() and digits):
            raise ValidationError({"page_size": ["Give a whole number from 1 to 1000."]})
        return self.max_page_size if len(digits) > 4 else min(int(digits), self.max_page_size)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        if isinstance(queryset, QuerySet) and not queryset.ordered:
            raise ImproperlyConfigured(
                f"{queryset.model.__name__} is listed without an order, so pages could repeat rows."
            )
        raw = request.query_params.get(self.page_query_param, "1")
        if not (raw.isascii() and raw.isdecimal() and len(raw) < 10):
            raise NotFound("There is no such page; page is a whole number from 1.")
        return super().paginate_queryset(queryset, request, view)

    def get_next_link(self) -> str | None:
        return self._public(super().get_next_link())

    def get_previous_link(self) -> str | None:
        return self._public(super().get_previous_link())

    def _public(self, link: str | None) -> str | None:
        if link is None or self.request is None:
            return None
        path_and_query = urlsplit(link)._replace(scheme="", netloc="").geturl()
        return public_origin(self.request) + path_and_query

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """With example values that fit the other examples: one page with one row."""
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name, value in {"count": 1, "next": None, "previous": None}.items():
            page["properties"][name]["example"] = value
        return page
