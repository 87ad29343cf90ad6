"""Tables that the format itself marks as such: the cells are known, what the rows are is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.concepts import COLUMNS, CONCEPTS, Cell, Finder
from engine.languages.loading import Vocabulary
from engine.rules.layout import Row
from engine.rules.tables.cells import is_date, is_number, share
from engine.rules.tables.header_words import concept_of
from engine.rules.tables.model import Column, Item, ItemTable, Surroundings, is_of_items
from engine.rules.tables.totals import sums_up

# Cells that most rows have, or that hold the same in most; under the name of a date some will do.
MOST = 0.6
SOME = 0.3
# A header has names for nearly as many columns as the rows below it have cells.
MIN_SHARE_OF_CELLS = 0.6
MIN_ROWS_WITHOUT_HEADER = 2
# How many rows below a header tell how full rows are.
SAMPLE = 50

# A label of one of these, alone with its value, is no row of a table.
FACTS = frozenset(
    name
    for name, concept in CONCEPTS.items()
    if concept.finder not in {Finder.AMOUNT, Finder.TEXT, Finder.ROWS}
)

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NativeHeader:
    """``start`` is the place of the first row below it among the table's rows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    start: int


def native_tables(around: Surroundings) -> Iterator[ItemTable]:
    """All native tables of the document; one grid can hold several below each other."""
    rows = [row for row in around.layout.rows if row.table is not None]
    for _, group in groupby(rows, key=lambda row: row.table):
        grid = list(group)
        tables = list(_tables(grid, around))
        yield from tables or _without_header(grid)


def _without_header(rows: Sequence[Row]) -> Iterator[ItemTable]:
    """A grid without names, where its rows hold the same in each column."""
    width = len(rows[0].cells)
    usual = [sum(map(bool, row.cells)) for row in rows]
    if len(rows) < MIN_ROWS_WITHOUT_HEADER or width < 2 or min(usual) < max(usual) - 1:
        return
    columns = tuple(Column((), None, float(i), float(i + 1)) for i in range(width))
    yield ItemTable(
        columns,
        is_native=True,
        items=[Item(list(row.cells), [row]) for row in rows],
        header_rows=[],
        body_rows=[],
    )


def _tables(rows: Sequence[Row], around: Surroundings) -> Iterator[ItemTable]:
    place = 0
    while place < len(rows):
        header = _header_at(rows, place, around.vocabulary)
        if header is None:
            place += 1
            continue
        table, place = _read(header, rows, around)
        if table.items:
            yield table


def _header_at(rows: Sequence[Row], place: int, vocabulary: Vocabulary) -> NativeHeader | None:
    """A row of names, as wide as the rows below it; a second row of names can stand under it."""
    cells = rows[place].cells
    if not _are_names(cells):
        return None
    lines = [cells]
    start = place + 1
    if start < len(rows) and _is_second_line(cells, rows[start].cells):
        lines.append(rows[start].cells)
        start += 1
    columns = tuple(_columns(lines, vocabulary))
    below = [sum(map(bool, row.cells)) for row in rows[start : start + SAMPLE]]
    named = sum(bool(column.lines) for column in columns)
    usual = max(below, default=0)
    if not below or (named < MIN_SHARE_OF_CELLS * usual and not is_of_items(columns)):
        return None
    return NativeHeader(columns, tuple(rows[place:start]), start)


def _are_names(cells: Cells) -> bool:
    texts = [text for text in cells if text]
    return (
        len(texts) > 1
        and len(set(texts)) == len(texts)
        and all(any(map(str.isalpha, text)) or text in {"#", "%"} for text in texts)
        and not any(is_number(text) for text in texts)
    )


def _is_second_line(first: Cells, second: Cells) -> bool:
    """Whether the names of single columns stand under those of groups of columns."""
    under = [index for index, text in enumerate(second) if text]
    return (
        bool(under)
        and not second[0]
        and not any(any(map(str.isdigit, second[index])) for index in under)
        and any(not first[index] for index in under)
    )


def _columns(lines: Sequence[Cells], vocabulary: Vocabulary) -> Iterator[Column]:
    group = ""
    for index in range(len(lines[0])):
        group = lines[0][index] or group
        if len(lines) > 1 and lines[1][index]:
            texts: tuple[str, ...] = (group, lines[1][index])
            concept = _concept_below(texts, vocabulary)
        else:
            texts = (lines[0][index],) if lines[0][index] else ()
            concept = concept_of(texts, vocabulary) if texts else None
        yield Column(texts, concept, float(index), float(index + 1))


def _concept_below(texts: tuple[str, ...], vocabulary: Vocabulary) -> str | None:
    """The concept of a name under a group's: its own if it is a number's, else with the group's."""
    own = concept_of(texts[1:], vocabulary)
    if own and COLUMNS[own].cell.is_numeric:
        return own
    return concept_of(texts, vocabulary) or own


def _read(header: NativeHeader, rows: Sequence[Row], around: Surroundings) -> tuple[ItemTable, int]:
    """The rows below a header, and the place of the row that ends them."""
    table = ItemTable(header.columns, is_of_items=is_of_items(header.columns), is_native=True)
    table.header_rows += [row.index for row in header.rows]
    end = next(
        (place for place in range(header.start, len(rows)) if _begins_other(rows, place, header)),
        len(rows),
    )
    body = rows[header.start : end]
    told = _Roles(header.columns, body, table.items, around)
    items_above_total = 0
    for place, row in enumerate(body):
        if told.repeats_header(row, header):
            table.header_rows.append(row.index)
        elif told.goes_on(place):
            if table.items:
                _join(table.items[-1], row)
        elif told.is_fact(place):
            continue
        elif told.is_total(place):
            table.totals.append(list(row.cells))
            items_above_total = len(table.items)
        elif told.is_item(place):
            table.items.append(Item(list(row.cells), [row]))
        else:
            continue
        table.body_rows.append(row.index)
    below = table.items[items_above_total:]
    if items_above_total and all(told.lacks_usual_cells(item.cells) for item in below):
        del table.items[items_above_total:]
    return table, max(end, header.start)


def _begins_other(rows: Sequence[Row], place: int, header: NativeHeader) -> bool:
    """Whether the names of other columns begin here."""
    cells = rows[place].cells
    if len([text for text in cells if text]) < 3 or not _are_names(cells):
        return False
    names = tuple(column.header for column in header.columns)
    if tuple(cells) == names:
        return False
    below = rows[place + 1].cells if place + 1 < len(rows) else ()
    above = rows[place - 1].cells
    numbers = [index for index, text in enumerate(above) if is_number(text)]
    return any(not is_number(cells[index]) and cells[index] for index in numbers) and any(
        map(is_number, below)
    )


class _Roles:
    """What the rows of one native table are, by how full they are and what their columns hold.

    ``items`` are the rows of goods or bookings that are found so far.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        body: Sequence[Row],
        items: Sequence[Item],
        around: Surroundings,
    ) -> None:
        self.columns = columns
        self.items = items
        self.body = body
        self.around = around
        self.numeric = {i for i in range(len(columns)) if self._share(i, is_number) >= MOST}
        self.dated = {
            i
            for i, column in enumerate(columns)
            if self._share(i, self._is_date) >= (SOME if column.cell is Cell.DATE else MOST)
        }

    def _share(self, index: int, holds: Callable[[str], bool]) -> float:
        """Of a column's filled cells the share that hold something, none of a single one."""
        filled = [row.cells[index] for row in self.body if row.cells[index]]
        return share([holds(text) for text in filled]) if len(filled) > 1 else 0.0

    def _is_date(self, text: str) -> bool:
        return is_date(text, self.around.months)

    def repeats_header(self, row: Row, header: NativeHeader) -> bool:
        return row.cells == header.rows[0].cells

    def is_total(self, place: int) -> bool:
        """Whether a row sums up: its label says so, and it has less than a row of goods."""
        row = self.body[place]
        if len(self.columns) > 2 and not self.lacks_usual_cells(row.cells):
            return False
        return sums_up([row], self.around)

    def is_fact(self, place: int) -> bool:
        """Whether a row is a label with its value: a rate, a number or a date of the document."""
        row = self.body[place]
        filled = [text for text in row.cells if text]
        return len(filled) == 2 < len(self.columns) and any(
            hit.segment == 0 and hit.fills_segment and FACTS & hit.names.keys()
            for hit in self.around.hits.get(row.index, ())
        )

    def lacks_usual_cells(self, cells: Sequence[str]) -> bool:
        """Whether a row lacks cells that most rows of goods have."""
        return any(
            not cells[index] and share([bool(item.cells[index]) for item in self.items]) >= MOST
            for index in range(len(self.columns))
        )

    def goes_on(self, place: int) -> bool:
        """Whether a row holds the rest of the texts above it: its first cells are empty."""
        cells = self.body[place].cells
        filled = [index for index, text in enumerate(cells) if text]
        if not place or not filled or cells[0] or not self.body[place - 1].cells[0]:
            return False
        return not any(index in self.numeric or index in self.dated for index in filled)

    def is_item(self, place: int) -> bool:
        cells = self.body[place].cells
        filled = [index for index, text in enumerate(cells) if text]
        is_dated = all(self._is_date(cells[i]) for i in self.dated if cells[i])
        if not is_dated or not filled:
            return False
        if len(filled) == 1 and len(self.columns) > 2:
            return not self._is_heading(place)
        return True

    def _is_heading(self, place: int) -> bool:
        """Whether the only text of a row names the rows below it, or closes the table."""
        single = [other for other, row in enumerate(self.body) if sum(map(bool, row.cells)) == 1]
        return place in {0, len(self.body) - 1} or len(single) > 1 or not self.body[place].cells[0]


def _join(item: Item, row: Row) -> None:
    for index, text in enumerate(row.cells):
        if text:
            item.cells[index] = f"{item.cells[index]} {text}".strip()
    item.rows.append(row)
