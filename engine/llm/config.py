"""How a language model is asked, checked once, before the first request."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlsplit

import httpx

from common.outbound import OutboundPolicy
from engine.types import ExtractionFailed

ANYWHERE = OutboundPolicy(private_addresses=True, plain_http=True)
JsonMode = Literal["auto", "json_schema", "json_object", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMConfig:
    """One model at one endpoint, and what asking it may cost.

    ``base_url`` is what the provider calls so (``https://api.openai.com/v1``); a query is kept,
    because some providers want an ``api-version``. It and the key are left out of the repr.
    ``api_key`` may be empty for servers that want none.

    Raises:
        ExtractionFailed: a setting can't work; the sentence names it and never shows a secret.
    """

    base_url: str = field(repr=False)
    model: str
    api_key: str = field(default="", repr=False)
    timeout_seconds: float = 60.0
    """For one request, from its first byte to the answer's last."""
    total_timeout_seconds: float = 300.0
    """For one document: all parts, all attempts, all waiting between them."""
    max_attempts: int = 3
    backoff_seconds: float = 0.5
    """Before the second attempt; doubles from there."""
    max_wait_seconds: float = 30.0
    """The longest pause between two attempts, whatever the server asks for."""
    context_characters: int = 100_000
    """For one whole request: instructions, questions and document."""
    max_chunks: int = 20
    overlap_lines: int = 5
    max_output_tokens: int | None = None
    """Sent as ``max_tokens``; left to the provider when null."""
    max_response_bytes: int = 4 * 1024 * 1024
    temperature: float | None = 0.0
    """Not sent when null: some models refuse the parameter."""
    input_price_per_million: float | None = None
    output_price_per_million: float | None = None
    json_mode: JsonMode = "auto"
    outbound: OutboundPolicy = ANYWHERE
    """Which addresses may be asked, whatever names lead to them."""

    def __post_init__(self) -> None:
        """Refuse what would fail later, less clearly, or with the key in the message."""
        object.__setattr__(self, "api_key", self.api_key.strip())
        if not self.model.strip():
            raise ExtractionFailed("No language model is named.")
        if not (self.api_key.isascii() and self.api_key.isprintable()) or " " in self.api_key:
            raise ExtractionFailed(
                "The language model's credential holds characters that no key has."
            )
        self._check_address()
        self._check_numbers()

    @property
    def endpoint(self) -> str:
        """The ASCII address to post to: that of ``base_url`` without a user, with its query."""
        url = httpx.URL(self.base_url.strip())
        path = url.path.rstrip("/")
        if not path.endswith("/chat/completions"):
            path += "/chat/completions"
        return str(url.copy_with(userinfo=b"", path=path, fragment=None))

    @property
    def authorization(self) -> str | None:
        """The header's value: the key, else the address's own user and password."""
        if self.api_key:
            return f"Bearer {self.api_key}"
        url = httpx.URL(self.base_url.strip())
        if url.userinfo:
            pair = f"{url.username}:{url.password}".encode()
            return f"Basic {base64.b64encode(pair).decode()}"
        return None

    def _check_address(self) -> None:
        problem = ExtractionFailed("The language model's base URL is no http or https address.")
        try:
            url = httpx.URL(self.base_url.strip())
            # Looking up a name with an impossible label raises no error that a client expects.
            url.raw_host.decode("ascii").encode("idna")
            reachable = urlsplit(self.base_url.strip()).port != 0
        except (httpx.InvalidURL, ValueError):
            raise problem from None
        if url.scheme not in {"http", "https"} or not url.host or not reachable:
            raise problem

    def _check_numbers(self) -> None:
        positive = (
            "timeout_seconds",
            "total_timeout_seconds",
            "max_attempts",
            "context_characters",
            "max_chunks",
            "max_response_bytes",
        )
        not_negative = ("backoff_seconds", "max_wait_seconds", "overlap_lines")
        for name in (*positive, *not_negative):
            value = getattr(self, name)
            if not (value > 0 or (value == 0 and name in not_negative)):
                raise ExtractionFailed(f"The language model's {name} is too small.")
        for name in ("input_price_per_million", "output_price_per_million"):
            price = getattr(self, name)
            if price is not None and not 0 <= price < math.inf:
                raise ExtractionFailed(f"The language model's {name} is not a price.")
        if self.json_mode not in get_args(JsonMode):
            raise ExtractionFailed(
                "The language model's json_mode is none of " + ", ".join(get_args(JsonMode)) + "."
            )
