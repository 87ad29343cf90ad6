"""Groups of the same columns side by side: number, date, amount, and the same again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.rules.layout import Row
from engine.rules.tables.cells import is_number
from engine.rules.tables.model import Column, Item, ItemTable
from engine.values.numbers import find_numbers
from engine.values.words import phrase

# A group has so many words and so many columns at least, and comes so often.
MIN_SIZE = 2
MIN_GROUPS = 2
# A header of more words is none.
MAX_WORDS = 80


def period_of(texts: Sequence[object]) -> int | None:
    """After how many texts they begin again, to the end; None where they do not."""
    for size in range(MIN_SIZE, len(texts) // MIN_GROUPS + 1):
        if len(texts) % size == 0 and all(
            texts[place] == texts[place % size] for place in range(size, len(texts))
        ):
            return size
    return None


def repeated_cells(row: Row) -> list[tuple[int, int, int]] | None:
    """The cells of a header whose words repeat: the segment of each, and its first and last word.

    Where a gap divides two words in one group, they are divided in all.
    """
    tokens = row.tokens
    size = period_of([token.text for token in tokens]) if len(tokens) <= MAX_WORDS else None
    if size is None:
        return None
    owners = row.segment_of_token
    starts = {0} | {
        place % size for place in range(1, len(tokens)) if owners[place] != owners[place - 1]
    }
    if len(starts) < MIN_SIZE:
        return None
    places = [place for place in range(len(tokens)) if place % size in starts]
    ends = [*(place - 1 for place in places[1:]), len(tokens) - 1]
    return [(owners[start], start, end) for start, end in zip(places, ends, strict=True)]


def first_group(columns: Sequence[Column]) -> Sequence[Column]:
    """The columns of the first of several groups, else all of them."""
    size = period_of([phrase(column.header) for column in columns if column.lines])
    named = [column for column in columns if column.lines]
    return columns if size is None else named[:size]


def unfolded(table: ItemTable) -> ItemTable:
    """The table with the groups of its columns below each other."""
    named = [index for index, column in enumerate(table.columns) if column.lines]
    size = period_of([phrase(table.columns[index].header) for index in named])
    if size is None:
        return table
    groups = [named[start : start + size] for start in range(0, len(named), size)]
    across = [_taken(item, group) for item in table.items for group in groups]
    down = [_taken(item, group) for group in groups for item in table.items]
    items = [item for item in (down if _counts_up(down) else across) if any(item.cells)]
    return replace(table, columns=tuple(table.columns[index] for index in groups[0]), items=items)


def _taken(item: Item, group: Sequence[int]) -> Item:
    return Item([item.cells[index] for index in group], item.rows)


def _counts_up(items: Sequence[Item]) -> bool:
    """Whether the first cells are 1, 2, 3, ... in this order."""
    numbers = [
        number.value
        for item in items
        if is_number(item.cells[0])
        for number in list(find_numbers(item.cells[0]))[:1]
    ]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
