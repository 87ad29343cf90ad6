"""Which extractor an execution uses: a language model, and which, or the embedded rules."""

from django.conf import settings

from connections.language_models import adapter_config, service_config
from connections.models import Adapter
from engine.llm.config import LLMConfig
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
        ExtractionFailed: the adapter lacks its credentials, or has settings that can't work.
    """
    profile = execution.llm_profile or _default_profile(execution)
    adapter = (profile.llm if profile else None) or _default_adapter(execution)
    if adapter is not None and adapter.speaks_openai:
        return adapter_config(adapter)
    if settings.EXTRACTOR == "llm":
        return service_config()
    return None
