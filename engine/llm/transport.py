"""One request to the model's endpoint: attempts, waiting, bounds, and errors that show no secret.

What a provider writes into an error's body is read to tell the cases apart and never passed on:
it may echo the credential or the document.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import stamina

from common.outbound import (
    AddressNotPublic,
    AnswerTooLarge,
    AnswerUnreadable,
    CertificateNotTrusted,
    Deadline,
    OutboundAnswer,
    OutboundClient,
    OutboundError,
    TimedOut,
)
from engine.llm.config import LLMConfig
from engine.types import ExtractionFailed

TRANSIENT_STATUSES = frozenset({408, 409, 425, 429})
CONTEXT_CODES = frozenset({"context_length_exceeded", "string_above_max_length"})
QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached"})

CREDENTIAL_REFUSED = "The language model refused the credential."
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


class Transport:
    """Posts payloads to a model's endpoint over connections that are kept open."""

    def __init__(self, config: LLMConfig) -> None:
        self._config = config
        self._client = OutboundClient(config.outbound)
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if config.authorization is not None:
            self._headers["Authorization"] = config.authorization

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
        config = self._config
        seconds = min(config.timeout_seconds, deadline.remaining_seconds)
        try:
            with self._client.request(
                "POST",
                config.endpoint,
                deadline=Deadline.after(seconds),
                silence_seconds=seconds,
                max_bytes=config.max_response_bytes,
                headers=self._headers,
                content=body,
            ) as response:
                content = _parsed(b"".join(response.pieces))
        except OutboundError as error:
            raise _unanswered(error) from None
        if response.is_success:
            return self._completion(content, response)
        raise self._failure(response.status, content, response.headers)

    def _completion(self, answer: Any, response: OutboundAnswer) -> dict[str, Any]:
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
            return ExtractionFailed("The account behind the credential has no credit.")
        if status == 403:
            return ExtractionFailed(
                "The language model's provider refused the credential: it may not use the "
                f"language model “{self._config.model}”."
            )
        if status == 404 or code == "model_not_found":
            return ExtractionFailed(
                f"The language model “{self._config.model}” is unknown at its base URL; check both."
            )
        if status == 413 or code in CONTEXT_CODES:
            return ExtractionFailed(TOO_LONG)
        if code == "content_filter":
            return ExtractionFailed(REFUSED)
        if status in TRANSIENT_STATUSES or status >= 500:
            return TransientError(_transient_sentence(status), wait_seconds(headers))
        if 300 <= status < 400:
            return ExtractionFailed(
                "The language model's base URL leads to a redirect, which is not followed."
            )
        return RequestRejected(status, complaint)


def _unanswered(error: OutboundError) -> Exception:
    """What to raise where no whole answer came."""
    if isinstance(error, AddressNotPublic):
        return ExtractionFailed(PRIVATE_ADDRESS)
    if isinstance(error, CertificateNotTrusted):
        return ExtractionFailed("The certificate of the language model's address is not trusted.")
    if isinstance(error, AnswerTooLarge):
        return ExtractionFailed("The language model's answer is too large.")
    if isinstance(error, AnswerUnreadable):
        return ExtractionFailed(
            "The language model's endpoint answered in an encoding that can't be read."
        )
    if isinstance(error, TimedOut):
        return TransientError("The language model did not answer in time")
    return TransientError("The language model could not be reached")


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
