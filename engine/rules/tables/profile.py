"""What the rows of one table usually are: which cells are full, and what the columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.concepts import Cell
from engine.rules.tables.cells import has_digits, is_date, is_number, share
from engine.rules.tables.model import Column

# Cells that nearly all rows have tell a row from what stands between rows.
USUAL = 0.8
# A column of numbers, or of dates: most of its cells are.
MOSTLY_NUMBERS = 0.5
MOSTLY_DATES = 0.6
# Below a sum a table goes on only with rows that have at least so many usual cells.
MIN_USUAL_TO_GO_ON = 3

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """The columns by their places.

    Args:
        numeric: those whose cells are numbers, whatever the header says.
        dated: those whose cells are dates.
        needed: those of which a row has a number in one at least.
        usual: those that nearly every row fills.
    """

    columns: tuple[Column, ...]
    months: Mapping[str, int]
    numeric: frozenset[int]
    dated: frozenset[int]
    needed: tuple[int, ...]
    usual: tuple[int, ...]

    def is_strong(self, cells: Cells) -> bool:
        """Whether a line has the number that every row has, and something beside it."""
        return _is_strong(cells, self.needed)

    def is_weak(self, cells: Cells) -> bool:
        """Whether a line without that number is as full as a row."""
        filled = filled_in(cells)
        if not self.usual or self.usual[0] not in filled:
            return False
        is_told = any(is_number(cells[i]) for i in filled if i in self.numeric) or any(
            is_date(cells[i], self.months) for i in filled if i in self.dated
        )
        return len(filled) > 2 or (len(filled) > 1 and is_told)

    def is_usual(self, cells: Cells) -> bool:
        """Whether a line has all that nearly every row has."""
        return bool(self.usual) and all(cells[i] for i in self.usual) and self.is_strong(cells)

    def is_full(self, cells: Cells) -> bool:
        """Whether a line is a row without doubt, even below a sum."""
        return len(self.usual) >= MIN_USUAL_TO_GO_ON and self.is_usual(cells)

    def is_out_of_order(self, cells: Cells) -> bool:
        """Whether a column of dates holds something else, as headings and closing lines do."""
        return any(cells[i] and not is_date(cells[i], self.months) for i in self.dated)

    def is_sum(self, cells: Cells) -> bool:
        """Whether words stand in a column of numbers, and the row's name is missing."""
        if not self.usual or cells[self.usual[0]]:
            return False
        numeric = [cells[i] for i in self.numeric if cells[i]]
        return any(map(is_number, numeric)) and not all(map(has_digits, numeric))

    def is_other_header(self, cells: Cells) -> bool:
        """Whether words stand in several columns of numbers, as a header's do."""
        filled = filled_in(cells)
        words = [index for index in filled if index in self.numeric]
        return len(words) > 1 and not any(has_digits(cells[i]) for i in filled)

    @property
    def text_column(self) -> int | None:
        """The column whose text may go on in the next line: the description, else a text's."""
        texts = [i for i in range(len(self.columns)) if i not in self.numeric]
        for index in texts:
            if self.columns[index].concept == "description":
                return index
        plain = [index for index in texts if index not in self.dated]
        return max(plain, key=self._width, default=None)

    def _width(self, index: int) -> float:
        return self.columns[index].x1 - self.columns[index].x0


def profile_of(
    columns: tuple[Column, ...], rows: Sequence[Cells], months: Mapping[str, int]
) -> Profile:
    """What is usual in the lines below a header; ``rows`` are those that may be rows."""
    numeric = frozenset(
        index
        for index in range(len(columns))
        if share([is_number(cells[index]) for cells in rows if cells[index]]) > MOSTLY_NUMBERS
    )
    needed = _needed(columns, numeric)
    strong = [cells for cells in rows if _is_strong(cells, needed)]
    usual = tuple(
        index
        for index in range(len(columns))
        if strong and share([bool(cells[index]) for cells in strong]) >= USUAL
    )
    dated = frozenset(index for index in usual if _is_dated(index, strong, months))
    return Profile(columns, months, numeric, dated, needed, usual)


def filled_in(cells: Cells) -> list[int]:
    return [index for index, text in enumerate(cells) if text]


def _needed(columns: Sequence[Column], numeric: frozenset[int]) -> tuple[int, ...]:
    for wanted in (
        [i for i, column in enumerate(columns) if column.cell is Cell.SUM],
        [i for i, column in enumerate(columns) if column.concept == "unit_price"],
        [i for i, column in enumerate(columns) if column.concept == "quantity"],
        sorted(numeric),
    ):
        if numeric.intersection(wanted):
            return tuple(wanted)
    return ()


def _is_strong(cells: Cells, needed: Sequence[int]) -> bool:
    filled = len(filled_in(cells))
    if not needed:
        return filled > 1 and filled * 2 >= len(cells)
    return filled > 1 and any(is_number(cells[index]) for index in needed)


def _is_dated(index: int, rows: Sequence[Cells], months: Mapping[str, int]) -> bool:
    dates = [is_date(cells[index], months) for cells in rows if cells[index]]
    return sum(dates) > 1 and share(dates) >= MOSTLY_DATES
