"""PPTX: a page for each slide, its texts from top to bottom and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import BadZipFile

from lxml import etree

from engine.documents.building import Budget, PageBuilder, Rows
from engine.documents.containers import check_container
from engine.documents.office.packages import Package, attribute, local
from engine.types import UnreadableDocument

DAMAGED = "The presentation is damaged and can't be read."
NO_SLIDES = "The presentation has no slides; without any it can't be read."

_MAX_NESTING = 20
_MAX_SPAN = 100
_DAMAGES = (BadZipFile, LookupError, ValueError)
_Placed = tuple[float, float, etree._Element]


def read_pptx(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The visible slides in their order.

    Raises:
        UnreadableDocument: damaged, protected, without slides, or too large when unpacked.
    """
    check_container(data, budget)
    try:
        pages = list(_pages(Package(data), budget))
    except _DAMAGES:
        raise UnreadableDocument(DAMAGED) from None
    if not pages:
        raise UnreadableDocument(NO_SLIDES)
    return pages


def _pages(package: Package, budget: Budget) -> Iterator[PageBuilder]:
    for main in package.of_kind("", "officeDocument"):
        root = package.root(main)
        related = package.related(main)
        for slide in root.iter("{*}sldId") if root is not None else ():
            content = package.root(related[_relation(slide)][1])
            if content is None or content.get("show") in {"0", "false"}:
                continue
            page = PageBuilder(budget)
            shapes = list(_shapes(content.find("{*}cSld/{*}spTree"), 0))
            # what doesn't say where it stands, a title for one, comes first
            for _, _, shape in sorted(shapes, key=lambda placed: placed[:2]):
                _add_shape(shape, page)
            yield page


def _relation(slide: etree._Element) -> str:
    """The relation's id; the slide has another one, without a namespace."""
    return next(str(value) for key, value in slide.items() if str(key).endswith("}id"))


def _shapes(parent: etree._Element | None, depth: int) -> Iterator[_Placed]:
    for shape in parent if parent is not None else ():
        if local(shape) == "grpSp" and depth < _MAX_NESTING:
            yield from _shapes(shape, depth + 1)
        elif local(shape) in {"sp", "graphicFrame"} and not _is_hidden(shape):
            place = shape.find(".//{*}off")
            if place is None:
                yield -1.0, -1.0, shape
            else:
                yield float(place.get("y", "0")), float(place.get("x", "0")), shape


def _is_hidden(shape: etree._Element) -> bool:
    return any(attribute(each, "hidden") in {"1", "true"} for each in shape.iter("{*}cNvPr"))


def _add_shape(shape: etree._Element, page: PageBuilder) -> None:
    tables = list(shape.iter("{*}tbl"))
    for table in tables:
        page.add_table(_rows(table))
    if not tables:
        for body in shape.iterfind("{*}txBody"):
            page.add_text(_text(body))
    page.add_text("\n")


def _rows(table: etree._Element) -> list[list[str]]:
    rows = Rows()
    for row in table.iterfind("{*}tr"):
        rows.start()
        for cell in row.iterfind("{*}tc"):
            if cell.get("hMerge") in {"1", "true"}:
                continue
            span = min(int(cell.get("gridSpan", "1")), _MAX_SPAN)
            if cell.get("vMerge") in {"1", "true"}:
                rows.repeat(span)
            else:
                body = cell.find("{*}txBody")
                rows.add("" if body is None else _text(body).strip(), span)
    return rows.taken()


def _text(body: etree._Element) -> str:
    return "\n".join(
        "".join(
            "\n" if local(part) == "br" else part.text or ""
            for part in paragraph.iter("{*}t", "{*}br")
        )
        for paragraph in body.iterfind("{*}p")
    )
