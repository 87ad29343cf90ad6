"""Trying an adapter: one short question to its language model, sent as a run sends its own."""

import threading
from dataclasses import dataclass, replace

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError

from connections.language_models import adapter_config
from connections.models import Adapter
from engine.llm.chat import greet
from engine.types import ExtractionFailed

_SECONDS = 10.0
_MAX_BYTES = 256 * 1024

# in one process: a trial waits for another server, and other requests need threads too
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


def try_adapter(adapter: Adapter) -> Outcome:
    """Whether the adapter answers now; where it doesn't, the sentence that a run would fail with.

    Raises:
        TooManyTries: other adapters are being tried.
        ValidationError: nothing in this service uses such an adapter.
    """
    if not adapter.speaks_openai:
        raise ValidationError(
            "Adapters of this type and kind are only stored and used by nothing; there is nothing "
            "to try."
        )
    if adapter.needs_credentials:
        return Outcome(is_valid=False, detail="The adapter lacks its credentials; enter them.")
    if not _places.acquire(blocking=False):
        raise TooManyTries
    try:
        config = adapter_config(adapter)
        seconds = min(config.timeout_seconds, _SECONDS)
        greet(
            replace(config, timeout_seconds=seconds, max_attempts=1, max_response_bytes=_MAX_BYTES)
        )
    except ExtractionFailed as error:
        return Outcome(is_valid=False, detail=str(error))
    finally:
        _places.release()
    return Outcome(is_valid=True, detail="The language model answered.")
