"""Header rows of drawn tables: cells side by side, each of one line or of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.languages.loading import Vocabulary
from engine.rules.layout import Row, Segment
from engine.rules.tables.drawn.bands import Band, Fragment
from engine.rules.tables.drawn.groups import repeated_cells
from engine.rules.tables.header_words import MAX_HEADER_WORDS, concept_of, surest, words_of_title
from engine.rules.tables.model import WORD_DIVIDED, Column, Surroundings, is_of_items
from engine.rules.tables.totals import is_carried
from engine.values.words import phrase

MAX_HEADER_CELLS = 40
MAX_HEADER_LINES = 4
# A header's lines stand close together; a title above it stands apart.
MAX_WRAP_GAP_IN_HEIGHTS = 0.6
# How far above a header its table's title can stand.
TITLE_GAP_IN_HEIGHTS = 3.0
# Of two lines of one header cell, how much of the narrower must stand above the other.
STACKED = 0.5
# A line above a cell that is wider than this is a title or the head of a group of columns.
MAX_WIDER = 2.0


@dataclass(frozen=True, slots=True)
class Header:
    """``first`` and ``last`` are the places of its lines among the document's bands.

    ``left`` and ``right`` bound the table where running text stands beside its header; ``title``
    is the line above it.
    """

    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    first: int
    last: int
    left: float = float("-inf")
    right: float = float("inf")
    title: str = ""

    @property
    def is_of_items(self) -> bool:
        return is_of_items(self.columns)

    def goes_on_at(self, other: Header) -> bool:
        """Whether another header is the same again, over more rows of the same table."""
        if self.texts != other.texts:
            return False
        return not other.title or words_of_title(self.title) == words_of_title(other.title)

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        return tuple(phrase(column.header) for column in self.columns)


def header_at(index: int, bands: Sequence[Band], around: Surroundings) -> Header | None:
    """The cells of a band as a header, with the lines above and below that belong to them.

    None where it can't be one: a single cell, numbers, running text alone.
    """
    band = bands[index]
    cells = [
        fragment for fragment in band.fragments if len(fragment.text.split()) <= MAX_HEADER_WORDS
    ]
    if not 2 <= len(cells) <= MAX_HEADER_CELLS or any(
        _is_value(fragment.text) for fragment in cells
    ):
        return None
    columns = tuple(_columns(band, around.vocabulary))
    if len(columns) < 2:
        return None
    left, right = _bounds(band, columns)
    header = Header(columns, (band,), index, index, left, right)
    header = _with_lines_below(header, bands, around.vocabulary)
    header = _with_lines_above(header, bands, around.vocabulary)
    return replace(header, title=_title_above(header, bands, around))


def _title_above(header: Header, bands: Sequence[Band], around: Surroundings) -> str:
    """The line above a header, unless it belongs to the page's head or carries a sum over."""
    if not header.first:
        return ""
    above, top = bands[header.first - 1], header.bands[0]
    gap = top.y0 - above.y1
    if above.page != top.page or gap > TITLE_GAP_IN_HEIGHTS * max(top.height, above.height):
        return ""
    row = above.rows[0]
    is_title = not (above.is_rule or row.index in around.running or is_carried(row, around))
    return above.text if is_title else ""


def names_items(header: Header) -> bool:
    """Whether its words are those of a table of items, and no row of data has them by chance."""
    known = sum(column.concept is not None for column in header.columns)
    return header.is_of_items and known * 2 >= len(header.columns)


def _is_value(text: str) -> bool:
    """Whether a cell holds a number or a date rather than the name of a column."""
    digits = sum(sign.isdigit() for sign in text)
    return digits * 2 > sum(sign.isalnum() for sign in text)


def _bounds(band: Band, columns: Sequence[Column]) -> tuple[float, float]:
    """Where running text beside the header begins."""
    prose = [
        fragment for fragment in band.fragments if len(fragment.text.split()) > MAX_HEADER_WORDS
    ]
    first, last = columns[0].x0, columns[-1].x1
    return (
        max((fragment.x1 for fragment in prose if fragment.x1 <= first), default=float("-inf")),
        min((fragment.x0 for fragment in prose if fragment.x0 >= last), default=float("inf")),
    )


def _columns(band: Band, vocabulary: Vocabulary) -> Iterator[Column]:
    """The cells of a band; words of several columns in one segment are divided."""
    stacks: list[list[Column]] = []
    for row in band.rows:
        others = [fragment for fragment in band.fragments if fragment.row is not row]
        for cell in _cells_of_row(row, vocabulary, others):
            stack = next((each for each in stacks if _is_stacked(each, cell)), None)
            if stack is None:
                stacks.append([cell])
            else:
                stack.append(cell)
    for stack in sorted(stacks, key=lambda stack: min(cell.x0 for cell in stack)):
        lines = tuple(line for cell in stack for line in cell.lines)
        yield Column(
            lines,
            concept_of(lines, vocabulary) if len(stack) > 1 else stack[0].concept,
            min(cell.x0 for cell in stack),
            max(cell.x1 for cell in stack),
            stack[0].whole if len(stack) == 1 else None,
        )


def _is_stacked(stack: Sequence[Column], cell: Column) -> bool:
    return any(
        min(each.x1, cell.x1) - max(each.x0, cell.x0)
        >= STACKED * min(each.x1 - each.x0, cell.x1 - cell.x0)
        for each in stack
    )


def _cells_of_row(row: Row, vocabulary: Vocabulary, others: Sequence[Fragment]) -> Iterator[Column]:
    """The cells of a row; a segment with a line above or below it (``others``) is one cell."""
    repeated = repeated_cells(row)
    if repeated is not None:
        yield from (_repeated_column(row, *cell, vocabulary) for cell in repeated)
        return
    for segment in row.segments:
        is_stacked = any(min(other.x1, segment.x1) > max(other.x0, segment.x0) for other in others)
        parts = [] if is_stacked else list(_divided(row, segment, vocabulary))
        is_prose = len(segment.text.split()) > MAX_HEADER_WORDS
        if len(parts) > 1:
            yield from parts
        elif not is_prose and any(sign.isalnum() or sign in "#%" for sign in segment.text):
            concept = concept_of((segment.text,), vocabulary)
            yield Column((segment.text,), concept, segment.x0, segment.x1)


def _repeated_column(
    row: Row, segment: int, first: int, last: int, vocabulary: Vocabulary
) -> Column:
    start, stop = row.tokens[first].start, row.tokens[last].end
    text = row.text[start:stop]
    x0 = row.x_of(row.segments[segment], start)
    x1 = row.x_of(row.segments[row.segment_of_token[last]], stop)
    return Column((text,), concept_of((text,), vocabulary), x0, x1)


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
        starts.append((index, surest(found[1])))
        index += found[0]
    if len({name for _, name in starts}) < len(starts):
        return
    whole = Column((segment.text,), concept_of((segment.text,), vocabulary), segment.x0, segment.x1)
    for (first, name), end in zip(
        starts, [*(start for start, _ in starts[1:]), len(words)], strict=True
    ):
        start, stop = tokens[first].start, tokens[end - 1].end
        text = row.text[start:stop]
        yield Column((text,), name, row.x_of(segment, start), row.x_of(segment, stop), whole)


def _with_lines_below(header: Header, bands: Sequence[Band], vocabulary: Vocabulary) -> Header:
    """The header with the lines below it that are the wrapped rest of its cells."""
    while len(header.bands) < MAX_HEADER_LINES and header.last + 1 < len(bands):
        below = bands[header.last + 1]
        after = bands[header.last + 2 : header.last + 5]
        if not _is_close(header.bands[-1], below) or not any(band.has_digits for band in after):
            break
        columns = _extended(header.columns, below, vocabulary, is_above=False)
        if columns is None:
            break
        header = replace(
            header, columns=columns, bands=(*header.bands, below), last=header.last + 1
        )
    return header


def _with_lines_above(header: Header, bands: Sequence[Band], vocabulary: Vocabulary) -> Header:
    """The header with the lines above it that belong to its cells ("Post" above "Date")."""
    while len(header.bands) < MAX_HEADER_LINES and header.first > 0:
        above = bands[header.first - 1]
        if not _is_close(above, header.bands[0]):
            break
        columns = _extended(header.columns, above, vocabulary, is_above=True)
        if columns is None:
            break
        header = replace(
            header, columns=columns, bands=(above, *header.bands), first=header.first - 1
        )
    return header


def _is_close(above: Band, below: Band) -> bool:
    if above.page != below.page or above.is_rule or below.is_rule:
        return False
    return below.y0 - above.y1 <= MAX_WRAP_GAP_IN_HEIGHTS * max(above.height, below.height)


def _extended(
    columns: Sequence[Column], band: Band, vocabulary: Vocabulary, *, is_above: bool
) -> tuple[Column, ...] | None:
    """The columns with the band's texts added to them, None where it is no line of the header."""
    if band.has_digits:
        return None
    extended = list(columns)
    for fragment in band.fragments:
        under = [index for index, column in enumerate(columns) if _overlap(column, fragment) > 0]
        if is_above and len(under) > 1:
            continue
        if len(under) != 1:
            return None
        index = under[0]
        column = extended[index]
        is_alone = len(band.fragments) == 1
        if is_alone and not is_above and column.concept in {"description", None}:
            return None
        width = max(column.x1 - column.x0, 1.0)
        is_wider = fragment.x1 - fragment.x0 > MAX_WIDER * width
        if is_alone and is_above and is_wider and not WORD_DIVIDED.search(fragment.text):
            return None
        lines = (fragment.text, *column.lines) if is_above else (*column.lines, fragment.text)
        if len(" ".join(lines).split()) > MAX_HEADER_WORDS:
            return None
        extended[index] = Column(
            lines,
            concept_of(lines, vocabulary) or column.concept,
            min(column.x0, fragment.x0),
            max(column.x1, fragment.x1),
        )
    return tuple(extended) if extended != list(columns) else None


def _overlap(column: Column, fragment: Fragment) -> float:
    return min(column.x1, fragment.x1) - max(column.x0, fragment.x0)
