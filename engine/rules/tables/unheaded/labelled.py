"""Rows that stand as blocks of labelled lines: "Item price: ..., Item number: ...", and again."""

from __future__ import annotations

from collections.abc import Sequence

from engine.rules.layout import Row
from engine.rules.tables.model import Column, Item, ItemTable, Surroundings
from engine.rules.tables.named import is_alike
from engine.values.words import phrase

MIN_ROWS = 2
MAX_LABEL_CHARACTERS = 60


def labelled_table(names: Sequence[str], around: Surroundings) -> ItemTable | None:
    """The blocks that have all the names as labels, each once and in one order."""
    if len(names) < 2:
        return None
    wanted = {name: phrase(name.replace("_", " ")) for name in names}
    found: list[tuple[str, str, Row]] = []
    for row in around.layout.rows:
        for segment in row.segments:
            label, mark, value = segment.text.partition(":")
            if not mark or not value.strip() or len(label) > MAX_LABEL_CHARACTERS:
                continue
            words = phrase(label)
            name = next((each for each in names if is_alike(wanted[each], words)), None)
            if name is not None:
                found.append((name, value.strip(), row))
    size = len(names)
    blocks = [found[start : start + size] for start in range(0, len(found), size)]
    order = [name for name, _, _ in blocks[0]] if blocks else []
    if len(blocks) < MIN_ROWS or set(order) != set(names):
        return None
    if any([name for name, _, _ in block] != order for block in blocks):
        return None
    columns = tuple(Column((name.replace("_", " "),), None, 0.0, 0.0) for name in order)
    items = [Item([value for _, value, _ in block], [block[0][2]]) for block in blocks]
    return ItemTable(columns, items=items)
