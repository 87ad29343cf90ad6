"""What a published tool asks of a document, with the caller's custom data filled in."""

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.types import ExtractionFailed, ExtractionRequest, Prompt, ValueType

_VARIABLE = re.compile(r"\{\{\s*custom_data\.([A-Za-z0-9_.\-]+)\s*\}\}")
# what an extractor gives for a value that it didn't find
_NOT_FOUND: tuple[Any, ...] = (None, "", [], {})


def extraction_request(
    definition: Mapping[str, Any], custom_data: Mapping[str, Any] | None
) -> ExtractionRequest:
    """The published tool as the engine takes it.

    ``{{custom_data.key}}`` in a text is replaced by what the caller sent, null by nothing; keys go
    deeper by dots.

    Raises:
        ExtractionFailed: a text names a key that the caller didn't send.
    """
    missing: list[str] = []

    def value_of(variable: re.Match[str]) -> str:
        value: Any = custom_data
        for part in variable[1].split("."):
            if not isinstance(value, Mapping) or part not in value:
                missing.append(variable[1])
                return ""
            value = value[part]
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    request = ExtractionRequest(
        prompts=tuple(
            Prompt(
                key=prompt["prompt_key"],
                text=_VARIABLE.sub(value_of, prompt["prompt"]),
                value_type=ValueType(prompt["enforce_type"]),
            )
            for prompt in definition["prompts"]
        ),
        preamble=_VARIABLE.sub(value_of, definition.get("preamble", "")),
        postamble=_VARIABLE.sub(value_of, definition.get("postamble", "")),
    )
    if missing:
        raise ExtractionFailed(
            "The prompts use keys of custom_data that were not sent: "
            f"{', '.join(dict.fromkeys(missing))}."
        )
    return request


def missing_required(definition: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """The keys of the prompts whose value must be there and was not found."""
    return [
        prompt["prompt_key"]
        for prompt in definition["prompts"]
        if prompt.get("required") and values.get(prompt["prompt_key"]) in _NOT_FOUND
    ]
