"""All tables of a document: native ones, drawn ones with a header of known words, and others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from engine.rules.tables.drawn.bands import Band, bands_of
from engine.rules.tables.drawn.groups import first_group, unfolded
from engine.rules.tables.drawn.headers import Header, header_at, names_items
from engine.rules.tables.drawn.reading import lines_below, read_table
from engine.rules.tables.model import Column, ItemTable, Surroundings
from engine.rules.tables.native import native_tables
from engine.rules.tables.unheaded.labelled import labelled_table
from engine.rules.tables.unheaded.receipts import receipt_table
from engine.rules.tables.unheaded.statements import statement_tables

MAX_TABLES = 50
# How far above a header its table's title can stand, in heights of a line.
TITLE_GAP_IN_HEIGHTS = 3.0


class TableFinder:
    """The tables of one document; those of items are found once, others for a question."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around

    @cached_property
    def bands(self) -> list[Band]:
        return bands_of(self.around.layout.rows)

    @cached_property
    def native(self) -> tuple[ItemTable, ...]:
        tables = list(native_tables(self.around))
        for table in tables:
            table.title = self._title_above(table.place)
        return tuple(tables)

    @cached_property
    def headers(self) -> Mapping[int, Header]:
        """Place of a header's first line among the bands → the cells that can be a header."""
        found: dict[int, Header] = {}
        for place in range(len(self.bands)):
            header = header_at(place, self.bands, self.around)
            if header is not None:
                before = found.get(header.first)
                if before is None or len(before.columns) < len(header.columns):
                    found[header.first] = header
        return found

    @cached_property
    def item_headers(self) -> Mapping[int, Header]:
        return {place: each for place, each in self.headers.items() if names_items(each)}

    @cached_property
    def of_items(self) -> tuple[ItemTable, ...]:
        """The drawn tables whose headers name goods, services or bookings."""
        return self._read(self.item_headers)

    def under(self, is_header: Callable[[Sequence[Column]], bool]) -> tuple[ItemTable, ...]:
        """The drawn tables under other headers, those that a question's columns are found in."""
        wanted = {
            place: header
            for place, header in self.headers.items()
            if place not in self.item_headers and is_header(first_group(header.columns))
        }
        return self._read(wanted)

    def without_header(self, names: Sequence[str], decimal: str) -> tuple[ItemTable, ...]:
        """What is a table without being drawn as one: bookings, receipts, labelled blocks."""
        receipt = receipt_table(self.bands, self.around, decimal)
        labelled = labelled_table(names, self.around)
        found = [*statement_tables(self.bands, self.around, decimal), receipt, labelled]
        return tuple(table for table in found if table is not None)

    def _read(self, wanted: Mapping[int, Header]) -> tuple[ItemTable, ...]:
        tables: list[ItemTable] = []
        stops = {**self.item_headers, **wanted}
        end = -1
        for place in sorted(wanted):
            if place < end or len(tables) >= MAX_TABLES:
                continue
            header = wanted[place]
            below = lines_below(header, self.bands, self.around, stops)
            end = below.end
            table = read_table(header, below, self.around)
            if table is None:
                continue
            table.is_of_items = names_items(header)
            tables.append(unfolded(table))
        return tuple(tables)

    def _title_above(self, index: int) -> str:
        rows = self.around.layout.rows
        row = rows[index]
        if index == 0 or rows[index - 1].page != row.page:
            return ""
        above = rows[index - 1]
        gap = row.y0 - above.y1
        return above.text if gap <= TITLE_GAP_IN_HEIGHTS * max(row.height, above.height) else ""
