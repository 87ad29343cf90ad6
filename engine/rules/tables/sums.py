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
# Cells that most rows have.
USUAL = 0.6


def without_sums(table: ItemTable, reading: Reading) -> ItemTable:
    """The table without rows that lack what the others have and come to what stands above them.

    Below the last of them nothing is a row that lacks as much.
    """
    usual = [
        index
        for index in range(len(table.columns))
        if share([bool(item.cells[index]) for item in table.items]) >= USUAL
    ]
    lacking = [any(not item.cells[index] for index in usual) for item in table.items]
    if not any(lacking[MIN_ADDENDS:]):
        return table
    columns = [numbers_in(table, index, reading) for index in range(len(table.columns))]
    kept: list[int] = []
    sums: list[list[str]] = []
    first = 0
    is_closed = False
    for place, lacks in enumerate(lacking):
        addends = [other for other in kept if other >= first]
        if lacks and any(_is_sum(column, place, addends) for column in columns):
            sums.append(table.items[place].cells)
            first, is_closed = place + 1, True
        elif not (lacks and is_closed):
            kept.append(place)
    if not sums:
        return table
    items = [table.items[place] for place in kept]
    return replace(table, items=items, totals=[*table.totals, *sums])


def _is_sum(column: Sequence[float | None], place: int, addends: Sequence[int]) -> bool:
    value = column[place]
    numbers = [number for other in addends if (number := column[other]) is not None]
    if value is None or len(numbers) < MIN_ADDENDS:
        return False
    return abs(sum(numbers) - value) < CENT
