from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path

from common.api.errors import plain_error

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


def errors_in_the_envelope(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Replace the body of an error that isn't JSON: pages and plain views write their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        code = response.status_code
        if code < HTTPStatus.BAD_REQUEST or response.get("Content-Type") == "application/json":
            return response
        answer = plain_error(code)
        for name in ("Allow", "WWW-Authenticate", "Retry-After"):
            if name in response:
                answer[name] = response[name]
        answer.cookies = response.cookies
        return answer

    return middleware
