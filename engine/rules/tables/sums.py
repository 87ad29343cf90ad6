"""Sums among the rows of a table, told by arithmetic where no known label tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.rules.reading import Reading
from engine.rules.tables.cells import share
from engine.rules.tables.model import ItemTable
from engine.rules.tables.values import numbers_in

CENT = 0.011
# A sum has at least so many rows above it.
MIN_ADDENDS = 2
# A sum that lacks nothing is the last row, with enough above it that it is no chance (1 + 2 = 3).
MIN_ADDENDS_OF_FULL_SUM = 3
# Cells that most rows have.
USUAL = 0.6


def without_sums(table: ItemTable, reading: Reading) -> ItemTable:
    """The table without rows that come to what stands above them.

    Such a row lacks what the others have, or is the last one and a sum in several columns. Below a
    sum nothing is a row that lacks as much.
    """
    if len(table.items) <= MIN_ADDENDS:
        return table
    usual = [
        index
        for index in range(len(table.columns))
        if share([bool(item.cells[index]) for item in table.items]) >= USUAL
    ]
    columns = [numbers_in(table, index, reading) for index in range(len(table.columns))]
    kept: list[int] = []
    sums: list[list[str]] = []
    first = 0
    for place, item in enumerate(table.items):
        lacks = any(not item.cells[index] for index in usual)
        addends = [other for other in kept if other >= first]
        agreeing = sum(_is_sum(column, place, addends) for column in columns)
        is_last = place == len(table.items) - 1 and len(addends) >= MIN_ADDENDS_OF_FULL_SUM
        if agreeing > (0 if lacks else 1) and (lacks or is_last):
            sums.append(item.cells)
            first = place + 1
        elif not (lacks and sums):
            kept.append(place)
    if not sums:
        return table
    items = [table.items[place] for place in kept]
    return replace(table, items=items, totals=[*table.totals, *sums])


def _is_sum(column: Sequence[float | None], place: int, addends: Sequence[int]) -> bool:
    value = column[place]
    numbers = [number for other in addends if (number := column[other]) is not None]
    if not value or len(numbers) < MIN_ADDENDS:
        return False
    return abs(sum(numbers) - value) < CENT
