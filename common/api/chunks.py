from rest_framework import exceptions, status
from rest_framework.request import Request


class LengthRequired(exceptions.APIException):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send the length of the request in Content-Length, not in chunks."
    default_code = "length_required"


def refuse_chunks(request: Request) -> None:
    """Refuse a body whose length isn't announced, which Django would read as an empty one."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise LengthRequired
