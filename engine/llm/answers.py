"""From a model's text to one JSON object that can be stored."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

MAX_DEPTH = 64
MAX_CANDIDATES = 50

_REASONING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```[a-zA-Z]*[ \t]*\r?\n(.*?)```", re.DOTALL)


class NotJsonError(Exception):
    """The text holds no JSON object."""


def answered_object(content: str) -> dict[str, Any]:
    """The JSON object in a model's answer: bare, in a fenced block, or amid other words.

    Raises:
        NotJsonError: there is none.
    """
    content = _REASONING.sub("", content)
    fenced = [match.group(1) for match in _FENCED.finditer(content)]
    for text in (content, *reversed(fenced)):
        try:
            value = _loads(text.strip())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return _storable_object(value)
    for value in _embedded(content):
        return _storable_object(value)
    raise NotJsonError


def storable(value: Any, depth: int = 0) -> Any:
    """The value without what JSON allows and databases refuse.

    That is NUL, lone surrogates, whole numbers past 64 bits, and nesting without end.

    Raises:
        NotJsonError: it is nested too deeply.
    """
    if depth > MAX_DEPTH:
        raise NotJsonError
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {storable(key): storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item, depth + 1) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return _finite(str(value))
    return value


def _storable_object(value: dict[str, Any]) -> dict[str, Any]:
    return {storable(key): storable(item, 1) for key, item in value.items()}


def _embedded(content: str) -> Iterator[dict[str, Any]]:
    for match in islice(re.finditer(r"\{", content), MAX_CANDIDATES):
        try:
            value, _ = _DECODER.raw_decode(content, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and value:
            yield value


def _finite(text: str) -> float | None:
    """A number too large for a float is no number; so are ``NaN`` and ``Infinity``."""
    number = float(text)
    return number if math.isfinite(number) else None


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)


def _loads(text: str) -> Any:
    return _DECODER.decode(text)
