from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def slash_on_writes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Serve a write whose path lacks only the final slash as if it had it.

    A redirect, which is right for reads, would make the client drop the body.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if (
            request.method not in _SAFE_METHODS
            and not path.endswith("/")
            and not is_valid_path(path)
            and is_valid_path(f"{path}/")
        ):
            request.path_info += "/"
            request.path += "/"
        return get_response(request)

    return middleware
