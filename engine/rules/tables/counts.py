"""Quantities that stand before the names of the items: "2 x Lamp", "1 copy of: ..."."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.rules.tables.model import Column, Item, ItemTable

# A count, then a sign of multiplication, or a few words that end with a colon.
COUNT = re.compile(r"(\d{1,4})\s?(?:[xX×]\s|[^\W\d_][^\d:]{0,30}:\s)")


def with_counts(table: ItemTable) -> ItemTable | None:
    """The table with a column of the counts before its names, None where a name has no count."""
    for index, column in enumerate(table.columns):
        counts = [COUNT.match(item.cells[index]) for item in table.items]
        if column.is_numeric or not all(counts):
            continue
        items = [
            Item([*item.cells, count[1]], item.rows)
            for item, count in zip(table.items, counts, strict=True)
            if count
        ]
        added = Column((), "quantity", column.x1, column.x1)
        return replace(table, columns=(*table.columns, added), items=items)
    return None
