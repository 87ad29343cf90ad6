"""Trying an adapter: one short question to its language model.

The address comes from the adapter's owner. It may be private where the settings allow that, for
models on the operator's own network; redirects are not followed, proxies of the environment not
used, size and time are bounded, and nothing that the other side writes is passed on.
"""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from connections.models import Adapter

_SECONDS = 10.0
_CONNECT_SECONDS = 5.0
_MAX_BYTES = 256 * 1024
_CHUNK_BYTES = 16 * 1024
_QUESTION = [{"role": "user", "content": "Answer with the word OK."}]

# of one process: trying waits for others, and must leave threads for everybody else
_places = threading.BoundedSemaphore(2)


class TooManyTries(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = "Other adapters are being tried; try again in a moment."
    default_code = "too_many_tries"
    retry_after_seconds = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    is_valid: bool
    detail: str


class _FailedError(Exception):
    """The sentence for the adapter's owner; it holds nothing that the other side wrote."""


def try_adapter(adapter: Adapter) -> Outcome:
    """Whether the adapter answers now.

    Raises:
        TooManyTries: as it says.
        ValidationError: nothing of this service uses such an adapter.
    """
    if not adapter.speaks_openai:
        raise ValidationError(
            "Adapters of this type and kind are stored and used by nothing, so there is nothing "
            "to try."
        )
    if adapter.needs_credentials:
        return Outcome(is_valid=False, detail="The adapter lacks its credentials; enter them.")
    if not _places.acquire(blocking=False):
        raise TooManyTries
    try:
        return Outcome(is_valid=True, detail=_ask(adapter.metadata))
    except _FailedError as error:
        return Outcome(is_valid=False, detail=str(error))
    finally:
        _places.release()


def _ask(metadata: dict[str, Any]) -> str:
    url = _endpoint(metadata.get("api_base") or settings.LLM_BASE_URL)
    model = metadata.get("model") or settings.LLM_MODEL
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if key := metadata.get("api_key"):
        headers["Authorization"] = f"Bearer {_header_value(key)}"
    try:
        with (
            _session() as session,
            session.post(
                url,
                json={"model": str(model), "messages": _QUESTION},
                headers=headers,
                auth=_no_netrc,
                stream=True,
            ) as response,
        ):
            return _judged(response)
    except InvalidIPAddress:
        raise _FailedError(
            "The address is private; this service's operator allows public ones only."
        ) from None
    except (requests.Timeout, ReadTimeoutError):
        raise _FailedError("The language model didn't answer in time.") from None
    except (requests.RequestException, HTTPError, OSError, ValueError):
        # the last is what libraries call a name that no host has
        raise _FailedError("The language model's address can't be reached.") from None


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _session() -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=not settings.ADAPTER_PRIVATE_ADDRESSES,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(_CONNECT_SECONDS, _SECONDS),
        )
    )
    session.trust_env = False
    session.verify = settings.OUTBOUND_CA_BUNDLE or True
    return session


def _endpoint(base: object) -> str:
    try:
        parts: SplitResult = urlsplit(str(base).strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _FailedError("The adapter's api_base is no http or https address.")
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _header_value(key: object) -> str:
    value = str(key).strip()
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise _FailedError("The adapter's api_key holds characters that no key has.")
    return value


def _judged(response: requests.Response) -> str:
    code = response.status_code
    if response.is_redirect:
        raise _FailedError("The address answered with a redirect, which is not followed.")
    if code in {401, 403}:
        raise _FailedError("The language model refused the credential.")
    if code == status.HTTP_404_NOT_FOUND:
        raise _FailedError("The address knows no such model or path; check api_base and model.")
    if code == status.HTTP_429_TOO_MANY_REQUESTS:
        raise _FailedError("The language model takes no requests now: a limit or quota is reached.")
    if code != status.HTTP_200_OK:
        raise _FailedError(f"The address answered with HTTP {code}.")
    try:
        answer = json.loads(_content(response))
        answer["choices"][0]["message"]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise _FailedError("What answered doesn't speak OpenAI's protocol.") from None
    return "The language model answered."


def _content(response: requests.Response) -> bytes:
    deadline = time.monotonic() + _SECONDS
    content = b""
    # read1 returns what has come, so that a trickle of bytes can't outlast the deadline
    while chunk := response.raw.read1(_CHUNK_BYTES):
        content += chunk
        if len(content) > _MAX_BYTES:
            raise _FailedError("The answer is far longer than the question asks for.")
        if time.monotonic() > deadline:
            raise requests.Timeout
    return content
