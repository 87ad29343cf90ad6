"""Sums among the rows of a table, told by arithmetic where no known label tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.concepts import Cell
from engine.rules.reading import Reading
from engine.rules.tables.cells import has_digits, share
from engine.rules.tables.model import Item, ItemTable
from engine.rules.tables.values import numbers_in
from engine.values.words import phrase

CENT = 0.011
# A sum has at least so many rows above it.
MIN_ADDENDS = 2
# A sum that lacks nothing is the last row, with enough rows above it, or enough columns that come
# out, that it is no chance (1 + 2 = 3).
MIN_ADDENDS_OF_FULL_SUM = 3
# Cells that most rows have.
USUAL = 0.6
HALF = 0.5
BALANCES = frozenset({"opening_balance", "closing_balance"})


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
        is_last = place == len(table.items) - 1
        agreeing = sum(
            rows.come_to(column[place]) for rows, column in zip(above, columns, strict=True)
        )
        least = 2 if len(kept) >= MIN_ADDENDS_OF_FULL_SUM else 3
        if (lacks and agreeing) or (is_last and agreeing >= least):
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


def without_balances(table: ItemTable, reading: Reading) -> ItemTable:
    """The table of bookings without rows that state a balance: opening, closing, carried over.

    Their name says so, or they have a balance and nothing that was booked.
    """
    concepts = [column.concept for column in table.columns]
    if "date" not in concepts and "balance" not in concepts:
        return table
    booked = [
        index
        for index, column in enumerate(table.columns)
        if column.cell is Cell.SUM and column.concept != "balance"
    ]
    is_booked = [any(item.cells[index] for index in booked) for item in table.items]
    may_lack = share(is_booked) < HALF
    items = [
        item
        for item, has_amount in zip(table.items, is_booked, strict=True)
        if not any(_names_balance(text, reading) for text in item.cells)
        and (has_amount or may_lack or not _has_balance(item, concepts))
    ]
    return table if len(items) in {0, len(table.items)} else replace(table, items=items)


def _has_balance(item: Item, concepts: Sequence[str | None]) -> bool:
    return any(
        text and concept == "balance" for text, concept in zip(item.cells, concepts, strict=True)
    )


def _names_balance(text: str, reading: Reading) -> bool:
    if not text or has_digits(text):
        return False
    words = phrase(text)
    return words in reading.table_finder.around.carried or not BALANCES.isdisjoint(
        reading.vocabulary.labels.names_of(words)
    )


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
