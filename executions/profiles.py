"""Which extractor an execution runs with."""

from typing import Any

from django.conf import settings

from connections.models import Adapter
from engine.llm.config import LLMConfig
from engine.types import ExtractionFailed
from executions.models import Execution
from prompt_studio.models import LLMProfile


def _default_profile(execution: Execution) -> LLMProfile | None:
    export = execution.tool_export
    if export is None:
        return None
    return (
        LLMProfile.objects.filter(tool=export.entry.tool_id, is_default=True)
        .select_related("llm")
        .first()
    )


def _default_adapter(execution: Execution) -> Adapter | None:
    return Adapter.objects.filter(
        organization=execution.organization_id, adapter_type=Adapter.Type.LLM, is_default=True
    ).first()


def llm_config(execution: Execution) -> LLMConfig | None:
    """The language model to ask; None when the embedded rules extract.

    The execution's own profile comes first, then the tool's default one, then the organization's
    default adapter, then the service's settings. Adapters of a kind that this service doesn't
    know are passed over.

    Raises:
        ExtractionFailed: the adapter lacks its credentials.
    """
    profile = execution.llm_profile or _default_profile(execution)
    adapter = (profile.llm if profile else None) or _default_adapter(execution)
    if adapter is not None and adapter.speaks_openai:
        return _from_adapter(adapter)
    if settings.EXTRACTOR == "llm":
        return LLMConfig(
            base_url=settings.LLM_BASE_URL,
            api_key=settings.LLM_API_KEY,
            model=settings.LLM_MODEL,
            timeout_seconds=settings.LLM_TIMEOUT_SECONDS,
            context_characters=settings.LLM_CONTEXT_CHARACTERS,
            input_price_per_million=settings.LLM_INPUT_PRICE,
            output_price_per_million=settings.LLM_OUTPUT_PRICE,
        )
    return None


def _from_adapter(adapter: Adapter) -> LLMConfig:
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
            public_addresses_only=not settings.ADAPTER_PRIVATE_ADDRESSES,
        )
    except (TypeError, ValueError):
        raise ExtractionFailed(
            f"The adapter {adapter.adapter_name} has a setting that can't be used; mend it."
        ) from None


def _price(metadata: dict[str, Any], name: str) -> float | None:
    """What the adapter says that a million tokens cost; without it, costs are unknown."""
    value = metadata.get(name)
    return None if value is None or value == "" else float(value)
