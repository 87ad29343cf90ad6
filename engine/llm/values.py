"""A model's values in the contract's shapes (section 7). What fits no shape is null."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import dateparser

from engine.llm.answers import NotJsonError, answered_object
from engine.llm.numerals import parse_number
from engine.types import ValueType

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
_YES = frozenset({"true", "yes", "y", "1", "ja", "oui", "sí", "si", "checked"})
_NO = frozenset({"false", "no", "n", "0", "nein", "non", "unchecked"})

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_EMAIL_DRESS = re.compile(r"(?:[^<>]*<)?(?:mailto:)?([^<>\s]+?)>?", re.IGNORECASE)
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_WRITTEN_DATE = re.compile(r"(?=.*[^\W\d_]{3}).*\d\D+\d.*", re.DOTALL)


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
        return parse_number(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _email(value: Any) -> str | None:
    dressed = _EMAIL_DRESS.fullmatch(value.strip()) if isinstance(value, str) else None
    if dressed is None or len(dressed.group(1)) > 254 or ".." in dressed.group(1):
        return None
    return dressed.group(1) if _EMAIL.fullmatch(dressed.group(1)) else None


def _date(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if match := _ISO_DATE.fullmatch(text):
        return _calendar_day(*match.groups())
    if match := _NUMERIC_DATE.fullmatch(text):
        first, second, year = match.groups()
        # 03/04/2024 is March to some and April to others; 25/04/2024 is the same day to all.
        if int(first) > 12 or first == second:
            return _calendar_day(year, second, first)
        return _calendar_day(year, first, second) if int(second) > 12 else None
    if len(text) > MAX_DATE_CHARACTERS or not _WRITTEN_DATE.fullmatch(text):
        return None
    moment = dateparser.parse(
        text,
        settings={"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]},
    )
    return None if moment is None else moment.date().isoformat()


def _calendar_day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, str)):
        word = str(value).strip().casefold()
        return True if word in _YES else False if word in _NO else None
    return None


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
