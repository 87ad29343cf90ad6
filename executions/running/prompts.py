"""A published tool's prompts, filled in with what the caller sent along."""

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.types import (
    ExtractionRequest,
    Prompt,
    ValueType,
)

_VARIABLE = re.compile(r"\{\{\s*custom_data\.([A-Za-z0-9_.\-]+)\s*\}\}")


def fill_in(text: str, custom_data: Mapping[str, Any] | None) -> str:
    """Replace ``{{custom_data.key}}``; keys go deeper by dots, unknown ones are empty."""

    def value_of(match: re.Match[str]) -> str:
        value: Any = custom_data
        for part in match[1].split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return _VARIABLE.sub(value_of, text)


def extraction_request(
    definition: Mapping[str, Any], custom_data: Mapping[str, Any] | None
) -> ExtractionRequest:
    """The published tool as the engine takes it."""
    return ExtractionRequest(
        prompts=tuple(
            Prompt(
                key=prompt["prompt_key"],
                text=fill_in(prompt["prompt"], custom_data),
                value_type=ValueType(prompt["enforce_type"]),
            )
            for prompt in definition["prompts"]
        ),
        preamble=fill_in(definition.get("preamble", ""), custom_data),
        postamble=fill_in(definition.get("postamble", ""), custom_data),
    )
