"""Whether an extracted value is the right one, as a careful person would judge it.

A field is right, missed (null, or a value in the wrong shape) or wrong. Wrong is worse than missed:
whoever uses the value acts on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import dateparser

from engine.types import ValueType

# Of a name that stands first, the address may follow; elsewhere less may stand around it.
_MORE_AFTER_NAME = 60
_MORE_AROUND_NAME = 25
# The least share of a name that names it.
_LEAST_PART_OF_NAME = 0.4

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile(r"[\u2018-\u201f\u2039\u203a\u00ab\u00bb\u201a\u201e\"`\u00b4\u2032\u2033]")
_ENDS = " .,:;"
_NUMBER = re.compile(r"[-+(]?[\d][\d.,'’ \u00a0\u202f]*\)?-?\Z")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEGAL_FORMS = frozenset(
    {
        "ab", "ag", "aps", "as", "asa", "bv", "co", "company", "corp", "corporation", "doo", "eg",
        "ek", "eurl", "gbr", "gmbh", "inc", "kft", "kg", "kk", "kgaa", "limited", "llc", "llp",
        "ltd", "ltda", "lp", "mbh", "nv", "oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas",
        "sasu", "se", "sl", "slu", "sp", "spa", "sprl", "srl", "sro", "ug", "zoo"
    }
)  # fmt: skip


class Verdict(StrEnum):
    RIGHT = "right"
    MISSED = "missed"
    WRONG = "wrong"


def compare(
    got: object,
    expected: object,
    value_type: ValueType,
    *,
    accepted: Iterable[object] = (),
    is_name: bool = False,
) -> Verdict:
    """Judge one value. ``accepted`` are values as good as the expected one.

    Args:
        is_name: the value names a company, a person or a place, which may be written longer or
            shorter.
    """
    verdicts = {
        _compare(got, choice, value_type, is_name=is_name) for choice in (expected, *accepted)
    }
    for verdict in (Verdict.RIGHT, Verdict.MISSED):
        if verdict in verdicts:
            return verdict
    return Verdict.WRONG


def _compare(
    got: object, expected: object, value_type: ValueType, *, is_name: bool = False
) -> Verdict:
    if _is_empty(expected):
        return Verdict.RIGHT if _is_empty(got) else Verdict.WRONG
    if _is_empty(got):
        return Verdict.MISSED
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return _rows(got, expected)
    if isinstance(expected, Mapping):
        return _members(got, expected)
    if isinstance(expected, bool) or isinstance(got, bool):
        return Verdict.RIGHT if got is expected else Verdict.WRONG
    if value_type is ValueType.DATE and isinstance(expected, str) and _ISO_DATE.match(expected):
        if _iso_day(got) == expected[:10]:
            return Verdict.RIGHT
        return Verdict.MISSED if _is_same_day(got, expected) else Verdict.WRONG
    if isinstance(expected, int | float) and value_type is not ValueType.TEXT:
        return _number(got, expected)
    if is_name and _names_the_same(_written(got), _written(expected)):
        return Verdict.RIGHT
    return Verdict.RIGHT if _reads_the_same(got, expected) else Verdict.WRONG


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _number(got: object, expected: float) -> Verdict:
    if isinstance(got, int | float):
        return Verdict.RIGHT if _is_same_number(got, expected) else Verdict.WRONG
    readings = _readings(str(got))
    is_text_of_it = any(_is_same_number(reading, expected) for reading in readings)
    return Verdict.MISSED if is_text_of_it else Verdict.WRONG


def _is_same_number(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def _readings(text: str) -> list[float]:
    """What a text can mean as a number: the decimal sign may be the point or the comma."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.match(text):
        return []
    digits = re.sub(r"[^\d.,]", "", text)
    sign = -1.0 if text[0] in "-(" or text.endswith("-") else 1.0
    readings = []
    for decimal, group in ((".", ","), (",", ".")):
        plain = digits.replace(group, "").replace(decimal, ".")
        if plain.count(".") <= 1:
            readings.append(sign * float(plain))
    return readings


def _rows(got: object, expected: Sequence[Any]) -> Verdict:
    if not isinstance(got, Sequence) or isinstance(got, str) or len(got) != len(expected):
        return Verdict.WRONG
    return _worst(
        _members(row, right) if isinstance(right, Mapping) else _cell(row, right)
        for row, right in zip(got, expected, strict=True)
    )


def _members(got: object, expected: Mapping[str, Any]) -> Verdict:
    """Every expected member; further members do not matter."""
    if not isinstance(got, Mapping):
        return Verdict.WRONG
    members = {_column(str(name)): value for name, value in got.items()}
    return _worst(_cell(members.get(_column(name)), value) for name, value in expected.items())


def _column(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _cell(got: object, expected: object) -> Verdict:
    if isinstance(expected, str) and _ISO_DATE.fullmatch(expected) and not _is_empty(got):
        return Verdict.RIGHT if _is_same_day(got, expected) else Verdict.WRONG
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return _compare(got, expected, ValueType.NUMBER)
    return _compare(got, expected, ValueType.TEXT)


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    for verdict in (Verdict.WRONG, Verdict.MISSED):
        if verdict in found:
            return verdict
    return Verdict.RIGHT


def _iso_day(value: object) -> str | None:
    match = _ISO_DATE.match(str(value))
    return match.group() if match else None


def _is_same_day(value: object, iso: str) -> bool:
    """Whether some common reading of the text is that day."""
    return _iso_day(value) == iso or date.fromisoformat(iso[:10]) in _days(str(value))


@cache
def _days(text: str) -> frozenset[date]:
    found = set()
    for order in ("DMY", "MDY", "YMD"):
        day = dateparser.parse(text, settings={"DATE_ORDER": order, "STRICT_PARSING": True})
        if day:
            found.add(day.date())
    return frozenset(found)


def _written(value: object) -> str:
    """A value as it would be written: 10034.0 as 10034."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _reads_the_same(got: object, expected: object) -> bool:
    one, other = _plain(_written(got)), _plain(_written(expected))
    if any(character.isdigit() for character in other):
        one, other = one.replace(" ", ""), other.replace(" ", "")
    return one == other


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _QUOTES.sub("'", _DASHES.sub("-", text))
    return " ".join(text.split()).lstrip("# ").strip(_ENDS)


def _names_the_same(got: str, expected: str) -> bool:
    one, other = _name_words(got), _name_words(expected)
    if not one or not other:
        return False
    at = _place_of(other, one)
    if at is not None:
        more = len(" ".join(one)) - len(" ".join(other))
        return more <= (_MORE_AFTER_NAME if at == 0 else _MORE_AROUND_NAME)
    at = _place_of(one, other)
    share = len(" ".join(one)) / len(" ".join(other))
    return at == 0 or (at is not None and share >= _LEAST_PART_OF_NAME)


def _name_words(text: str) -> list[str]:
    # "S.A." and "sp. z o.o." are words before they are letters with points
    text = re.sub(r"(?<=\b\w)\.(?=\w?\b)", "", _plain(text))
    words = re.findall(r"\w+", text)
    return [word for word in words if word not in _LEGAL_FORMS] or words


def _place_of(words: list[str], within: list[str]) -> int | None:
    for at in range(len(within) - len(words) + 1):
        if within[at : at + len(words)] == words:
            return at
    return None
