"""Delimited text (CSV, TSV): one table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from engine.documents.building import Budget, PageBuilder
from engine.documents.decoding import decode

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 64 * 1024
_MAX_CELL_CHARACTERS = 1_000_000
_MOST_ROWS = 0.9
_PROSE_CELL = 80

csv.field_size_limit(_MAX_CELL_CHARACTERS)


def read_delimited(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The rows as a table, whatever divides the cells."""
    text = decode(data)
    budget.check_characters(len(text))
    page = PageBuilder(budget)
    delimiter = find_delimiter(text) or ","
    try:
        page.add_table(_filled(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error:
        page = PageBuilder(budget)
        page.add_text(text)
    return [page]


def find_delimiter(text: str) -> str | None:
    """What divides the cells, None where no delimiter gives rows of equal length."""
    best, best_score = None, (0.0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in sample_rows(text, delimiter))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (round(count / widths.total(), 1), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def looks_delimited(text: str) -> bool:
    """Whether a text without a telling name is a table: prose has commas, too."""
    delimiter = find_delimiter(text)
    if delimiter is None:
        return False
    rows = sample_rows(text, delimiter)
    width, count = Counter(map(len, rows)).most_common(1)[0]
    is_regular = count >= len(rows) * _MOST_ROWS
    is_short = all(len(cell) <= _PROSE_CELL for row in rows for cell in row)
    if delimiter == ",":
        followed = sum(cell.startswith(" ") for row in rows for cell in row[1:])
        cells = sum(len(row) - 1 for row in rows)
        return is_regular and is_short and width >= 3 and len(rows) >= 3 and followed * 2 < cells
    return is_regular and is_short and width >= 2 and len(rows) >= 3


def sample_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows that aren't empty, none if they can't be taken for rows."""
    sample = text[:_SAMPLE_CHARACTERS]
    is_cut = len(sample) < len(text)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        rows = list(islice(_filled(reader), _SAMPLE_ROWS))
    except csv.Error:
        return []
    return rows[:-1] if is_cut and 1 < len(rows) < _SAMPLE_ROWS else rows


def _filled(rows: Iterable[Sequence[str]]) -> Iterable[list[str]]:
    return (list(row) for row in rows if any(cell.strip() for cell in row))
