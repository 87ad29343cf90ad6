"""Tables as the rules see them: columns with their places, and rows of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.concepts import COLUMNS, Cell
from engine.languages.loading import Vocabulary
from engine.rules.labels.hits import Hit
from engine.rules.layout import Layout, Row
from engine.values.words import Phrase

WORD_DIVIDED = re.compile(r"[^\W\d_]-$")


def joined(lines: Sequence[str]) -> str:
    """Lines as one text; a word that is divided at the end of a line is whole again."""
    text = ""
    for line in lines:
        is_divided = WORD_DIVIDED.search(text) and line[:1].islower()
        text = f"{text[:-1]}{line}" if is_divided else f"{text} {line}".strip()
    return text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the document that a table stands in.

    ``running`` holds the rows that repeat on every page (heads, feet, page numbers), ``carried``
    what sums carried over to another page are called.
    """

    layout: Layout
    vocabulary: Vocabulary
    hits: Mapping[int, tuple[Hit, ...]]
    months: Mapping[str, int]
    running: frozenset[int]
    carried: frozenset[Phrase]


@dataclass(frozen=True, slots=True)
class Column:
    """``lines`` are the lines of its header from top to bottom, none where nothing stands over it.

    ``concept`` is what the header's words name, None for words that no language table has.
    ``whole`` is the cell that the column is a part of, where the words of a single one can be the
    names of several columns.
    """

    lines: tuple[str, ...]
    concept: str | None
    x0: float
    x1: float
    whole: Column | None = None

    @property
    def header(self) -> str:
        return joined(self.lines)

    @property
    def cell(self) -> Cell | None:
        """What its cells hold, None where the header's words do not tell."""
        return COLUMNS[self.concept].cell if self.concept else None

    @property
    def is_numeric(self) -> bool:
        return self.cell is not None and self.cell.is_numeric


@dataclass(slots=True)
class Item:
    """One row of a table: a text for each column, "" for an empty cell, and where it stands."""

    cells: list[str]
    rows: list[Row]

    @property
    def row(self) -> Row:
        return self.rows[0]


@dataclass(slots=True)
class ItemTable:
    """``totals`` are the cells of the rows below the items that sum them up.

    ``numbers`` keeps what the cells of a column are as numbers, once they have been read.
    """

    columns: tuple[Column, ...]
    title: str = ""
    is_of_items: bool = False
    is_native: bool = False
    items: list[Item] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    body_rows: list[int] = field(default_factory=list)
    totals: list[list[str]] = field(default_factory=list)
    numbers: dict[int, list[float | None]] = field(default_factory=dict, init=False)

    @property
    def place(self) -> int:
        """The index of the row that it begins with."""
        return self.header_rows[0] if self.header_rows else self.items[0].row.index

    @property
    def header_texts(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)


def is_of_items(columns: tuple[Column, ...]) -> bool:
    """Whether rows of goods, services or bookings stand under such columns."""
    names = {column.concept for column in columns if column.concept}
    has_quantity = "quantity" in names
    has_money = any(name == "unit_price" or COLUMNS[name].cell is Cell.SUM for name in names)
    tells_item = any(COLUMNS[name].tells_item for name in names)
    return (tells_item and (has_money or has_quantity)) or (has_quantity and has_money)


def columns_of(*concepts: str | None) -> tuple[Column, ...]:
    """Columns that have no header, but a known meaning."""
    return tuple(Column((), concept, float(i), i + 1.0) for i, concept in enumerate(concepts))
