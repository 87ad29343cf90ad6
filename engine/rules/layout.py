"""A document as rows of segments: runs of words that no wide gap divides.

Formats without positions get positions all the same: the cells of a native table stand in columns
of equal width, plain text in columns of characters. All that follows then needs one geometry.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from unicodedata import bidirectional, east_asian_width

from engine.types import Box, Document, Line, Page
from engine.values.words import Token, tokens

MAX_ROWS = 30_000
MAX_ROW_CHARACTERS = 1_000
MAX_CELL_CHARACTERS = 300
MAX_WHOLE_CELL_CHARACTERS = 4_000
CELL_WIDTH = 1_000.0
CHARACTER_WIDTH = 6.0
ROW_HEIGHT = 10.0
ROW_PITCH = 14.0
GAP_IN_HEIGHTS = 0.8

# So many lines with as many | make a table.
MIN_PIPED_LINES = 3

# The letters of Hebrew and Arabic, as Unicode calls their direction.
RIGHT_TO_LEFT = frozenset(["R", "AL"])

TEXT_GAP = re.compile(r"\s{2,}|\t|\s[|¦]\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """``start`` and ``end`` are character offsets in the row's text, ``height`` is the print's."""

    text: str
    start: int
    end: int
    x0: float
    x1: float
    height: float = ROW_HEIGHT


@dataclass(frozen=True)
class Row:
    """One visual line. ``index`` counts through the whole document, ``table`` its native tables.

    ``page_size`` is the page's width and height, None where the format has no layout.
    ``cells`` are the texts of a native table's row, "" for an empty cell.
    """

    index: int
    page: int
    line: int
    shown: str
    text: str
    segments: tuple[Segment, ...]
    y0: float
    y1: float
    table: int | None = None
    cells: tuple[str, ...] = ()
    page_size: tuple[float, float] | None = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens(self.text)

    @cached_property
    def segment_of_token(self) -> tuple[int, ...]:
        """For every token the index of its segment."""
        owners = []
        current = 0
        for token in self.tokens:
            while current + 1 < len(self.segments) and self.segments[current].end <= token.start:
                current += 1
            owners.append(current)
        return tuple(owners)

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def boxes(self, start: int, end: int) -> tuple[Box, ...] | None:
        """The place of the characters from ``start`` to ``end``, a box for each segment."""
        if self.page_size is None:
            return None
        width, height = self.page_size
        boxes = []
        for segment in self.segments:
            first, last = max(start, segment.start), min(end, segment.end)
            if first < last:
                x0, x1 = sorted((self.x_of(segment, first), self.x_of(segment, last)))
                x, y = x0 / width, self.y0 / height
                boxes.append(Box(self.page, x, y, (x1 - x0) / width, self.height / height))
        return tuple(boxes)

    def x_of(self, segment: Segment, offset: int) -> float:
        """Where the character at ``offset`` stands, letters taken as equally wide."""
        share = (offset - segment.start) / max(segment.end - segment.start, 1)
        if bidirectional(segment.text[:1]) in RIGHT_TO_LEFT:
            share = 1 - share
        return segment.x0 + (segment.x1 - segment.x0) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Layout:
    rows: tuple[Row, ...]

    def below(self, row: Row, count: int) -> Iterator[Row]:
        """The next rows on the same page."""
        for index in range(row.index + 1, min(row.index + 1 + count, len(self.rows))):
            if self.rows[index].page != row.page:
                return
            yield self.rows[index]

    @cached_property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)

    @cached_property
    def last_page(self) -> int:
        return self.rows[-1].page if self.rows else 1


def lay_out(document: Document) -> Layout:
    rows: list[Row] = []
    tables_before = 0
    for page in document.pages:
        cells = _cells_by_line(page)
        size = (page.width, page.height) if page.width and page.height else None
        for line in page.lines:
            if len(rows) >= MAX_ROWS:
                return Layout(tuple(rows))
            table = cells.get(line.number)
            row = _table_row(line, table[0]) if table else _line_row(line)
            if row is None:
                continue
            text, segments, y0, y1 = row
            rows.append(
                Row(
                    index=len(rows),
                    page=page.number,
                    line=line.number,
                    shown=line.text,
                    text=text,
                    segments=segments,
                    y0=y0,
                    y1=y1,
                    table=tables_before + table[1] if table else None,
                    cells=_clean_cells(table[0]) if table else (),
                    page_size=size if line.words and not table else None,
                )
            )
        tables_before += 1 + max((index for _, index in cells.values()), default=-1)
    return Layout(tuple(rows))


def _cells_by_line(page: Page) -> dict[int, tuple[tuple[str, ...], int]]:
    """Line number → the cells it shows, and the table's index in the page."""
    cells: dict[int, tuple[tuple[str, ...], int]] = {}
    for index, table in enumerate(page.tables):
        for offset, row in enumerate(table.rows[:MAX_ROWS]):
            cells.setdefault(table.first_line + offset, (row, index))
    for index, block in enumerate(_piped_blocks(page, cells), len(page.tables)):
        for number, row in block.items():
            cells[number] = row, index
    return cells


def _piped_blocks(page: Page, taken: Container[int]) -> Iterator[dict[int, tuple[str, ...]]]:
    """Tables drawn in plain text with a line | between their columns: line number → cells."""
    block: dict[int, tuple[str, ...]] = {}
    width = 0
    for line in page.lines:
        is_rule = bool(line.text.strip()) and not any(sign.isalnum() for sign in line.text)
        if is_rule and block:
            continue
        is_free = not line.words and line.number not in taken
        cells = tuple(part.strip() for part in line.text.split("|")) if is_free else ()
        if len(cells) != width:
            if len(block) >= MIN_PIPED_LINES:
                yield _without_borders(block)
            block, width = {}, len(cells)
        if len(cells) > 1:
            block[line.number] = cells
    if len(block) >= MIN_PIPED_LINES:
        yield _without_borders(block)


def _without_borders(block: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The cells without the empty ones outside of a | at either end of every line."""
    start = int(not any(cells[0] for cells in block.values()))
    end = -1 if not any(cells[-1] for cells in block.values()) else None
    return {number: cells[start:end] for number, cells in block.items()}


def _clean_cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(cell[:MAX_WHOLE_CELL_CHARACTERS].split()) for cell in cells)


_Parts = tuple[str, tuple[Segment, ...], float, float]


def _table_row(line: Line, cells: tuple[str, ...]) -> _Parts | None:
    segments: list[Segment] = []
    text = ""
    for column, cell in enumerate(cells):
        content = " ".join(cell[:MAX_CELL_CHARACTERS].split())
        if not content or len(text) > MAX_ROW_CHARACTERS:
            continue
        text = f"{text}  {content}" if text else content
        x0 = column * CELL_WIDTH
        start = len(text) - len(content)
        segments.append(Segment(content, start, len(text), x0, x0 + CELL_WIDTH * 0.9))
    if not segments:
        return None
    top = line.number * ROW_PITCH
    return text, tuple(segments), top, top + ROW_HEIGHT


def _line_row(line: Line) -> _Parts | None:
    return _positioned_row(line) if line.words else _text_row(line)


def _text_row(line: Line) -> _Parts | None:
    text = line.text[:MAX_ROW_CHARACTERS].replace("\t", "    ").rstrip()
    segments = []
    start = len(text) - len(text.lstrip())
    for gap in TEXT_GAP.finditer(text, start):
        if gap.start() > start:
            segments.append(_text_segment(text, start, gap.start()))
        start = gap.end()
    if start < len(text):
        segments.append(_text_segment(text, start, len(text)))
    if not segments:
        return None
    top = line.number * ROW_PITCH
    return text, tuple(segments), top, top + ROW_HEIGHT


def _text_segment(text: str, start: int, end: int) -> Segment:
    x0 = _width(text[:start])
    return Segment(text[start:end], start, end, x0, x0 + _width(text[start:end]))


def _width(text: str) -> float:
    """How wide a text is where each character of East Asia takes two columns."""
    wide = 0 if text.isascii() else sum(east_asian_width(sign) in "WF" for sign in text)
    return (len(text) + wide) * CHARACTER_WIDTH


def _positioned_row(line: Line) -> _Parts | None:
    words = [word for word in line.words if word.text.strip()]
    if not words:
        return None
    height = median(word.y1 - word.y0 for word in words)
    runs = [[words[0]]]
    for before, word in pairwise(words):
        if max(word.x0 - before.x1, before.x0 - word.x1) > GAP_IN_HEIGHTS * height:
            runs.append([])
        runs[-1].append(word)
    text = ""
    segments: list[Segment] = []
    for run in runs:
        content = " ".join(word.text for word in run)
        if len(text) + len(content) > MAX_ROW_CHARACTERS:
            break
        text = f"{text}  {content}" if text else content
        start = len(text) - len(content)
        tallest = max(word.y1 - word.y0 for word in run)
        x0, x1 = min(word.x0 for word in run), max(word.x1 for word in run)
        segments.append(Segment(content, start, len(text), x0, x1, tallest))
    if not segments:
        return None
    y0 = min(word.y0 for word in words)
    return text, tuple(segments), y0, max(word.y1 for word in words)
