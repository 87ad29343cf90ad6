"""JSON that every database keeps: PostgreSQL takes neither NUL characters nor lone surrogates.

Neither takes the infinities that Python reads out of numbers such as 1e999.
"""

import math
import re
from typing import Any

from rest_framework import serializers

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAX_DEPTH = 100


def unstorable_reason(value: object, depth: int = 0) -> str | None:
    """Why ``value`` can't be kept, in a sentence for its sender; None when it can."""
    if depth > _MAX_DEPTH:
        return f"Nest at most {_MAX_DEPTH} levels."
    if isinstance(value, str):
        refused = _UNSTORABLE.search(value)
        return "NUL characters and lone surrogates are not allowed." if refused else None
    if isinstance(value, float) and not math.isfinite(value):
        return "A number is too large."
    if isinstance(value, dict):
        parts: Any = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple):
        parts = value
    else:
        return None
    return next((reason for part in parts if (reason := unstorable_reason(part, depth + 1))), None)


def storable(value: Any) -> Any:
    """``value`` without the characters that a database refuses."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return value


class StorableJSONField(serializers.JSONField):
    """JSON from a caller that can be kept."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        reason = unstorable_reason(value)
        if reason:
            raise serializers.ValidationError(reason)
        return value
