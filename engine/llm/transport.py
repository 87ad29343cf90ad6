"""One request to the model's endpoint: attempts, waiting, bounds, and errors that show no secret.

What a provider writes into an error's body is read to tell the cases apart and never passed on:
it may echo the credential or the document.
"""

from __future__ import annotations

import json
import math
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
import httpx
import stamina
from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address

from common.addresses import is_public
from engine.llm.config import LLMConfig
from engine.types import ExtractionFailed

TRANSIENT_STATUSES = frozenset({408, 409, 425, 429})
CONTEXT_CODES = frozenset({"context_length_exceeded", "string_above_max_length"})
QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached"})

CREDENTIAL_REFUSED = "The language model refused the credential of this profile."
PRIVATE_ADDRESS = (
    "The language model's address is private; this service's operator allows public ones only."
)
TOO_LONG = (
    "The document is longer than the language model takes at once. "
    "Lower the profile's context_characters."
)
REFUSED = "The language model refused to answer about this document."


class RequestRejected(ExtractionFailed):
    """The endpoint calls the request invalid, so a plainer request may pass.

    ``complaint`` is the provider's text, lower case, to look parameters up in; never to be shown.
    """

    def __init__(self, status: int, complaint: str) -> None:
        super().__init__(
            f"The language model's endpoint refused the request as invalid (HTTP {status})."
        )
        self.complaint = complaint


class TransientError(Exception):
    """Worth another attempt. ``wait_seconds`` is what the server asked for."""

    def __init__(self, sentence: str, wait_seconds: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, after which a document is given up."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that lies so many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def remaining_seconds(self) -> float:
        """What is left; negative once it has passed."""
        return self.at - time.monotonic()


class Transport:
    """Posts payloads to the endpoint of a profile over connections that are kept open."""

    def __init__(self, config: LLMConfig) -> None:
        self._config = config
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if config.authorization is not None:
            headers["Authorization"] = config.authorization
        self._client = httpx.Client(
            headers=headers,
            follow_redirects=False,
            verify=_certificates(),
            # a transport of its own also means that no proxy of the environment is asked
            transport=_PublicTransport() if config.public_addresses_only else None,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def post(self, payload: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        """The endpoint's answer to a payload, as the JSON object that it is.

        Raises:
            RequestRejected: the endpoint calls the payload invalid.
            ExtractionFailed: everything else that stands in the way, after all attempts.
        """
        config = self._config
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        attempts = 0

        def backoff(error: Exception) -> bool | float:
            if not isinstance(error, TransientError):
                return False
            wait = config.backoff_seconds * 2.0**attempts
            if error.wait_seconds is not None:
                wait = error.wait_seconds
            longest = min(wait, config.max_wait_seconds)
            if longest >= deadline.remaining_seconds:
                return False
            return True if error.wait_seconds is None else longest

        try:
            for attempt in stamina.retry_context(
                on=backoff,
                attempts=config.max_attempts,
                timeout=None,
                wait_initial=config.backoff_seconds,
                wait_max=config.max_wait_seconds,
                wait_jitter=config.backoff_seconds,
            ):
                with attempt:
                    attempts += 1
                    return self._send(body, deadline)
        except TransientError as error:
            tries = "1 attempt" if attempts == 1 else f"{attempts} attempts"
            raise ExtractionFailed(f"{error.sentence} ({tries}).") from error
        raise AssertionError("a retry context ends by returning or raising")

    def _send(self, body: bytes, deadline: Deadline) -> dict[str, Any]:
        seconds = min(self._config.timeout_seconds, deadline.remaining_seconds)
        late = TransientError("The language model did not answer in time")
        if seconds <= 0:
            raise late
        attempt_deadline = Deadline.after(seconds)
        # The query travels in an extension because httpx writes the address into its log.
        request = self._client.build_request(
            "POST",
            self._config.endpoint,
            content=body,
            headers={"Content-Type": "application/json"},
            timeout=httpx.Timeout(seconds),
            extensions={"target": self._config.target},
        )
        try:
            response = self._client.send(request, stream=True)
            try:
                content = self._read(response, attempt_deadline)
            finally:
                response.close()
        except httpx.TimeoutException:
            raise late from None
        except httpx.DecodingError:
            raise ExtractionFailed(
                "The language model's endpoint answered in an encoding that can't be read."
            ) from None
        except httpx.HTTPError:
            raise TransientError("The language model could not be reached") from None
        answer = _parsed(content)
        if response.is_success:
            return self._completion(answer, response)
        raise self._failure(response.status_code, answer, response.headers)

    def _read(self, response: httpx.Response, deadline: Deadline) -> bytes:
        content = bytearray()
        for part in response.iter_bytes():
            content += part
            if len(content) > self._config.max_response_bytes:
                raise ExtractionFailed("The language model's answer is too large.")
            # The client's own timeout starts anew with every byte that trickles in.
            if deadline.remaining_seconds <= 0:
                raise TransientError("The language model did not answer in time")
        return bytes(content)

    def _completion(self, answer: Any, response: httpx.Response) -> dict[str, Any]:
        if not isinstance(answer, dict):
            raise ExtractionFailed(
                "The language model's endpoint answered something that is not a chat completion."
            )
        error = answer.get("error")
        if error and not answer.get("choices"):
            # Routers in front of several providers answer 200 with the provider's error inside.
            code = error.get("code") if isinstance(error, dict) else None
            status = code if isinstance(code, int) and 400 <= code < 600 else 500
            raise self._failure(status, answer, response.headers)
        return answer

    def _failure(self, status: int, answer: Any, headers: httpx.Headers) -> Exception:
        code, complaint = _complaint(answer)
        if status == 401:
            return ExtractionFailed(CREDENTIAL_REFUSED)
        if status == 402 or code in QUOTA_CODES:
            return ExtractionFailed("The account behind the language model profile has no credit.")
        if status == 403:
            return ExtractionFailed(
                "The credential of this profile may not use the language model "
                f"“{self._config.model}”."
            )
        if status == 404 or code == "model_not_found":
            return ExtractionFailed(
                f"The language model “{self._config.model}” is unknown at the base URL of this "
                "profile."
            )
        if status == 413 or code in CONTEXT_CODES:
            return ExtractionFailed(TOO_LONG)
        if code == "content_filter":
            return ExtractionFailed(REFUSED)
        if status in TRANSIENT_STATUSES or status >= 500:
            return TransientError(_transient_sentence(status), wait_seconds(headers))
        if 300 <= status < 400:
            return ExtractionFailed(
                "The base URL of the language model profile leads to a redirect, which is not "
                "followed."
            )
        return RequestRejected(status, complaint)


class _PublicBackend(httpcore.SyncBackend):
    """Connects to public addresses only: the one that was looked at is the one connected to."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            address, _ = get_ip_address(host.strip("[]"), port, allow_loopback=False)
        except InvalidIPAddress:
            raise ExtractionFailed(PRIVATE_ADDRESS) from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if not is_public(address):
            raise ExtractionFailed(PRIVATE_ADDRESS)
        return super().connect_tcp(str(address), port, timeout, local_address, socket_options)


class _PublicTransport(httpx.HTTPTransport):
    def __init__(self) -> None:
        super().__init__()
        # httpx has no argument for how connections are made
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(), network_backend=_PublicBackend()
        )


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates, which take long to read."""
    return httpx.create_ssl_context()


def wait_seconds(headers: httpx.Headers) -> float | None:
    """How long the server asks to wait: ``retry-after-ms``, else ``retry-after`` (RFC 9110)."""
    milliseconds = _not_negative(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _not_negative(text)
    if seconds is not None or text is None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _not_negative(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _transient_sentence(status: int) -> str:
    if status == 429:
        return "The language model's provider limits how often it may be asked; try again later"
    return f"The language model's endpoint failed with HTTP {status}"


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _complaint(answer: Any) -> tuple[str, str]:
    """The error's code and everything it says, lower case."""
    error = answer.get("error", answer) if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return "", str(error or "").lower()
    return str(error.get("code") or "").lower(), json.dumps(error).lower()
