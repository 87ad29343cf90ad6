"""Dates in text. Only full dates with day, month and year count; nothing is taken from today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.values.words import Phrase, folded

FIRST_YEAR = 1900
LAST_YEAR = 2100
CENTURY_TURNS_AT = 70

NOT_BEFORE = r"(?<![\w./-])"
NOT_AFTER = r"(?![\w/]|[.-]\d)"
YEAR_FIRST = re.compile(
    rf"{NOT_BEFORE}(?P<year>\d{{4}})\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?"
    rf"(?P<day>\d{{1,2}})(?:T[\d:.+Z-]{{4,30}})?{NOT_AFTER}"
)
NUMERIC = re.compile(
    rf"{NOT_BEFORE}(?P<first>\d{{1,2}})\s?(?P<mark>[-/.])\s?(?P<second>\d{{1,2}})\s?(?P=mark)\s?"
    rf"(?P<year>\d{{4}}|\d{{2}}){NOT_AFTER}"
)
EAST_ASIAN = re.compile(r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日")
MONTH = r"(?P<month>[^\W\d_]{3,12})"
DAY = r"(?P<day>\d{1,2})"
YEAR = r"(?P<year>\d{4}|['’]?\d{2})(?![\w:]|[.,]\d)"
OF = r"(?:(?:of|del?)\s{1,2}|d['’]\s?)?"
DAY_MONTH = re.compile(
    rf"{NOT_BEFORE}{DAY}(?:st|nd|rd|th|er|e|º|ª|\.)?[\s-]{{0,2}}{OF}{MONTH}\.?,?[\s-]{{0,2}}{OF}{YEAR}",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"(?<!\w){MONTH}\.?[\s-]{{0,2}}{DAY}(?:st|nd|rd|th)?(?:\s?,)?[\s-]{{0,2}}(?<!\d){YEAR}",
    re.IGNORECASE,
)


class DayOrder(StrEnum):
    """How the document writes 03/04/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """``other`` is the date with day and month swapped, where that would be a date as well."""

    start: int
    end: int
    day_first: date | None
    month_first: date | None
    by_mark: bool = False

    def value(self, order: DayOrder) -> date | None:
        if self.day_first == self.month_first or self.by_mark:
            return self.day_first
        if order is DayOrder.DAY_FIRST:
            return self.day_first
        if order is DayOrder.MONTH_FIRST:
            return self.month_first
        return self.day_first or self.month_first if self.is_certain else None

    @property
    def is_certain(self) -> bool:
        """Whether there is only one way to read it."""
        return self.day_first is None or self.month_first is None or self.by_mark


def find_dates(text: str, months: Mapping[str, int]) -> Iterator[WrittenDate]:
    """All full dates of a text, from left to right."""
    found: list[WrittenDate] = []
    if not any(sign.isdigit() for sign in text):
        return
    for pattern in (YEAR_FIRST, EAST_ASIAN):
        for match in pattern.finditer(text):
            _add(found, match, _date(match["year"], match["month"], match["day"]))
    for match in NUMERIC.finditer(text):
        _add_numeric(found, match)
    for pattern in (DAY_MONTH, MONTH_DAY):
        for match in pattern.finditer(text):
            month = months.get(folded(match["month"]))
            if month:
                year = match["year"].lstrip("'’")
                _add(found, match, _date(year, str(month), match["day"]))
    yield from sorted(found, key=lambda written: written.start)


def day_order(
    text: str,
    words: Sequence[str],
    months: Mapping[str, int],
    *,
    month_first: Sequence[Phrase],
    day_first: Sequence[Phrase],
) -> DayOrder:
    """How the document writes dates: by a date that can be read one way only, else by its language.

    A language with phrases that tell countries of ``month_first`` has both ways; there such
    phrases decide, and without any the order stays unknown.
    """
    orders = {
        DayOrder.DAY_FIRST if written.month_first is None else DayOrder.MONTH_FIRST
        for written in find_dates(text, months)
        if written.is_certain and written.day_first != written.month_first and not written.by_mark
    }
    if len(orders) == 1:
        return orders.pop()
    if not month_first:
        return DayOrder.DAY_FIRST
    present = set(words)
    for_month = _hints(month_first, present, words)
    for_day = _hints(day_first, present, words)
    if "$" in text and not re.search(r"\b(?:AUD|NZD|SGD|HKD|CAD)\b|\b(?:A|AU|NZ|S|HK)\$", text):
        for_month += 1
    for_day += sum(sign in text for sign in "€£₹")
    if re.search(r"(?<!\w)[A-Z]{2}\s{1,2}\d{5}(?:-\d{4})?(?!\w)", text):
        for_month += 1
    if for_month == for_day:
        return DayOrder.UNKNOWN
    return DayOrder.MONTH_FIRST if for_month > for_day else DayOrder.DAY_FIRST


def _hints(phrases: Sequence[Phrase], present: set[str], words: Sequence[str]) -> int:
    return sum(
        all(word in present for word in wanted)
        and (len(wanted) == 1 or _stands_together(wanted, words))
        for wanted in phrases
    )


def _stands_together(wanted: tuple[str, ...], words: Sequence[str]) -> bool:
    size = len(wanted)
    return any(
        words[index] == wanted[0] and tuple(words[index : index + size]) == wanted
        for index in range(len(words) - size + 1)
    )


def _date(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < CENTURY_TURNS_AT else 1900
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _add(found: list[WrittenDate], match: re.Match[str], value: date | None) -> None:
    if value is not None and not _overlaps(found, match):
        found.append(WrittenDate(match.start(), match.end(), value, value))


def _add_numeric(found: list[WrittenDate], match: re.Match[str]) -> None:
    day_first = _date(match["year"], match["second"], match["first"])
    month_first = _date(match["year"], match["first"], match["second"])
    if (day_first is None and month_first is None) or _overlaps(found, match):
        return
    by_mark = match["mark"] == "." and day_first is not None
    found.append(WrittenDate(match.start(), match.end(), day_first, month_first, by_mark))


def _overlaps(found: Sequence[WrittenDate], match: re.Match[str]) -> bool:
    return any(written.start < match.end() and match.start() < written.end for written in found)
