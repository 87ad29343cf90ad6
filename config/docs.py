"""Swagger UI and ReDoc, whole from this server: nothing is loaded from another host."""

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerView
from rest_framework.request import Request
from rest_framework.response import Response

_BUNDLE = "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js"
_OUTSIDE_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; font-src 'self' data:; "
    "frame-ancestors 'none'"
)


class SwaggerView(SpectacularSwaggerView):
    # a page has no fields to describe, and its template can't render a description
    metadata_class = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Content-Security-Policy"] = _POLICY
        return response


class RedocView(SpectacularRedocView):
    metadata_class = None
    template_name = "config/redoc.html"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Content-Security-Policy"] = _POLICY
        return response

    @staticmethod
    def _redoc_standalone() -> str:
        return reverse("redoc-bundle")


@cache
def _bundle() -> bytes:
    path = finders.find(_BUNDLE)
    if not isinstance(path, str):
        raise FileNotFoundError(_BUNDLE)
    text = Path(path).read_text(encoding="utf-8")
    return text.replace(
        _OUTSIDE_LOGO, static("drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png")
    ).encode()


@cache_control(max_age=86_400)
def redoc_bundle(request: HttpRequest) -> HttpResponse:
    """ReDoc's script with the logo that it would load from elsewhere replaced by a local one."""
    return HttpResponse(_bundle(), content_type="text/javascript; charset=utf-8")
