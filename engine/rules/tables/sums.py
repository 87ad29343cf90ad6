"""Sums among the rows of a table, told by arithmetic where no known label tells them."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    above = [_Above() for _ in columns]
    for place, item in enumerate(table.items):
        lacks = any(not item.cells[index] for index in usual)
        is_last = place == len(table.items) - 1 and len(kept) >= MIN_ADDENDS_OF_FULL_SUM
        agreeing = sum(
            rows.come_to(column[place]) for rows, column in zip(above, columns, strict=True)
        )
        if (lacks and agreeing) or (is_last and agreeing > 1):
            sums.append(item.cells)
            above = [_Above() for _ in columns]
        elif not (lacks and sums):
            kept.append(place)
            for rows, column in zip(above, columns, strict=True):
                rows.add(column[place])
    if not sums:
        return table
    items = [table.items[place] for place in kept]
    return replace(table, items=items, totals=[*table.totals, *sums])


@dataclass(slots=True)
class _Above:
    """What the cells of a column come to since the last sum."""

    whole: float = 0.0
    count: int = 0

    def add(self, number: float | None) -> None:
        if number is not None:
            self.whole += number
            self.count += 1

    def come_to(self, value: float | None) -> bool:
        return (
            value is not None
            and value != 0
            and self.count >= MIN_ADDENDS
            and abs(self.whole - value) < CENT
        )
