"""Statements without a header: bookings that begin with a date and end with amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.rules.layout import Row
from engine.rules.tables.cells import SHORT_DATE, is_date, trailing_amounts
from engine.rules.tables.drawn.bands import Band
from engine.rules.tables.model import Item, ItemTable, Surroundings, columns_of
from engine.rules.tables.totals import is_carried, is_page_number, sums_up
from engine.values.dates import find_dates
from engine.values.words import phrase

# Longer than any date, in characters: a booking begins with one.
LONGEST_DATE = 40
MIN_ROWS = 2
# Lines of one booking below each other, at most.
MAX_RESTS = 4
# The rest of a booking stands this close to it, in heights of a line.
JOINED = 1.0


@dataclass(frozen=True, slots=True)
class Booking:
    """A line that begins with a date and ends with one amount, or with an amount and a balance."""

    row: Row
    day: str
    text: str
    amounts: tuple[str, ...]
    rests: list[Row] = field(default_factory=list)


def statement_tables(
    bands: Sequence[Band], around: Surroundings, decimal: str
) -> Iterator[ItemTable]:
    """Bookings as statements print them, one space between the columns and nothing above."""
    bookings: list[Booking] = []
    last: Band | None = None
    for band in bands:
        if all(row.index in around.running for row in band.rows):
            continue
        booking = _booking(band, around.months, decimal)
        if booking is not None:
            if bookings and len(booking.amounts) != len(bookings[0].amounts):
                yield from _statement(bookings, around.months)
                bookings = []
            bookings.append(booking)
        elif bookings and last is not None and _goes_on(bookings[-1], last, band, around, decimal):
            bookings[-1].rests.append(band.rows[0])
        elif bookings and not is_carried(band.rows[0], around):
            yield from _statement(bookings, around.months)
            bookings = []
        last = band
    yield from _statement(bookings, around.months)


def _booking(band: Band, months: Mapping[str, int], decimal: str) -> Booking | None:
    text = " ".join(band.text.split())
    day = _leading_date(text, months)
    if not day:
        return None
    amounts = trailing_amounts(text[len(day) :], decimal)
    if not amounts:
        return None
    rest = text[len(day) : len(day) + amounts[0].start]
    shown = text[len(day) :]
    return Booking(
        band.rows[0],
        day,
        rest.strip(" -|"),
        tuple(
            shown[each.start : after.start if after else len(shown)].strip()
            for each, after in zip(amounts, [*amounts[1:], None], strict=True)
        ),
    )


def _leading_date(text: str, months: Mapping[str, int]) -> str:
    written = next(iter(find_dates(text[:LONGEST_DATE], months)), None)
    if written is not None and written.start == 0:
        return text[: written.end]
    short = SHORT_DATE.match(text)
    if short and is_date(short.group(), months) and text[short.end() : short.end() + 1] == " ":
        return short.group()
    return ""


def _goes_on(booking: Booking, last: Band, band: Band, around: Surroundings, decimal: str) -> bool:
    """Whether a line without date and amount is the rest of a booking's text."""
    if band.page != last.page or band.y0 - last.y1 > JOINED * max(band.height, last.height):
        return False
    if band.is_rule or len(booking.rests) >= MAX_RESTS or len(band.fragments) > 1:
        return False
    if sums_up(band.rows, around) or is_page_number(band.rows, around):
        return False
    return not trailing_amounts(band.text, decimal)


def _statement(bookings: Sequence[Booking], months: Mapping[str, int]) -> Iterator[ItemTable]:
    if len(bookings) < MIN_ROWS:
        return
    most = max((len(each.rests) for each in bookings[:-1]), default=0)
    texts = _without_second_date([each.text for each in bookings], months)
    items = []
    for number, (booking, text) in enumerate(zip(bookings, texts, strict=True), 1):
        rests = booking.rests[: most if number == len(bookings) else None]
        cells = [booking.day, " ".join([text, *(row.text for row in rests)]), *booking.amounts]
        items.append(Item(cells, [booking.row, *rests]))
    # of an amount and a balance the sums tell which is which
    amounts = ("amount",) if len(bookings[0].amounts) == 1 else (None, None)
    yield ItemTable(columns_of("date", "description", *amounts), items=items)


def _without_second_date(texts: Sequence[str], months: Mapping[str, int]) -> list[str]:
    """The texts without a second date at either end, and without the word that announces it."""
    found = []
    for text in texts:
        rest = text[len(_leading_date(text, months)) :].strip()
        last = next((day for day in find_dates(rest, months) if day.end == len(rest)), None)
        found.append(rest[: last.start].strip() if last else rest)
    if found == list(texts):
        return found
    ends = {phrase(text)[-1:] for text in found}
    if len(ends) == 1 and len(found) > MIN_ROWS:
        return [text.rsplit(None, 1)[0] if " " in text else text for text in found]
    return found
