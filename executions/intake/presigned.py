"""Documents that the service fetches itself, from presigned addresses that callers send.

A caller names the address, so only hosts of a list are asked, through ``common.outbound``. An
address's query is its credential and stands in no error.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError as InvalidValue
from django.core.files.uploadedfile import TemporaryUploadedFile
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError

from common.file_names import clean_file_name
from common.outbound import (
    AddressNotPublic,
    AnswerTooLarge,
    Deadline,
    OutboundAnswer,
    OutboundClient,
    OutboundError,
    OutboundPolicy,
    TimedOut,
)
from common.validators import HTTPSAddressValidator
from executions.intake.limits import FileTooLarge


class FetchFailed(APIException):
    status_code = status.HTTP_502_BAD_GATEWAY
    default_detail = "A presigned URL can't be fetched."
    default_code = "fetch_failed"


class FetchTimedOut(APIException):
    status_code = status.HTTP_504_GATEWAY_TIMEOUT
    default_detail = "A presigned URL took too long."
    default_code = "fetch_timed_out"


def fetch_documents(urls: Sequence[str]) -> list[TemporaryUploadedFile]:
    """The documents behind the addresses, in order.

    Raises:
        ValidationError: an address isn't allowed.
        FileTooLarge, FetchFailed, FetchTimedOut: as they say; the sentence names the address.
    """
    allowed = [_checked(url) for url in urls]
    if not allowed:
        return []
    policy = OutboundPolicy(
        loopback_addresses=settings.PRESIGNED_URL_ALLOW_LOOPBACK,
        ca_bundle=settings.OUTBOUND_CA_BUNDLE,
    )
    deadline = Deadline.after(settings.PRESIGNED_URL_SECONDS)
    with OutboundClient(policy) as client:
        return [_fetch(client, parts, deadline) for parts in allowed]


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


def _fetch(client: OutboundClient, parts: SplitResult, deadline: Deadline) -> TemporaryUploadedFile:
    shown, limit = _shown(parts), settings.MAX_FILE_BYTES
    try:
        with client.request("GET", parts.geturl(), deadline=deadline, max_bytes=limit) as answer:
            if answer.is_redirect:
                raise _refusal(f"{shown}: answered with a redirect, which is not followed.")
            if answer.status != status.HTTP_200_OK:
                raise FetchFailed(f"{shown}: answered {answer.status}.")
            return _received(answer, parts)
    except AddressNotPublic:
        raise _refusal(f"{shown}: leads to an address that is not public.") from None
    except AnswerTooLarge:
        raise FileTooLarge(f"{shown}: is larger than {limit // 1024**2} MB.") from None
    except TimedOut:
        raise FetchTimedOut(f"{shown}: took too long.") from None
    except OutboundError:
        raise FetchFailed(f"{shown}: can't be reached.") from None


def _received(answer: OutboundAnswer, parts: SplitResult) -> TemporaryUploadedFile:
    name = clean_file_name(unquote(parts.path))
    document = TemporaryUploadedFile(name, "application/octet-stream", 0, None)
    for piece in answer.pieces:
        document.write(piece)
    document.size = document.tell()
    document.seek(0)
    return document
