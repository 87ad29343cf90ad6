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
# Under the name of a date some dates will do.
SOME_DATES = 0.3
HALF = 0.5
# So many rows with a date show that a row without one is none.
MIN_DATED_ROWS = 3
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
        always_dated: those of dates that every row fills.
        lacks_text: most rows leave the column of texts empty; their names stand in other lines.
    """

    columns: tuple[Column, ...]
    months: Mapping[str, int]
    numeric: frozenset[int]
    dated: frozenset[int]
    needed: tuple[int, ...]
    usual: tuple[int, ...]
    always_dated: frozenset[int]
    lacks_text: bool

    def is_strong(self, cells: Cells) -> bool:
        """Whether a line has the number that every row has, and something beside it."""
        return _is_strong(cells, self.needed)

    def is_weak(self, cells: Cells) -> bool:
        """Whether a line without that number is as full as a row, or has a word in its place."""
        filled = filled_in(cells)
        if not self.usual or self.usual[0] not in filled:
            return False
        is_told = any(
            i in self.numeric or (i in self.dated and is_date(cells[i], self.months))
            for i in filled[1:]
        )
        return len(filled) > 2 or is_told

    def is_usual(self, cells: Cells) -> bool:
        """Whether a line has all that nearly every row has, numbers where they have numbers."""
        return bool(self.usual) and all(
            is_number(cells[i]) if i in self.numeric else cells[i] for i in self.usual
        )

    def is_full(self, cells: Cells) -> bool:
        """Whether a line is a row without doubt, even below a sum."""
        return len(self.usual) >= MIN_USUAL_TO_GO_ON and self.is_usual(cells)

    def is_out_of_order(self, cells: Cells) -> bool:
        """Whether a column of dates holds something else, as headings and closing lines do."""
        return any(cells[i] and not is_date(cells[i], self.months) for i in self.dated)

    def lacks_date(self, cells: Cells) -> bool:
        """Whether a line has no date where every row has one."""
        return any(not cells[i] for i in self.always_dated)

    def is_sum(self, cells: Cells) -> bool:
        """Whether words stand in a column of numbers, and the row's name is missing."""
        if not self.usual or cells[self.usual[0]]:
            return False
        numeric = [cells[i] for i in self.numeric if cells[i]]
        return any(map(has_digits, numeric)) and not all(map(is_number, numeric))

    def is_other_header(self, cells: Cells) -> bool:
        """Whether words stand in several columns of numbers, as a header's do."""
        filled = filled_in(cells)
        words = [index for index in filled if index in self.numeric]
        return len(words) > 1 and not any(has_digits(cells[i]) for i in filled)

    @property
    def text_column(self) -> int | None:
        return _text_column(self.columns, self.numeric, self.dated)


def profile_of(
    columns: tuple[Column, ...], rows: Sequence[Cells], months: Mapping[str, int]
) -> Profile:
    """What is usual in the lines below a header; ``rows`` are those that may be rows."""
    numeric = frozenset(
        index
        for index in range(len(columns))
        if share([is_number(cells[index]) for cells in rows if cells[index]]) > MOSTLY_NUMBERS
    )
    needed = _needed(columns, numeric, rows)
    strong = [cells for cells in rows if _is_strong(cells, needed)]
    usual = tuple(
        index
        for index in range(len(columns))
        if strong and share([bool(cells[index]) for cells in strong]) >= USUAL
    )
    dated = frozenset(index for index in usual if _is_dated(columns[index], index, strong, months))
    text = _text_column(columns, numeric, dated)
    return Profile(
        columns=columns,
        months=months,
        numeric=numeric,
        dated=dated,
        needed=needed,
        usual=usual,
        always_dated=frozenset(
            index
            for index in dated
            if len(strong) >= MIN_DATED_ROWS and all(cells[index] for cells in strong)
        ),
        lacks_text=text is not None and share([bool(cells[text]) for cells in strong]) < HALF,
    )


def _text_column(
    columns: Sequence[Column], numeric: frozenset[int], dated: frozenset[int]
) -> int | None:
    """The column whose text may go on in the next line: the description, else the widest text."""
    texts = [index for index in range(len(columns)) if index not in numeric]
    for index in texts:
        if columns[index].concept == "description":
            return index
    plain = [index for index in texts if index not in dated]
    return max(plain, key=lambda index: columns[index].x1 - columns[index].x0, default=None)


def filled_in(cells: Cells) -> list[int]:
    return [index for index, text in enumerate(cells) if text]


def _needed(
    columns: Sequence[Column], numeric: frozenset[int], rows: Sequence[Cells]
) -> tuple[int, ...]:
    """The columns of sums, else of prices, of quantities, of any numbers: what most rows have."""
    options = [
        [i for i, column in enumerate(columns) if column.cell is Cell.SUM],
        [i for i, column in enumerate(columns) if column.concept == "unit_price"],
        [i for i, column in enumerate(columns) if column.concept == "quantity"],
        sorted(numeric),
    ]
    counts = [
        sum(_is_strong(cells, option) for cells in rows) if numeric.intersection(option) else 0
        for option in options
    ]
    most = max(counts)
    return next(
        (
            tuple(option)
            for option, count in zip(options, counts, strict=True)
            if count and count >= HALF * most
        ),
        (),
    )


def _is_strong(cells: Cells, needed: Sequence[int]) -> bool:
    filled = len(filled_in(cells))
    if not needed:
        return filled > 1 and filled * 2 >= len(cells)
    return filled > 1 and any(is_number(cells[index]) for index in needed)


def _is_dated(column: Column, index: int, rows: Sequence[Cells], months: Mapping[str, int]) -> bool:
    dates = [is_date(cells[index], months) for cells in rows if cells[index]]
    least = SOME_DATES if column.cell is Cell.DATE else MOSTLY_DATES
    return sum(dates) > 1 and share(dates) >= least
