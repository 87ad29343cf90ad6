"""Till receipts: items without a header, proven by the sum below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.rules.tables.cells import trailing_amounts
from engine.rules.tables.drawn.bands import Band
from engine.rules.tables.model import Item, ItemTable, Surroundings, columns_of
from engine.rules.tables.totals import ENDING, hits_of, sums_up
from engine.values.numbers import find_numbers

MIN_ITEMS = 2
# Lines of a receipt above its sum, at most.
MAX_LINES = 300
CENT = 0.011
# "2 Stk x 2,69", and "2 x Baguette"
TIMES = re.compile(r"\s{0,4}(?:[^\W\d_]{1,6}\.?)?\s{0,4}[xX×@*]\s{0,4}")
COUNT_BEFORE_NAME = re.compile(r"(\d{1,3})\s?[xX×]\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an item at which price, as written, and what they come to."""

    count: str
    price: str
    amount: float


def receipt_table(bands: Sequence[Band], around: Surroundings, decimal: str) -> ItemTable | None:
    """The items of a till receipt: the lines above a sum that they come to.

    Nothing but that sum shows that they are items, so without it there are none.
    """
    for place, band in enumerate(bands):
        total = _amount_of(band, decimal)
        if total is not None and sums_up(band.rows, around):
            items = _items_above(bands[:place], total, around, decimal)
            if items is not None:
                columns = columns_of("description", "quantity", "unit_price", "amount")
                return ItemTable(columns, is_of_items=True, items=items)
    return None


def _amount_of(band: Band, decimal: str) -> float | None:
    amounts = trailing_amounts(band.text, decimal)
    return float(amounts[-1].value) if len(amounts) == 1 else None


def _items_above(
    bands: Sequence[Band], total: float, around: Surroundings, decimal: str
) -> list[Item] | None:
    """The lines with amounts right above, as many as come to the sum; discounts are no items."""
    items: list[Item] = []
    left = total
    detail: Counted | None = None
    for band in reversed(bands[-MAX_LINES:]):
        if band.is_rule:
            continue
        counted = _counted(band, decimal)
        if counted is not None:
            detail = counted
            continue
        amount = _amount_of(band, decimal)
        if amount is None or not band.text[:1].isalnum() or _is_labelled_sum(band, around):
            return None
        left -= amount
        if amount > 0:
            is_counted = detail is not None and abs(detail.amount - amount) < CENT
            items.append(_item(band, detail if is_counted else None, decimal))
        detail = None
        if abs(left) < CENT and len(items) >= MIN_ITEMS:
            return items[::-1]
    return None


def _is_labelled_sum(band: Band, around: Surroundings) -> bool:
    """Whether a line begins with the label of a sum or a tax."""
    return any(
        hit.starts_segment and hit.segment == 0 and ENDING & hit.names.keys()
        for hit in hits_of(band.rows, around)
    )


def _item(band: Band, detail: Counted | None, decimal: str) -> Item:
    """The item of a line, with the count and the price of the line below it."""
    shown = trailing_amounts(band.text, decimal)[0]
    name = band.text[: shown.start].strip()
    count, price = (detail.count, detail.price) if detail else ("", "")
    counted = COUNT_BEFORE_NAME.fullmatch(name)
    if counted:
        count, name = counted[1], counted[2]
    return Item([name, count, price, band.text[shown.start : shown.end]], list(band.rows))


def _counted(band: Band, decimal: str) -> Counted | None:
    """The count and the price of "2 Stk x 2,69" and what they come to."""
    numbers = list(find_numbers(band.text, decimal))
    if len(numbers) != 2 or not band.text[:1].isdigit():
        return None
    count, price = numbers
    if not TIMES.fullmatch(band.text[count.end : price.start]):
        return None
    return Counted(
        count=band.text[count.start : count.end],
        price=band.text[price.start : price.end],
        amount=float(count.value) * float(price.value),
    )
