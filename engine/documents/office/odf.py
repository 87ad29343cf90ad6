"""OpenDocument (ISO 26300): texts, spreadsheets and presentations."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.documents.building import MAX_TABLE_COLUMNS, Budget, PageBuilder, Rows
from engine.documents.containers import DAMAGED, check_container
from engine.documents.office.number_formats import plain
from engine.documents.office.packages import Package, attribute, local
from engine.types import UnreadableDocument

NOTHING = "The file calls itself an OpenDocument file, but has no document in it; it can't be read."

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MAX_NESTING = 100
_MAX_REPEATED = 1_000
_HIDDEN = frozenset(["collapse", "filter"])
# what isn't part of the text: changes that were made, remarks, and words that are hidden
_SKIPPED = frozenset(["tracked-changes", "annotation", "hidden-text", "hidden-paragraph", "forms"])
_INSIDE_TEXT = {"tab": "\t", "line-break": "\n"}


def read_odf(data: bytes, budget: Budget) -> list[PageBuilder]:
    """A text as one page with its headers and footers, sheets and slides as a page each.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    check_container(data, budget)
    package = Package(data)
    content = package.root("content.xml")
    body = content.find(f"{_OFFICE}body") if content is not None else None
    kind = next(iter(body), None) if body is not None else None
    if content is None or kind is None:
        raise UnreadableDocument(NOTHING)
    hidden = _hidden_styles(content)
    try:
        match local(kind):
            case "spreadsheet":
                sheets = [each for each in kind if local(each) == "table"]
                return _pages([each for each in sheets if _style(each) not in hidden], budget)
            case "presentation" | "drawing":
                return _pages([each for each in kind if local(each) == "page"], budget)
            case _:
                heads, feet = _around(package)
                page = PageBuilder(budget)
                for part in (*heads, kind, *feet):
                    _add_blocks(part, page, 0)
                return [page]
    except ValueError:
        raise UnreadableDocument(DAMAGED) from None


def _pages(parts: list[etree._Element], budget: Budget) -> list[PageBuilder]:
    pages = []
    for part in parts:
        page = PageBuilder(budget)
        _add_block(part, page, 0)
        if page.has_text:
            pages.append(page)
        else:
            budget.pages -= 1
    return pages


def _hidden_styles(content: etree._Element) -> set[str]:
    """The styles of sheets that aren't shown."""
    return {
        attribute(style, "name")
        for style in content.iter("{*}style")
        if any(attribute(each, "display") == "false" for each in style.iter("{*}table-properties"))
    }


def _style(element: etree._Element) -> str:
    return attribute(element, "style-name")


def _around(package: Package) -> tuple[list[etree._Element], list[etree._Element]]:
    styles = package.root("styles.xml")
    masters = list(styles.iter("{*}master-page")) if styles is not None else []
    return (
        [each for master in masters for each in master if local(each) == "header"],
        [each for master in masters for each in master if local(each) == "footer"],
    )


def _add_blocks(parent: etree._Element, page: PageBuilder, depth: int) -> None:
    for child in parent:
        _add_block(child, page, depth)


def _add_block(element: etree._Element, page: PageBuilder, depth: int) -> None:
    name = local(element)
    if depth > _MAX_NESTING or name in _SKIPPED or not name:
        return
    if name in {"p", "h"}:
        text, boxes = _paragraph(element)
        page.add_text(text)
        for box in boxes:
            _add_blocks(box, page, depth + 1)
    elif name == "table":
        if any(True for cell in element.iter("{*}table-cell") for _ in cell.iter("{*}table")):
            _add_blocks(element, page, depth + 1)
        else:
            page.add_table(_rows(element))
    else:
        _add_blocks(element, page, depth + 1)


def _paragraph(element: etree._Element) -> tuple[str, list[etree._Element]]:
    """A paragraph's text, and the boxes that hang on it."""
    parts = [element.text or ""]
    boxes: list[etree._Element] = []
    for child in element:
        name = local(child)
        if name == "s":
            parts.append(" " * min(int(attribute(child, "c") or 1), _MAX_REPEATED))
        elif name in _INSIDE_TEXT:
            parts.append(_INSIDE_TEXT[name])
        elif name in {"frame", "text-box", "custom-shape", "rect"}:
            boxes.append(child)
        elif name and name not in _SKIPPED and name != "note":
            inner, inner_boxes = _paragraph(child)
            parts.append(inner)
            boxes += inner_boxes
        parts.append(child.tail or "")
    return "".join(parts), boxes


def _rows(table: etree._Element) -> list[list[str]]:
    hidden = _hidden_columns(table)
    rows = Rows()
    reaching: dict[int, int] = {}  # by column, how many rows more the cell above covers
    for row in table.iter("{*}table-row"):
        if attribute(row, "visibility") in _HIDDEN:
            continue
        cells = [
            (cell, column)
            for cell, column in _cells(row)
            if column not in hidden and column < MAX_TABLE_COLUMNS
        ]
        while cells and not _shown(cells[-1][0]):
            cells.pop()
        if not cells:
            continue  # empty rows are repeated to the end of the sheet
        for _ in range(_repeated(row, "number-rows-repeated")):
            rows.start()
            for cell, column in cells:
                if local(cell) == "table-cell":
                    reaching[column] = int(attribute(cell, "number-rows-spanned") or 1) - 1
                    rows.add(_shown(cell))
                elif reaching.get(column, 0) > 0:
                    reaching[column] -= 1
                    rows.repeat()
                else:
                    rows.add("")
    return rows.taken()


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """The cells of a row, each as often as it is repeated, with their columns."""
    column = 0
    for cell in row:
        if local(cell) in {"table-cell", "covered-table-cell"}:
            for _ in range(_repeated(cell, "number-columns-repeated")):
                yield cell, column
                column += 1


def _repeated(element: etree._Element, name: str) -> int:
    return min(int(attribute(element, name) or 1), _MAX_REPEATED)


def _hidden_columns(table: etree._Element) -> set[int]:
    hidden: set[int] = set()
    column = 0
    for each in table.iter("{*}table-column"):
        count = _repeated(each, "number-columns-repeated")
        if attribute(each, "visibility") in _HIDDEN:
            hidden.update(range(column, column + count))
        column += count
    return hidden


def _shown(cell: etree._Element) -> str:
    """A cell as text: numbers and dates as they are stored, the rest as it is written."""
    value = attribute(cell, "value")
    match attribute(cell, "value-type"):
        case "date":
            return attribute(cell, "date-value").removesuffix("T00:00:00").replace("T", " ")
        case "percentage" if value:
            return f"{plain(float(value) * 100)}%"
        case "currency" if value:
            return f"{float(value):.2f} {attribute(cell, 'currency')}".strip()
        case "float" if value:
            return plain(float(value))
    return "\n".join(_paragraph(each)[0] for each in cell if local(each) in {"p", "h"})
