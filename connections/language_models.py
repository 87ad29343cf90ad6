"""How a language model is asked: what an adapter says, and what the service's settings say."""

from typing import Any

from django.conf import settings

from common.outbound import OutboundPolicy
from connections.models import Adapter
from engine.llm.config import LLMConfig
from engine.types import ExtractionFailed


def adapter_config(adapter: Adapter) -> LLMConfig:
    """How to ask the adapter's model. What it doesn't say comes from the service's settings.

    Raises:
        ExtractionFailed: it lacks its credentials, or has settings that can't work.
    """
    if adapter.needs_credentials:
        raise ExtractionFailed(
            f"The adapter {adapter.adapter_name} lacks its credentials; enter them and try again."
        )
    metadata: dict[str, Any] = adapter.metadata
    try:
        return LLMConfig(
            base_url=str(metadata.get("api_base") or settings.LLM_BASE_URL),
            api_key=str(metadata.get("api_key") or ""),
            model=str(metadata.get("model") or settings.LLM_MODEL),
            timeout_seconds=float(metadata.get("timeout") or settings.LLM_TIMEOUT_SECONDS),
            context_characters=settings.LLM_CONTEXT_CHARACTERS,
            input_price_per_million=_price(metadata, "input_price_per_million"),
            output_price_per_million=_price(metadata, "output_price_per_million"),
            outbound=_policy(private_addresses=settings.ADAPTER_PRIVATE_ADDRESSES),
        )
    except (TypeError, ValueError):
        raise ExtractionFailed(
            f"The adapter {adapter.adapter_name} has a setting that can't be used; correct it."
        ) from None


def service_config() -> LLMConfig:
    """How to ask the model of the service's own settings, for those who have no adapter."""
    return LLMConfig(
        base_url=settings.LLM_BASE_URL,
        api_key=settings.LLM_API_KEY,
        model=settings.LLM_MODEL,
        timeout_seconds=settings.LLM_TIMEOUT_SECONDS,
        context_characters=settings.LLM_CONTEXT_CHARACTERS,
        input_price_per_million=settings.LLM_INPUT_PRICE,
        output_price_per_million=settings.LLM_OUTPUT_PRICE,
        outbound=_policy(private_addresses=True),
    )


def _policy(*, private_addresses: bool) -> OutboundPolicy:
    return OutboundPolicy(
        private_addresses=private_addresses,
        plain_http=True,
        ca_bundle=settings.OUTBOUND_CA_BUNDLE,
    )


def _price(metadata: dict[str, Any], name: str) -> float | None:
    """The price of a million tokens that the adapter names; None where it names none."""
    value = metadata.get(name)
    return None if value is None or value == "" else float(value)
