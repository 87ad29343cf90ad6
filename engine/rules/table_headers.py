"""Header rows of tables: cells with the columns that their words name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.concepts import COLUMNS, Cell
from engine.languages.loading import Vocabulary
from engine.rules.layout import Layout, Row, Segment
from engine.values.words import phrase

MAX_HEADER_WORDS = 6
MAX_HEADER_CELLS = 40
MAX_HEADER_ROWS = 4
MAX_WRAP_GAP_IN_HEIGHTS = 0.6


@dataclass(frozen=True, slots=True)
class Column:
    """``concept`` is what the header's words name, None for words that no language table has."""

    header: str
    concept: str | None
    x0: float
    x1: float

    @property
    def cell(self) -> Cell | None:
        """What its cells hold, None where the header's words do not tell."""
        return COLUMNS[self.concept].cell if self.concept else None

    @property
    def is_numeric(self) -> bool:
        return self.cell is not None and self.cell.is_numeric


@dataclass(frozen=True, slots=True)
class Header:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def concepts(self) -> frozenset[str]:
        return frozenset(column.concept for column in self.columns if column.concept)

    @property
    def is_of_items(self) -> bool:
        """Whether rows of goods, services or bookings stand under it."""
        names = self.concepts
        has_quantity = "quantity" in names
        has_money = any(_is_price_or_sum(name) for name in names)
        if any(COLUMNS[name].tells_item for name in names) and (has_money or has_quantity):
            return True
        return has_quantity and has_money


def _is_price_or_sum(name: str) -> bool:
    return name == "unit_price" or COLUMNS[name].cell is Cell.SUM


def find_header(row: Row, layout: Layout, vocabulary: Vocabulary) -> Header | None:
    """The header of items that a row is, its second line included, else None."""
    if not 2 <= len(row.tokens) <= MAX_HEADER_CELLS:
        return None
    columns = tuple(_columns(row, vocabulary))
    header = Header(columns, (row,))
    if len(columns) < 2 or not header.is_of_items or not _is_covered(row, columns):
        return None
    return _with_wrapped_lines(header, layout, vocabulary)


def same_header(row: Row, header: Header) -> bool:
    """Whether the row repeats the header's first line, as on the pages that follow."""
    first = header.rows[0]
    return [token.text for token in row.tokens] == [token.text for token in first.tokens]


def native_header(row: Row, vocabulary: Vocabulary) -> Header | None:
    """The first row of a native table as a header: every cell a different text, none a number."""
    texts = [segment.text for segment in row.segments]
    if len(texts) < 2 or len(set(texts)) < len(texts):
        return None
    if any(not any(sign.isalpha() for sign in text) for text in texts):
        return None
    return Header(
        tuple(_column(segment, vocabulary) for segment in row.segments),
        (row,),
    )


def named_header(
    row: Row, names: Sequence[tuple[str, ...]], vocabulary: Vocabulary
) -> Header | None:
    """The row as the header of a table whose columns a prompt names: most names are its cells."""
    cells = {phrase(segment.text) for segment in row.segments}
    known = sum(name in cells for name in names)
    if known < 2 or known * 2 < len(names) or known * 2 < len(cells):
        return None
    return Header(tuple(_column(segment, vocabulary) for segment in row.segments), (row,))


def _column(segment: Segment, vocabulary: Vocabulary) -> Column:
    concept = _concept(phrase(segment.text), vocabulary)
    return Column(segment.text, concept, segment.x0, segment.x1)


def _concept(words: tuple[str, ...], vocabulary: Vocabulary) -> str | None:
    """The column that the first known phrase of a cell names; a cell of many words names none."""
    if len(words) > MAX_HEADER_WORDS:
        return None
    best: tuple[int, str] | None = None
    for start in range(len(words)):
        found = vocabulary.columns.longest(words, start)
        if found and (best is None or found[0] > best[0]):
            best = found[0], _surest(found[1])
    return best[1] if best else None


def _surest(names: object) -> str:
    ranks: dict[str, int] = dict(names)  # type: ignore[call-overload]
    return min(ranks, key=lambda name: (ranks[name], name))


def _columns(row: Row, vocabulary: Vocabulary) -> Iterator[Column]:
    """The cells of a row; a segment that is several columns' words in one is divided."""
    for segment in row.segments:
        parts = list(_divided(row, segment, vocabulary)) if row.table is None else []
        if len(parts) > 1:
            yield from parts
        else:
            yield _column(segment, vocabulary)


def _divided(row: Row, segment: Segment, vocabulary: Vocabulary) -> Iterator[Column]:
    tokens = [token for token in row.tokens if segment.start <= token.start < segment.end]
    words = [token.text for token in tokens]
    if not 2 <= len(words) <= MAX_HEADER_CELLS:
        return
    starts: list[tuple[int, str]] = []
    index = 0
    while index < len(words):
        found = vocabulary.columns.longest(words, index)
        if index and words[index - 1] in vocabulary.single_words["joining"]:
            index += found[0] if found else 1
            continue
        if found is None:
            if index == 0:
                return
            index += 1
            continue
        starts.append((index, _surest(found[1])))
        index += found[0]
    if len({name for _, name in starts}) < len(starts):
        return
    for (first, name), end in zip(
        starts, [*(start for start, _ in starts[1:]), len(words)], strict=True
    ):
        start, stop = tokens[first].start, tokens[end - 1].end
        yield Column(row.text[start:stop], name, row.x_of(segment, start), row.x_of(segment, stop))


def _is_covered(row: Row, columns: tuple[Column, ...]) -> bool:
    """Whether most of the cells are column words; a row of data is not a header."""
    known = sum(column.concept is not None for column in columns)
    numbers = sum(token.text.isdigit() for token in row.tokens)
    return known * 2 >= len(columns) and numbers == 0


def _with_wrapped_lines(header: Header, layout: Layout, vocabulary: Vocabulary) -> Header:
    """The header with the rows below it that are the wrapped rest of its cells."""
    row = header.rows[0]
    if row.table is not None:
        return header
    below = list(layout.below(row, MAX_HEADER_ROWS))
    if not any(any(sign.isdigit() for sign in each.text) for each in below[1:]):
        return header
    for second in below[: MAX_HEADER_ROWS - 1]:
        longer = _with_line(header, second, vocabulary)
        if longer is None:
            break
        header = longer
    return header


def _with_line(header: Header, second: Row, vocabulary: Vocabulary) -> Header | None:
    row = header.rows[-1]
    if second.y0 - row.y1 > MAX_WRAP_GAP_IN_HEIGHTS * row.height:
        return None
    if any(sign.isdigit() for sign in second.text):
        return None
    columns = list(header.columns)
    for segment in second.segments:
        index = _overlapped(columns, segment)
        if index is None or (columns[index].concept == "description"):
            return None
        column = columns[index]
        text = f"{column.header} {segment.text}"
        if len(text.split()) > MAX_HEADER_WORDS:
            return None
        columns[index] = replace(
            column,
            header=text,
            concept=column.concept or _concept(phrase(text), vocabulary),
            x0=min(column.x0, segment.x0),
            x1=max(column.x1, segment.x1),
        )
    return Header(tuple(columns), (*header.rows, second))


def _overlapped(columns: list[Column], segment: Segment) -> int | None:
    overlaps = [
        (min(column.x1, segment.x1) - max(column.x0, segment.x0), index)
        for index, column in enumerate(columns)
    ]
    most, index = max(overlaps)
    return index if most > 0 else None
