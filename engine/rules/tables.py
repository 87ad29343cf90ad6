"""Tables of line items: found by their header row, read by the columns' places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.concepts import COLUMNS, CONCEPTS, Cell, Finder, concepts_with
from engine.languages.loading import Vocabulary
from engine.rules.labels import Hit
from engine.rules.layout import CELL_WIDTH, Layout, Row, Segment
from engine.rules.table_headers import (
    Column,
    Header,
    find_header,
    named_header,
    native_header,
    same_header,
)
from engine.values.numbers import find_numbers

MAX_TABLES = 50
MAX_SEGMENTS = 24
WRONG_KIND = 80.0
MERGED = 25.0
FAR = 1.5
MAX_BESIDE = 5
ENDING = frozenset(name for name, concept in CONCEPTS.items() if concept.ends_table)
# A row that begins with the label of one of these is no wrapped line of an item.
IDENTIFIERS = frozenset(["reference", *concepts_with(Finder.IDENTIFIER)])
LAST_NUMBER = re.compile(r"^(.*\S)\s+([€£$]?\s?[-(]?\d[\d.,'’]*\)?-?\s?[€£$%]?)$")
FIRST_NUMBER = re.compile(r"^(\d{1,5}[.)]?)\s+(\S.*)$")
AFTER_TOTAL = re.compile(r"[\s\d.,:%()$€£'*=–-]*(?:[A-Z]{3})?[\s\d.,:%()$€£'*=–-]*")


@dataclass(slots=True)
class Item:
    """One row of a table: a text per column, "" for an empty cell."""

    cells: list[str]
    row: Row
    bottom: float


@dataclass(slots=True)
class ItemTable:
    header: Header
    items: list[Item] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    body_rows: list[int] = field(default_factory=list)
    is_of_items: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.header.columns


def find_tables(
    layout: Layout, vocabulary: Vocabulary, hits: Mapping[int, tuple[Hit, ...]]
) -> tuple[ItemTable, ...]:
    """All tables with a header, those of items first; native tables may have any header."""
    tables: list[ItemTable] = []
    index = 0
    while index < len(layout.rows) and len(tables) < MAX_TABLES:
        row = layout.rows[index]
        header = find_header(row, layout, vocabulary)
        is_of_items = header is not None
        if header is None and row.first_of_table:
            header = native_header(row, vocabulary)
        if header is None:
            index += 1
            continue
        table = ItemTable(header, is_of_items=is_of_items)
        end = _Reader(layout, vocabulary, hits, table).read()
        if table.items:
            tables.append(table)
        index = max(end, index + 1) if is_of_items and table.items else index + 1
    return tuple(sorted(tables, key=lambda table: not table.is_of_items))


def find_named_table(
    layout: Layout,
    vocabulary: Vocabulary,
    hits: Mapping[int, tuple[Hit, ...]],
    names: Sequence[tuple[str, ...]],
) -> ItemTable | None:
    """The first table whose header has most of the columns that a prompt names."""
    for row in layout.rows:
        header = named_header(row, names, vocabulary)
        if header is None:
            continue
        table = ItemTable(header, is_of_items=False)
        _Reader(layout, vocabulary, hits, table).read()
        if table.items:
            return table
    return None


class _Reader:
    """Reads the rows under one header, over as many pages as they go."""

    def __init__(
        self,
        layout: Layout,
        vocabulary: Vocabulary,
        hits: Mapping[int, tuple[Hit, ...]],
        table: ItemTable,
    ) -> None:
        self.rows = layout.rows
        self.hits = hits
        self.table = table
        self.header = table.header
        self.columns = table.header.columns
        self.carried = tuple(vocabulary.all_words("carried"))
        self.page_words = vocabulary.single_words["page"]
        self.needed = self._needed_columns()
        self.description = next(
            (i for i, column in enumerate(self.columns) if column.concept == "description"), None
        )
        self.is_open = True
        self.waiting: list[str] | None = None
        self.last: Row = table.header.rows[-1]

    def _needed_columns(self) -> tuple[int, ...]:
        """The columns of which a row must have a number to be a row of its own."""
        sums = {name for name, column in COLUMNS.items() if column.cell is Cell.SUM}
        for concepts in (sums, {"unit_price"}, {"quantity"}):
            found = tuple(
                index for index, column in enumerate(self.columns) if column.concept in concepts
            )
            if found:
                return found
        return ()

    def read(self) -> int:
        """Fill the table; returns the index of the first row behind it."""
        self.table.header_rows += [row.index for row in self.header.rows]
        index = self.last.index + 1
        end = index
        while index < len(self.rows):
            row = self.rows[index]
            if row.table != self.header.rows[0].table:
                break
            if same_header(row, self.header) and row.page != self.header.rows[0].page:
                self.table.header_rows += range(row.index, row.index + len(self.header.rows))
                self.last = self.rows[min(index + len(self.header.rows), len(self.rows)) - 1]
                self.is_open = True
                index += len(self.header.rows)
                continue
            if self.is_open:
                self._take(row)
            if row.page > self.last.page + 1:
                break
            index += 1
            end = index if self.is_open else end
        return end

    def _take(self, row: Row) -> None:
        if self._is_carried(row):
            self.table.body_rows.append(row.index)
            self.last = row
            return
        if row.table is None and (self._ends(row) or self._is_page_foot(row)):
            self.is_open = False
            return
        cells = self._cells(row)
        if row.table is not None:
            self._take_native(row, cells)
        elif self._is_item(row, cells):
            self._add(row, cells)
        elif row.page == self.last.page:
            self._take_rest(row, cells)

    def _take_native(self, row: Row, cells: list[str]) -> None:
        is_item = not self.needed or any(_is_number(cells[index]) for index in self.needed)
        if self.table.is_of_items and self._ends(row):
            self.is_open = False
        elif is_item or not self.table.items or not self.table.is_of_items:
            self._add(row, cells)
        else:
            self._join(self.table.items[-1], cells, row)

    def _add(self, row: Row, cells: list[str]) -> None:
        if self.waiting is not None:
            cells = [
                f"{before} {cell}".strip() if before else cell
                for before, cell in zip(self.waiting, cells, strict=True)
            ]
            self.waiting = None
        self.table.items.append(Item(cells, row, row.y1))
        self.table.body_rows.append(row.index)
        self.last = row

    def _take_rest(self, row: Row, cells: list[str]) -> None:
        """A row without amounts: the second line of an item, the first of the next, or the end."""
        gap = row.y0 - self.last.y1
        if gap > FAR * max(row.height, self.last.height):
            self.is_open = False
            return
        if any(hit.starts_segment and IDENTIFIERS & hit.names.keys() for hit in self._hits(row)):
            return
        texts = [cell for i, cell in enumerate(cells) if not self.columns[i].is_numeric and cell]
        if not texts:
            return
        following = self.rows[row.index + 1] if row.index + 1 < len(self.rows) else None
        is_nearer_to_next = (
            following is not None
            and following.page == row.page
            and following.y0 - row.y1 < gap - 0.25 * row.height
            and self._is_item(following, self._cells(following))
        )
        if is_nearer_to_next or not self.table.items:
            self.waiting = [
                f"{before} {cell}".strip()
                for before, cell in zip(self.waiting or [""] * len(cells), cells, strict=True)
            ]
            self.table.body_rows.append(row.index)
            self.last = row
            return
        self._join(self.table.items[-1], cells, row)

    def _join(self, item: Item, cells: list[str], row: Row) -> None:
        """Join a wrapped line to the text columns of the item before it."""
        for index, cell in enumerate(cells):
            if cell and not self.columns[index].is_numeric:
                target = self.description if self.description is not None else index
                place = target if not item.cells[index] and target is not None else index
                item.cells[place] = f"{item.cells[place]} {cell}".strip()
        self.table.body_rows.append(row.index)
        self.last = row

    def _is_item(self, row: Row, cells: Sequence[str]) -> bool:
        filled = sum(bool(cell) for cell in cells)
        if not self.needed and not self.table.is_of_items:
            return filled > 1 and filled * 2 >= len(cells)
        if not any(_is_number(cells[index]) for index in self.needed):
            return False
        if row.page != self.last.page:
            return filled * 3 >= len(cells) * 2 and filled > 1
        return filled > 1

    def _is_carried(self, row: Row) -> bool:
        words = tuple(token.text for token in row.tokens[:6])
        return any(words[: len(phrase)] == phrase for phrase in self.carried)

    def _hits(self, row: Row) -> tuple[Hit, ...]:
        return self.hits.get(row.index, ())

    def _is_page_foot(self, row: Row) -> bool:
        words = [token.text for token in row.tokens]
        return any(word in self.page_words and after.isdigit() for word, after in pairwise(words))

    def _ends(self, row: Row) -> bool:
        """Whether totals, or facts with labels, begin here."""
        if not self.table.items and not any(sign.isdigit() for sign in row.text):
            return False
        for hit in self._hits(row):
            if not hit.starts_segment:
                continue
            if ENDING & hit.names.keys():
                segment = row.segments[hit.segment]
                after = row.text[hit.end : segment.end]
                if hit.is_marked or AFTER_TOTAL.fullmatch(after):
                    return True
            elif hit.has_mark and hit.segment == 0 and len(row.segments) <= 2 and row.table is None:
                return True
        return False

    def _cells(self, row: Row) -> list[str]:
        cells = [""] * len(self.columns)
        if row.table is not None:
            by_place = {column.x0 // CELL_WIDTH: i for i, column in enumerate(self.columns)}
            for segment in row.segments:
                index = by_place.get(segment.x0 // CELL_WIDTH)
                if index is not None:
                    cells[index] = segment.text
            return cells
        segments = list(self._split(row))[:MAX_SEGMENTS]
        for segment, index in zip(segments, self._assigned(segments), strict=True):
            cells[index] = f"{cells[index]} {segment.text}".strip()
        return cells

    def _split(self, row: Row) -> Iterator[Segment]:
        """The row's segments, those that reach over several columns divided at their numbers."""
        for segment in row.segments:
            yield from self._divided(segment)

    def _divided(self, segment: Segment) -> Iterator[Segment]:
        under = [
            column
            for column in self.columns
            if min(column.x1, segment.x1) - max(column.x0, segment.x0) > 0
        ]
        if len(under) > 1 and under[-1].is_numeric and (match := LAST_NUMBER.match(segment.text)):
            yield from self._divided(_part(segment, 0, match.end(1)))
            yield _part(segment, match.start(2), len(segment.text))
        elif (
            len(under) > 1
            and under[0].concept in {"position", "quantity"}
            and (match := FIRST_NUMBER.match(segment.text))
        ):
            yield _part(segment, 0, match.end(1))
            yield from self._divided(_part(segment, match.start(2), len(segment.text)))
        else:
            yield segment

    def _assigned(self, segments: Sequence[Segment]) -> list[int]:
        """The column of every segment: the cheapest way that keeps the order of both."""
        costs = [[self._cost(segment, column) for column in self.columns] for segment in segments]
        size = len(self.columns)
        best: list[list[tuple[float, int]]] = []
        for number, row in enumerate(costs):
            line = []
            for index in range(size):
                if number == 0:
                    line.append((row[index], -1))
                    continue
                options = [
                    (best[-1][before][0] + (MERGED if before == index else 0.0), before)
                    for before in range(index + 1)
                ]
                cost, before = min(options)
                line.append((cost + row[index], before))
            best.append(line)
        assigned: list[int] = []
        for number in range(len(segments) - 1, -1, -1):
            if not assigned:
                index = min(range(size), key=lambda i: best[-1][i][0])
            else:
                index = best[number + 1][assigned[-1]][1]
            assigned.append(index)
        return assigned[::-1]

    def _cost(self, segment: Segment, column: Column) -> float:
        distance = min(
            abs(segment.x0 - column.x0),
            abs(segment.x1 - column.x1),
            abs(segment.x0 + segment.x1 - column.x0 - column.x1) / 2,
        )
        if min(column.x1, segment.x1) - max(column.x0, segment.x0) > 0:
            distance *= 0.3
        if column.is_numeric and not any(sign.isdigit() for sign in segment.text):
            distance += WRONG_KIND
        return distance


def _part(segment: Segment, start: int, end: int) -> Segment:
    scale = (segment.x1 - segment.x0) / max(len(segment.text), 1)
    return Segment(
        segment.text[start:end],
        segment.start + start,
        segment.start + end,
        segment.x0 + start * scale,
        segment.x0 + end * scale,
    )


def _is_number(text: str) -> bool:
    """Whether a cell is a number, a currency or a unit at most beside it."""
    number = next(find_numbers(text), None)
    if number is None:
        return False
    rest = text[: number.start] + text[number.end :]
    return number.start <= MAX_BESIDE and sum(sign.isalpha() for sign in rest) <= MAX_BESIDE
