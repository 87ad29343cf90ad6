from django.conf import settings
from rest_framework.request import Request


def public_origin(request: Request) -> str:
    """Scheme and host of the service as clients reach it, without a slash at the end.

    Behind a proxy the Host header may name something else, so the setting comes first.
    """
    return settings.PUBLIC_BASE_URL or request.build_absolute_uri("/").rstrip("/")
