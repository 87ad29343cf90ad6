"""A model's values in the contract's shapes (section 7). What fits no shape is null."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engine.languages.loading import default_vocabulary
from engine.llm.answers import NotJsonError, answered_object
from engine.types import ValueType
from engine.values.dates import sole_date
from engine.values.emails import parse_email
from engine.values.numbers import sole_number
from engine.values.yes_no import parse_yes_no

LIST_TYPES = frozenset({ValueType.TABLE, ValueType.LINE_ITEM})
MAX_DATE_CHARACTERS = 40

_NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "\u2013",
        "\u2014",
        "n/a",
        "n.a.",
        "na",
        "nil",
        "none",
        "null",
        "not applicable",
        "not available",
        "not found",
        "not given",
        "not mentioned",
        "not provided",
        "not specified",
        "not stated",
    }
)


def normalized(value: Any, value_type: ValueType) -> Any:
    """The value in the shape of its type, null where it isn't one."""
    if value is None or _is_nothing(value):
        return None
    return _SHAPERS[value_type](value)


def _is_nothing(value: Any) -> bool:
    return isinstance(value, str) and value.strip().rstrip(".").casefold() in _NOTHING


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, (list, dict)) and not value:
        return None
    return json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> int | float | None:
    if isinstance(value, str):
        return sole_number(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _email(value: Any) -> str | None:
    return parse_email(value) if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    """An ISO date; null where it could be another day to others, as 03/04/2024 is."""
    if not isinstance(value, str) or len(value) > MAX_DATE_CHARACTERS:
        return None
    day = sole_date(value, default_vocabulary().months)
    return None if day is None else day.isoformat()


def _boolean(value: Any) -> bool | None:
    words = default_vocabulary().single_words
    return parse_yes_no(value, yes=words["yes"], no=words["no"])


def _json(value: Any) -> Any:
    if isinstance(value, str) and value.strip()[:1] in {"{", "["}:
        return _unpacked(value)
    return value


def _rows(value: Any) -> list[dict[str, Any]] | None:
    if isinstance(value, str):
        value = _unpacked(value)
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(value) == 1 and lists else [value]
    if not isinstance(value, list):
        return None
    rows = [
        {column: None if _is_nothing(cell) else cell for column, cell in row.items()}
        for row in value
        if isinstance(row, dict)
    ]
    return [row for row in rows if any(cell is not None for cell in row.values())] or None


def _unpacked(text: str) -> Any:
    """JSON that was put into a text; the text itself where it isn't JSON after all."""
    try:
        return answered_object(f'{{"packed": {text}}}')["packed"]
    except (NotJsonError, KeyError):
        return text


_SHAPERS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.TEXT: _text,
    ValueType.NUMBER: _number,
    ValueType.EMAIL: _email,
    ValueType.DATE: _date,
    ValueType.BOOLEAN: _boolean,
    ValueType.JSON: _json,
    ValueType.TABLE: _rows,
    ValueType.LINE_ITEM: _rows,
}
