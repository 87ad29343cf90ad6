"""DOCX: paragraphs, text boxes, and tables."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.section import Section
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from engine.documents.building import Budget, PageBuilder
from engine.documents.containers import check_container
from engine.types import UnreadableDocument

DAMAGED = "The DOCX is damaged and can't be read."

# ValueError: the main part is of another kind, a template for one; python-docx takes for granted
# that elements and attributes are there
_DAMAGES = (
    OpcError,
    InvalidXmlError,
    XMLSyntaxError,
    BadZipFile,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
)
_MAX_NESTING = 5
_BOX = f".//{qn('w:txbxContent')}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_Block = Paragraph | WordTable


def read_docx(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The document as one page: where pages break is known to a word processor only.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    check_container(data, budget)
    page = PageBuilder(budget)
    try:
        document = docx.Document(io.BytesIO(data))
        for block in _blocks(document):
            if isinstance(block, WordTable):
                page.add_table(_rows(block))
            else:
                page.add_text(_text(block))
    except _DAMAGES:
        raise UnreadableDocument(DAMAGED) from None
    return [page]


def _blocks(document: WordDocument) -> Iterator[_Block]:
    """Headers, body, footers, each of them once."""
    sections = list(document.sections)
    yield from _around(sections, ("first_page_header", "header"))
    yield from document.iter_inner_content()
    yield from _around(sections, ("footer", "first_page_footer"))


def _around(sections: Sequence[Section], names: Sequence[str]) -> Iterator[_Block]:
    for section in sections:
        for name in names:
            if name.startswith("first") and not section.different_first_page_header_footer:
                continue
            part = getattr(section, name)
            if not part.is_linked_to_previous:
                yield from part.iter_inner_content()


def _text(paragraph: Paragraph) -> str:
    """The paragraph's text, and below it that of the boxes that hang on it."""
    lines = [paragraph.text]
    for box in paragraph._p.iterfind(_BOX):  # python-docx knows no text boxes
        if any(above.tag == _FALLBACK for above in box.iterancestors()):
            continue  # the same box again for old programs
        lines += (Paragraph(inner, paragraph).text for inner in box.iterfind(qn("w:p")))
    return "\n".join(lines)


def _rows(table: WordTable, depth: int = 0) -> Iterator[Sequence[str]]:
    for row in table.rows:
        texts = []
        before = None
        for cell in row.cells:
            # a merged cell comes once for every column that it covers
            texts.append("" if cell._tc is before else _cell_text(cell, depth))
            before = cell._tc
        yield texts


def _cell_text(cell: Cell, depth: int) -> str:
    lines: list[str] = []
    for block in cell.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(_text(block))
        elif depth < _MAX_NESTING:
            lines += (
                "  ".join(filter(None, row)).replace("\n", " ") for row in _rows(block, depth + 1)
            )
    return "\n".join(line for line in lines if line)
