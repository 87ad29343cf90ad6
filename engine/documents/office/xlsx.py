"""XLSX: a page for each visible sheet, its cells as a table and as they are shown."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import BadZipFile

from lxml import etree

from engine.documents.building import (
    MAX_REPEATED_CHARACTERS,
    MAX_TABLE_COLUMNS,
    Budget,
    PageBuilder,
    Rows,
)
from engine.documents.containers import check_container
from engine.documents.office.formulas import Place, Sheet, place_of
from engine.documents.office.number_formats import BUILT_IN, GENERAL, plain, shown
from engine.documents.office.packages import Package, attribute, local
from engine.types import UnreadableDocument

DAMAGED = "The spreadsheet is damaged and can't be read."
UNCOMPUTED = (
    "{count} of the sheet's formulas have never been computed; open and save it in a spreadsheet "
    "program."
)

_DAMAGES = (etree.XMLSyntaxError, BadZipFile, LookupError, ValueError, ArithmeticError, OSError)


def read_xlsx(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The visible sheets in their order; empty ones, hidden rows and hidden columns are left out.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    check_container(data, budget)
    try:
        package = Package(data)
        (main,) = package.of_kind("", "officeDocument")
        return list(_pages(package, main, budget))
    except _DAMAGES:
        raise UnreadableDocument(DAMAGED) from None


def _pages(package: Package, main: str, budget: Budget) -> Iterator[PageBuilder]:
    book = package.root(main)
    if book is None:
        raise UnreadableDocument(DAMAGED)
    reader = _Reader(
        strings=_strings(package, main),
        formats=_formats(package, main),
        from_1904=any(
            attribute(each, "date1904") in {"1", "true"} for each in book.iter("{*}workbookPr")
        ),
    )
    related = package.related(main)
    for sheet in book.iter("{*}sheet"):
        kind, name = related.get(attribute(sheet, "id"), ("", ""))
        content = package.read(name) if kind == "worksheet" else None
        if content is None or attribute(sheet, "state") in {"hidden", "veryHidden"}:
            continue
        page = PageBuilder(budget)
        reader.add_sheet(content, page)
        if page.has_text:
            yield page
        else:
            budget.pages -= 1


def _strings(package: Package, main: str) -> list[str]:
    """The texts that cells name by their number."""
    found = []
    for name in package.of_kind(main, "sharedStrings"):
        for _, item in etree.iterparse(io.BytesIO(package.read(name) or b""), tag="{*}si"):
            found.append(_text(item))
            item.clear()
    return found


def _text(item: etree._Element) -> str:
    """The text without the readings that stand above Japanese words."""
    return "".join(
        part.text or ""
        for part in item.iter("{*}t")
        if not any(local(above) == "rPh" for above in part.iterancestors())
    )


def _formats(package: Package, main: str) -> list[str]:
    """The number format of each cell style."""
    formats: list[str] = []
    for name in package.of_kind(main, "styles"):
        root = package.root(name)
        if root is None:
            continue
        codes = dict(BUILT_IN)
        for each in root.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(each.get("numFmtId", ""))] = each.get("formatCode", GENERAL)
        formats += (
            codes.get(int(each.get("numFmtId", "0")), GENERAL)
            for each in root.iterfind("{*}cellXfs/{*}xf")
        )
    return formats


@dataclass(slots=True)
class _Cells:
    """A sheet's cells in the making; places are row and column, from 1."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    formulas: dict[Place, tuple[str, str]] = field(default_factory=dict)
    """Those that were never computed: what they say, and the format of their result."""
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    strings: Sequence[str]
    formats: Sequence[str]
    from_1904: bool

    def add_sheet(self, content: bytes, page: PageBuilder) -> None:
        cells = self._cells(content)
        uncomputed = self._compute(content, cells) if cells.formulas else 0
        page.add_table(_rows(cells))
        if uncomputed:
            page.add_text(UNCOMPUTED.format(count=uncomputed))

    def _cells(self, content: bytes) -> _Cells:
        cells = _Cells()
        number = 0
        tags = ("{*}row", "{*}col", "{*}mergeCell")
        for _, element in etree.iterparse(io.BytesIO(content), tag=tags, resolve_entities=False):
            match local(element):
                case "row":
                    number = int(element.get("r") or number + 1)
                    if element.get("hidden") not in {"1", "true"}:
                        self._add_row(element, number, cells)
                    element.clear()
                case "col" if element.get("hidden") in {"1", "true"}:
                    last = int(element.get("max", "0"))
                    cells.hidden_columns.append(range(int(element.get("min", "0")), last + 1))
                case "mergeCell":
                    first, _, last_cell = element.get("ref", "").partition(":")
                    cells.merged.append((place_of(first), place_of(last_cell or first)))
        return cells

    def _add_row(self, row: etree._Element, number: int, cells: _Cells) -> None:
        texts: dict[int, str] = {}
        column = 0
        for cell in row.iterfind("{*}c"):
            reference = cell.get("r")
            column = place_of(reference)[1] if reference else column + 1
            if text := self._shown(cell):
                texts[column] = text
            elif formula := _uncomputed(cell):
                cells.formulas[number, column] = formula, self._format(cell)
        cells.texts[number] = texts

    def _shown(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell)
        value = cell.findtext("{*}v") or ""
        if not value:
            return ""
        match kind:
            case "s":
                return self.strings[int(value)]
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case "n":
                return self._number(float(value), self._format(cell))
            case _:
                return value

    def _number(self, value: float, code: str) -> str:
        return plain(value) if code == GENERAL else shown(value, code, from_1904=self.from_1904)

    def _format(self, cell: etree._Element) -> str:
        style = int(cell.get("s", "0"))
        return self.formats[style] if style < len(self.formats) else GENERAL

    def _compute(self, content: bytes, cells: _Cells) -> int:
        """Fill in what formulas give that no program has computed; how many stay open."""
        sheet = Sheet(
            _numbers(content), {place: text for place, (text, _) in cells.formulas.items()}
        )
        left = 0
        for (row, column), (_, code) in cells.formulas.items():
            value = sheet.value((row, column))
            if value is None:
                left += 1
            else:
                cells.texts[row][column] = self._number(value, code)
        return left


def _uncomputed(cell: etree._Element) -> str:
    return (cell.findtext("{*}f") or "").strip()


def _numbers(content: bytes) -> Mapping[Place, float | None]:
    """What the cells that aren't empty are to a formula; None for what is no number."""
    numbers: dict[Place, float | None] = {}
    row = 0
    for _, element in etree.iterparse(io.BytesIO(content), tag="{*}row", resolve_entities=False):
        row = int(element.get("r") or row + 1)
        column = 0
        for cell in element.iterfind("{*}c"):
            reference = cell.get("r")
            column = place_of(reference)[1] if reference else column + 1
            if cell.get("t", "n") != "n":
                numbers[row, column] = None
            elif value := cell.findtext("{*}v"):
                numbers[row, column] = float(value)
        element.clear()
    return numbers


def _rows(cells: _Cells) -> list[list[str]]:
    """The visible cells from the first column that shows something to the last."""
    hidden = cells.hidden_columns
    used = {column for row in cells.texts.values() for column in row}
    visible = {column for column in used if not any(column in each for each in hidden)}
    if not visible:
        return []
    first = min(visible)
    columns = [
        column
        for column in range(first, min(max(visible), first + MAX_TABLE_COLUMNS) + 1)
        if not any(column in each for each in hidden)
    ]
    numbers = sorted(cells.texts)
    for (top, left), (bottom, _) in cells.merged:
        text = cells.texts.get(top, {}).get(left, "")
        if text and len(text) <= MAX_REPEATED_CHARACTERS:
            # what a cell holds stands in each of the rows that it reaches over
            for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]:
                cells.texts[number].setdefault(left, text)
    rows = Rows()
    for _, texts in sorted(cells.texts.items()):
        rows.start()
        for column in columns if texts else ():
            rows.add(texts.get(column, ""))
    return rows.taken()
