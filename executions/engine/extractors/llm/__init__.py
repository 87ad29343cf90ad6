"""Extraction by a language model behind any endpoint that speaks OpenAI's chat completions."""

from executions.engine.extractors.llm.config import LLMConfig
from executions.engine.extractors.llm.extractor import LLMExtractor

__all__ = ["LLMConfig", "LLMExtractor"]
