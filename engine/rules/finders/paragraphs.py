"""The running text of a document: its paragraphs as one text that knows its rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from engine.rules.layout import Row

LEAST_WORDS_OF_PROSE = 6
MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class Prose:
    """Paragraphs run together as one text; ``starts`` and ``rows`` tell where each row begins."""

    text: str
    starts: tuple[int, ...]
    rows: tuple[Row, ...]

    def row_at(self, offset: int) -> Row:
        return self.rows[max(bisect_right(self.starts, offset) - 1, 0)]


def prose_of(rows_of_document: Iterable[Row]) -> Prose:
    """The rows of running text: long lines of one segment, and the short last line of each."""
    parts: list[str] = []
    starts: list[int] = []
    rows: list[Row] = []
    length, is_running = 0, False
    for row in rows_of_document:
        is_long = len(row.segments) == 1 and len(row.tokens) >= LEAST_WORDS_OF_PROSE
        if row.table is not None or not (is_long or (is_running and len(row.segments) == 1)):
            is_running = False
            continue
        starts.append(length)
        rows.append(row)
        parts.append(row.text + " ")
        length += len(row.text) + 1
        is_running = is_long
        if length > MAX_CHARACTERS:
            break
    return Prose("".join(parts), tuple(starts), tuple(rows))
