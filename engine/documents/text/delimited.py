"""Delimited text (CSV, TSV): one table, and what stands above it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise, takewhile
from statistics import median_high

from engine.documents.building import Budget, PageBuilder, one_line
from engine.documents.text.decoding import decode

DELIMITERS = ("\t", ";", ",", "|", "~", "^", "¦")
_DECLARED = re.compile(
    r"\ufeff?\s{0,9}\"?sep=(?P<delimiter>[^\r\n])\"?[ \t]{0,9}(?:\r\n?|\n)", re.IGNORECASE
)
_RULE = re.compile(r"(?:(?!---)[ \t|+:=-])*---[ \t|+:=-]*")
_AS_TEXT = re.compile(r'="([^"]*)"')
"""How digits are marked as text for spreadsheet programs."""

_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 64 * 1024
_MAX_CELL_CHARACTERS = 1_000_000
_MAX_CELL_LINES = 50
_MOST_ROWS = 0.9
_PROSE_CELL = 80
_WIDE_GAP = "   "

csv.field_size_limit(_MAX_CELL_CHARACTERS)


def read_delimited(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The rows as a table, whatever divides the cells; lines above the table are text."""
    text = decode(data)
    budget.check_characters(len(text))
    page = PageBuilder(budget)
    delimiter = find_delimiter(text) or ","
    text = _DECLARED.sub("", text, count=1)
    try:
        rows = _rows(text, delimiter)
    except csv.Error:
        page.add_text(text)
        return [page]
    above = _above(rows)
    for row in rows[:above]:
        page.add_line("\t".join(one_line(cell) for cell in row).rstrip())
    page.add_table(rows[above:])
    return [page]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows = list(_filled(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    if any(cell.count("\n") > _MAX_CELL_LINES for row in rows for cell in row):
        # a quotation mark that means inches or nothing swallowed the rows after it
        lines = io.StringIO(text, newline="")
        rows = list(_filled(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)))
    return [[_AS_TEXT.sub(r"\1", cell) for cell in row] for row in rows]


def _above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the table: they have clearly fewer cells."""
    widths = [_width(row) for row in rows]
    if not widths:
        return 0
    usual = median_high(widths[-max(len(widths) // 2, 1) :])
    above = sum(1 for _ in takewhile(lambda width: width < max(usual - 1, 2), widths))
    return above if above < len(rows) else 0


def _width(row: Sequence[str]) -> int:
    """The cells of a row up to the last one that isn't empty."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width


def find_delimiter(text: str) -> str | None:
    """What divides the cells, None where no delimiter gives rows of about equal length."""
    if declared := _DECLARED.match(text):
        return declared["delimiter"]
    best, best_score = None, (0.0, False, 0)
    for delimiter in DELIMITERS:
        rows = sample_rows(text, delimiter)
        widths = [len(row) for row in rows if len(row) > 1]
        if not widths:
            continue
        usual = median_high(widths)
        score = (round(_regularity(rows, usual), 1), len(rows[0]) > 1, usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _regularity(rows: Sequence[Sequence[str]], usual: int) -> float:
    """The share of rows that have about as many cells as usual: some leave out their end."""
    return sum(len(row) > 1 and abs(len(row) - usual) <= 1 for row in rows) / len(rows)


def looks_delimited(text: str) -> bool:
    """Whether a text without a telling name is a table: prose has commas, too."""
    if _DECLARED.match(text):
        return True
    delimiter = find_delimiter(text)
    if delimiter is None:
        return False
    rows = sample_rows(text, delimiter)
    rows = rows[_above(rows) :]
    usual = median_high(map(len, rows))
    if len(rows) < 3 or usual < 3 or _regularity(rows, usual) < _MOST_ROWS:
        return False
    if any(len(cell) > _PROSE_CELL for row in rows for cell in row):
        return False
    if sum(_WIDE_GAP in delimiter.join(row).strip() for row in rows) * 2 > len(rows):
        return False  # columns are drawn with spaces
    if delimiter == ",":
        commas = [pair for row in rows for pair in pairwise(row)]
        in_text = sum(after[:1] == " " for _, after in commas)
        in_numbers = sum(f"{before[-1:]}{after[:1]}".isdecimal() for before, after in commas)
        return max(in_text, in_numbers) * 2 < len(commas)
    # a table that is drawn with signs is for the eye
    return not any(_RULE.fullmatch(delimiter.join(row)) for row in rows)


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
