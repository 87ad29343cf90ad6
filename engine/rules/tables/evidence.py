"""What speaks for the rows of a table and against them: products, sums, columns not found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from engine.concepts import Cell
from engine.rules.reading import Reading
from engine.rules.tables.model import ItemTable
from engine.rules.tables.values import numbers_in

CENT = 0.011
# A sum below the rows can be larger than they are by a tax, and no more.
MOST_TAX = 1.3
MIN_ADDENDS = 2


def table_facts(
    tables: Sequence[ItemTable],
    named: Mapping[str, int | None],
    by_header: int,
    reading: Reading,
) -> dict[str, float]:
    """The facts about an answer of rows; a header names ``by_header`` of its columns."""
    asked = max(len(named), 1)
    known = sum(index is not None for index in named.values())
    facts = {
        "table of rows": 1.0,
        "columns missing": (asked - known) / asked,
        "columns told by content": (known - by_header) / asked,
    }
    products = [flag for table in tables for flag in _products(table, reading)]
    if products:
        facts["rows multiply"] = float(all(products))
        # a single row that does not, among others that do, is rather misread than discounted
        facts["one row does not multiply"] = float(0 < products.count(False) < len(products) / 2)
    sums = [flag for table in tables for flag in _sums(table, reading)]
    if sums:
        facts["rows come to sum"] = float(any(sums))
        facts["rows miss sum"] = float(not any(sums))
    return facts


def _products(table: ItemTable, reading: Reading) -> Iterator[bool]:
    """For each row with a quantity, a price and an amount whether they belong together."""
    places = {column.concept: index for index, column in enumerate(table.columns)}
    wanted = ("quantity", "unit_price", "amount")
    if "discount" in places or not all(name in places for name in wanted):
        return
    for row in zip(*(numbers_in(table, places[name], reading) for name in wanted), strict=True):
        count, price, amount = row
        if count is not None and price is not None and amount is not None:
            yield abs(count * price - amount) <= max(CENT, CENT * abs(count))


def _sums(table: ItemTable, reading: Reading) -> Iterator[bool]:
    """For each column of sums whether a total below, or those of its sections, comes to its cells.

    A total that includes a tax says nothing.
    """
    for index, column in enumerate(table.columns):
        if column.cell is not Cell.SUM:
            continue
        written = (reading.number(cells[index]) for cells in table.totals)
        totals = [total for total in written if total is not None]
        numbers = [number for number in numbers_in(table, index, reading) if number is not None]
        if not totals or len(numbers) < MIN_ADDENDS:
            continue
        whole = sum(numbers)
        if any(abs(whole - value) < CENT for value in (*totals, *accumulate(totals))):
            yield True
        elif not 0 < whole < totals[0] <= MOST_TAX * whole:
            yield False
