from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z
_MAX_INTEGER = 2**63 - 1


_standard = JSONEncoder()


def _fallback(value: Any) -> Any:
    """What the compiled encoder doesn't know, as DRF writes it."""
    return dict(value) if isinstance(value, Mapping) else _standard.default(value)


def _representable(value: Any) -> Any:
    """``value`` without what the encoder refuses: lone surrogates, and integers past 64 bits."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return orjson.Fragment(str(value))
    if isinstance(value, Mapping):
        return {_representable(key): _representable(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_representable(part) for part in value]
    return value


class JSONRenderer(BaseRenderer):
    """JSON as DRF writes it, by a compiled encoder: rendering is most of a long list's cost."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=_fallback, option=_OPTIONS)
        except orjson.JSONEncodeError:
            return orjson.dumps(_representable(data), default=_fallback, option=_OPTIONS)
