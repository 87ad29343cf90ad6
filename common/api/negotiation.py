from collections.abc import Iterable

from django.http import Http404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


class ContentNegotiation(DefaultContentNegotiation):
    """Ignores a ``format`` that the view doesn't know, like every unknown query parameter."""

    def filter_renderers(
        self,
        renderers: Iterable[BaseRenderer],
        format: str,  # noqa: A002  # the base class's own name
    ) -> list[BaseRenderer]:
        known = list(renderers)
        try:
            return super().filter_renderers(known, format)
        except Http404:
            return known
