"""What a cell of a table holds: a number with its unit, a date, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.values.dates import find_dates
from engine.values.numbers import Number, find_numbers
from engine.values.words import folded

# A currency or a unit before the number, and letters of units in all.
MAX_BESIDE = 5
# Most cells are no more than this; others are read in full.
PLAIN_NUMBER = re.compile(r"-?\d{1,3}(?:[.,']\d{3}|\d){0,5}(?:[.,]\d{1,4})?")
# Dates as statements write them, without a year: 03/08, 03.08., 01 MAY, May 1.
SHORT_DATE = re.compile(
    r"(?P<one>\d{1,2})(?:/|-|\.(?=\d{1,2}\.$))(?P<two>\d{1,2})\.?"
    r"|\d{1,2}\.?[ -]?(?P<after>[^\W\d_]{3,9})\.?"
    r"|(?P<before>[^\W\d_]{3,9})\.? \d{1,2}"
)

# After an amount: the sign of a currency, the letter of a tax rate.
AFTER_AMOUNT = re.compile(r"\s?(?:[A-Z*]|[A-Z]{3}|[€£$¥])?")


def is_number(text: str) -> bool:
    """Whether a cell is a number, with a currency or a unit at most beside it."""
    if PLAIN_NUMBER.fullmatch(text):
        return True
    number = next(find_numbers(text), None)
    if number is None:
        return False
    rest = text[: number.start] + text[number.end :]
    return number.start <= MAX_BESIDE and sum(map(str.isalpha, rest)) <= MAX_BESIDE


def is_date(text: str, months: Mapping[str, int]) -> bool:
    """Whether a cell is a date and nothing else, with a year or without."""
    text = text.strip()
    if not has_digits(text) or PLAIN_NUMBER.fullmatch(text):
        return False
    short = SHORT_DATE.fullmatch(text)
    if short:
        month = short["after"] or short["before"]
        if month:
            return folded(month) in months
        one, two = sorted((int(short["one"]), int(short["two"])))
        return 1 <= one <= 12 and two <= 31
    written = next(iter(find_dates(text, months)), None)
    return (
        written is not None and written.start == 0 and len(text) - written.end <= len(" 00:00:00")
    )


def has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def trailing_amounts(text: str, decimal: str) -> list[Number]:
    """The amounts that end a line, one or two of them."""
    numbers = [number for number in find_numbers(text, decimal) if number.is_money]
    if not numbers or not AFTER_AMOUNT.fullmatch(text[numbers[-1].end :].rstrip()):
        return []
    found = [numbers[-1]]
    for number in reversed(numbers[:-1]):
        between = text[number.end : found[0].start]
        if len(found) > 1 or not AFTER_AMOUNT.fullmatch(between.rstrip()):
            break
        found.insert(0, number)
    return found
