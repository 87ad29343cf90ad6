"""Documents that the service fetches itself, from presigned addresses that callers send.

A caller names the address, so it is guarded: hosts of a list, bounded size, and what ``outbound``
guards. An address's query is its credential and stands in no error.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError as InvalidValue
from django.core.files.uploadedfile import TemporaryUploadedFile
from requests_hardened.ip_filter import InvalidIPAddress
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from urllib3.exceptions import HTTPError

from common.file_names import clean_file_name
from common.validators import HTTPSAddressValidator
from executions.intake import FileTooLarge
from executions.outbound import OutboundSession, outbound_session

_CHUNK_BYTES = 64 * 1024


class FetchFailed(APIException):
    status_code = status.HTTP_502_BAD_GATEWAY
    default_detail = "A presigned URL can't be fetched."
    default_code = "fetch_failed"


class FetchTimedOut(APIException):
    status_code = status.HTTP_504_GATEWAY_TIMEOUT
    default_detail = "A presigned URL took too long."
    default_code = "fetch_timed_out"


def fetch(urls: Sequence[str]) -> list[TemporaryUploadedFile]:
    """The documents behind the addresses, in order.

    Raises:
        ValidationError: an address isn't allowed.
        FileTooLarge, FetchFailed, FetchTimedOut: as they say; the sentence names the address.
    """
    allowed = [_checked(url) for url in urls]
    if not allowed:
        return []
    with outbound_session(
        seconds=settings.PRESIGNED_URL_SECONDS,
        allow_loopback=settings.PRESIGNED_URL_ALLOW_LOOPBACK,
    ) as session:
        return [_fetch(session, parts) for parts in allowed]


def _shown(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


_is_https = HTTPSAddressValidator()


def _checked(url: str) -> SplitResult:
    try:
        _is_https(url)
    except InvalidValue:
        raise _refusal("Send https addresses, without a user name in them.") from None
    parts = urlsplit(url)
    host = f"{parts.hostname}" if parts.port in {None, 443} else f"{parts.hostname}:{parts.port}"
    if not any(fnmatchcase(host, pattern) for pattern in settings.PRESIGNED_URL_HOSTS):
        raise _refusal(f"{_shown(parts)}: documents are not fetched from this host.")
    return parts


def _refusal(sentence: str) -> ValidationError:
    return ValidationError({"presigned_urls": [sentence]})


def _fetch(session: OutboundSession, parts: SplitResult) -> TemporaryUploadedFile:
    shown = _shown(parts)
    try:
        with session.get(parts.geturl(), stream=True) as response:
            if response.is_redirect or response.is_permanent_redirect:
                raise _refusal(f"{shown}: answered with a redirect, which is not followed.")
            if response.status_code != status.HTTP_200_OK:
                raise FetchFailed(f"{shown}: answered {response.status_code}.")
            return _received(response, parts, session)
    except InvalidIPAddress:
        raise _refusal(f"{shown}: leads to an address that is not public.") from None
    except requests.Timeout:
        raise FetchTimedOut(f"{shown}: didn't answer in time.") from None
    except (requests.RequestException, HTTPError, OSError, ValueError):
        if session.was_cut:
            raise FetchTimedOut(f"{shown}: took too long.") from None
        raise FetchFailed(f"{shown}: can't be reached.") from None


def _received(
    response: requests.Response, parts: SplitResult, session: OutboundSession
) -> TemporaryUploadedFile:
    limit = settings.MAX_FILE_BYTES
    name = clean_file_name(unquote(parts.path))
    document = TemporaryUploadedFile(name, "application/octet-stream", 0, None)
    size = 0
    # read1 returns what has come, so that a trickle of bytes can't outlast the deadline
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(f"{_shown(parts)}: is larger than {limit // 1024**2} MB.")
        if session.was_cut:
            break
        document.write(chunk)
    # a connection that was cut may look like the end of the document
    if session.was_cut:
        raise FetchTimedOut(f"{_shown(parts)}: took too long.")
    document.size = size
    document.seek(0)
    return document
