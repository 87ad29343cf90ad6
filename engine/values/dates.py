"""Dates as the world writes them. Only full ones, with day, month and year; nothing is from today.

Years count from Christ; those of Japanese eras (令和8年), of the Republic of China (民國115年) and
of the Buddhist era (2569, Thailand) are converted.

>>> months = {"sept": 9, "februar": 2}
>>> text = "9 Sept 2026, 2026. februar 4., 令和8年3月4日, 4/3/2569"
>>> [str(written.day_first) for written in find_dates(text, months)]
['2026-09-09', '2026-02-04', '2026-03-04', '2026-03-04']
>>> sole_date("03/04/2026", months), str(sole_date("25/04/2026", months))
(None, '2026-04-25')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.values.digits import ascii_digits, plain_digits
from engine.values.words import folded

FIRST_YEAR = 1900
LAST_YEAR = 2100
CENTURY_TURNS_AT = 70
BUDDHIST_YEARS = range(2480, 2643)
AHEAD_OF_BUDDHIST = 543
BEFORE_REPUBLIC = 1911
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
"""The year before the first of each Japanese era."""

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
EAST_ASIAN = re.compile(
    r"(?<!\d)(?P<era>令和|平成|昭和|(?:中華)?民國|(?:中华)?民国)?\s?(?P<year>\d{1,4}|元)\s?年\s?"
    r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
)
ERA_LETTER = re.compile(
    r"(?<![\w.])(?P<era>[RHS])(?P<year>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)"
    rf"(?P<day>\d{{1,2}}){NOT_AFTER}"
)
DAY = r"(?P<day>\d{1,2})"
YEAR = r"(?P<year>\d{4}|['’]?\d{2})(?![\w:]|[.,]\d)"
OF = r"(?:(?:of|del?)\s{1,2}|d['’]\s?)?"
ORDINAL = r"(?:st|nd|rd|th|er|e|º|ª|\.)"
ERA = r"(?:พ\.ศ\.\s?)"
COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")


def _with_names(month: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of dates with the name of a month: 4 March 2026, March 4, 2026, 2026 March 4."""
    month = f"(?P<month>{month})"
    patterns = (
        rf"{NOT_BEFORE}{DAY}{ORDINAL}?[\s-]{{0,2}}{OF}{month}\.?,?[\s/-]{{0,2}}{OF}{ERA}?{YEAR}",
        rf"(?<!\w){month}\.?[\s-]{{0,2}}{DAY}(?:st|nd|rd|th)?(?:\s?,)?[\s-]{{0,2}}(?<!\d){YEAR}",
        rf"{NOT_BEFORE}(?P<year>\d{{4}})\.?[\s-]{{0,2}}{month}\.?[\s-]{{1,2}}{DAY}(?!\w|[.,:]\d)",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


NAMED = _with_names(r"[^\W\d_]{3,14}")
# Thai vowels and tones are no letters to a regular expression, and months are abbreviated in two.
THAI = re.compile("[\u0e00-\u0e7f]")
_THAI_LETTER = r"[\u0e00-\u0e4e]"
NAMED_IN_THAI = _with_names(rf"{_THAI_LETTER}{{1,4}}\.{_THAI_LETTER}{{1,3}}|{_THAI_LETTER}{{4,14}}")


class DayOrder(StrEnum):
    """How the document writes 03/04/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text, as it is with the day first and with the month first.

    Args:
        by_mark: the marks between the numbers say that the day comes first.
    """

    start: int
    end: int
    day_first: date | None
    month_first: date | None
    by_mark: bool = False

    def value(self, order: DayOrder) -> date | None:
        if self.certain is not None:
            return self.certain
        match order:
            case DayOrder.DAY_FIRST:
                return self.day_first
            case DayOrder.MONTH_FIRST:
                return self.month_first
            case DayOrder.UNKNOWN:
                return None

    @property
    def certain(self) -> date | None:
        """The date, where there is only one way to read it."""
        if self.by_mark or self.month_first in {None, self.day_first}:
            return self.day_first
        return self.month_first if self.day_first is None else None

    @property
    def shows(self) -> DayOrder:
        """The order that this date alone makes sure of: 25/04/2026 has the day first."""
        if self.by_mark or self.day_first == self.month_first:
            return DayOrder.UNKNOWN
        if self.month_first is None:
            return DayOrder.DAY_FIRST
        return DayOrder.MONTH_FIRST if self.day_first is None else DayOrder.UNKNOWN


def find_dates(text: str, months: Mapping[str, int]) -> Iterator[WrittenDate]:
    """All full dates of a text, from left to right. ``months`` are folded names, 1 to 12."""
    found: list[WrittenDate] = []
    text = ascii_digits(text)
    if not any(sign.isdigit() for sign in text):
        return
    numbers, taken = plain_digits(text), bytearray(len(text))
    for match in YEAR_FIRST.finditer(numbers):
        _add(found, taken, match, _date(int(match["year"]), match["month"], match["day"]))
    for pattern in (EAST_ASIAN, ERA_LETTER) if "年" in text else (ERA_LETTER,):
        for match in pattern.finditer(text):
            _add(found, taken, match, _date(_east_asian_year(match), match["month"], match["day"]))
    for match in NUMERIC.finditer(numbers):
        _add_numeric(found, taken, match)
    for pattern in NAMED_IN_THAI if THAI.search(text) else NAMED:
        for match in pattern.finditer(text):
            month = months.get(folded(match["month"]))
            if month:
                _add(found, taken, match, _date(_year(match["year"]), str(month), match["day"]))
    yield from sorted(found, key=lambda written: written.start)


def compact_date(text: str) -> date | None:
    """The date that is written as eight digits, the year first.

    >>> compact_date("20260204"), compact_date("20264401")
    (datetime.date(2026, 2, 4), None)
    """
    match = COMPACT.fullmatch(text)
    return _date(int(match["year"]), match["month"], match["day"]) if match else None


def sole_date(text: str, months: Mapping[str, int]) -> date | None:
    """The one date of a short text, None where there are several or two ways to read it."""
    found = list(find_dates(text, months))
    return found[0].certain if len(found) == 1 else None


def order_shown(dates: Sequence[WrittenDate]) -> DayOrder | None:
    """The order that dates of one document make sure of, None where none does.

    ``DayOrder.UNKNOWN`` where they contradict each other.
    """
    orders = {written.shows for written in dates} - {DayOrder.UNKNOWN}
    if len(orders) > 1:
        return DayOrder.UNKNOWN
    return next(iter(orders), None)


def _year(written: str) -> int:
    digits = written.lstrip("'’")
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) < CENTURY_TURNS_AT else 1900)


def _east_asian_year(match: re.Match[str]) -> int:
    """The year of an era; without one it counts from Christ, or from the Republic of China."""
    year, era = 1 if match["year"] == "元" else int(match["year"]), match["era"]
    if era in ERAS:
        return ERAS[era] + year
    return year + BEFORE_REPUBLIC if era or 100 <= year < 200 else year


def _date(year: int, month: str, day: str) -> date | None:
    if year in BUDDHIST_YEARS:
        year -= AHEAD_OF_BUDDHIST
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _add(
    found: list[WrittenDate], taken: bytearray, match: re.Match[str], value: date | None
) -> None:
    if value is not None:
        _take(found, taken, WrittenDate(match.start(), match.end(), value, value))


def _add_numeric(found: list[WrittenDate], taken: bytearray, match: re.Match[str]) -> None:
    year = _year(match["year"])
    day_first = _date(year, match["second"], match["first"])
    month_first = _date(year, match["first"], match["second"])
    if day_first is not None or month_first is not None:
        by_mark = match["mark"] == "." and day_first is not None
        written = WrittenDate(match.start(), match.end(), day_first, month_first, by_mark)
        _take(found, taken, written)


def _take(found: list[WrittenDate], taken: bytearray, written: WrittenDate) -> None:
    """Add a date that has no character in common with those before."""
    if taken.find(1, written.start, written.end) < 0:
        taken[written.start : written.end] = b"\1" * (written.end - written.start)
        found.append(written)
