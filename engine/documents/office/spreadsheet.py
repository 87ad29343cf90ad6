"""Old and binary spreadsheets (XLS, XLSB): a page for each visible sheet, its cells as a table."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from engine.documents.building import Budget, PageBuilder
from engine.documents.containers import PROTECTED, check_container
from engine.types import UnreadableDocument

DAMAGED = "The spreadsheet is damaged and can't be read."

# what one empty cell takes while a sheet is read: a single one far out makes a huge sheet
_CELL_BYTES = 16


def read_spreadsheet(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The visible sheets in their order; empty ones are left out.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    if data.startswith(b"PK"):
        check_container(data, budget)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return list(_pages(workbook, budget))
    except PasswordError:
        raise UnreadableDocument(PROTECTED) from None
    except (CalamineError, OSError, ValueError):
        raise UnreadableDocument(DAMAGED) from None


def _pages(workbook: CalamineWorkbook, budget: Budget) -> Iterator[PageBuilder]:
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        cells = workbook.get_sheet_by_index(index)
        budget.take_bytes(cells.width * cells.height * _CELL_BYTES)
        page = PageBuilder(budget)
        page.add_table(_rows(cells))
        if page.has_text:
            yield page
        else:
            budget.pages -= 1


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[str]]:
    for row in sheet.to_python(skip_empty_area=True):
        if any(cell != "" for cell in row):
            yield [_shown(cell) for cell in row]


def _shown(value: Any) -> str:
    """A cell as text: numbers without what floating point adds, dates as ISO 8601."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
