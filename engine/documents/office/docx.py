"""DOCX: paragraphs, tables and text boxes, as a word processor shows them.

python-docx opens the package; the text is taken from the XML itself, because that library knows
neither content controls nor tracked changes, smart tags, fields or text boxes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile

from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.opc.part import PartFactory
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml.etree import XMLSyntaxError, _Element

from engine.documents.building import TICKED, UNTICKED, Budget, PageBuilder, Rows
from engine.documents.containers import check_container
from engine.types import UnreadableDocument

DAMAGED = "The DOCX is damaged and can't be read."

# ValueError: the main part is of another kind; python-docx takes for granted that elements and
# attributes are there
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
for _kind in (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
):
    PartFactory.part_type_for[_kind] = DocumentPart

_MAX_NESTING = 5
_MAX_COLUMN_SPAN = 100
# boxes and ticks of the fonts Wingdings and Wingdings 2, which have no letters
_SYMBOLS = {
    **dict.fromkeys(("F0FE", "F0FD", "F078", "F0FC", "F052", "F054", "F051"), TICKED),
    **dict.fromkeys(("F06F", "F0A8", "F071", "F0A3", "F02A"), UNTICKED),
}
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = f"{_COMPATIBILITY}Fallback"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_BOX = qn("w:txbxContent")
_REMOVED = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:sdtPr", "w:tblPr", "w:trPr", "w:rt"))
)
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_OFF = frozenset(["0", "false", "off"])


def read_docx(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The document as one page: where pages break is known to a word processor only.

    Raises:
        UnreadableDocument: damaged, protected, or too large when unpacked.
    """
    check_container(data, budget)
    page = PageBuilder(budget)
    try:
        document = _opened(data)
        reader = _Reader(_prompts(document))
        for part in _parts(document):
            reader.add_blocks(part, page)
    except _DAMAGES:
        raise UnreadableDocument(DAMAGED) from None
    return [page]


def _opened(data: bytes) -> WordDocument:
    """The document; python-docx itself refuses templates and what has macros."""
    part: Any = Package.open(io.BytesIO(data)).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(part.content_type)
    document: WordDocument = part.document
    return document


def _parts(document: WordDocument) -> Iterator[_Element]:
    """Headers, body, footers, each of them once."""
    headers, footers = ["header"], ["footer"]
    if document.settings.odd_and_even_pages_header_footer:
        headers.append("even_page_header")
        footers.append("even_page_footer")
    yield from _around(document, headers, "first_page_header")
    yield document.element.body
    yield from _around(document, footers, "first_page_footer")


def _around(document: WordDocument, names: list[str], first: str) -> Iterator[_Element]:
    for section in document.sections:
        first_page = [first] if section.different_first_page_header_footer else []
        for name in (*first_page, *names):
            part = getattr(section, name)
            if not part.is_linked_to_previous:
                yield part._element


def _prompts(document: WordDocument) -> frozenset[str]:
    """The ids of the styles of "Click here to enter text": the name is the same everywhere."""
    return frozenset(
        style.style_id for style in document.styles if style.name == "Placeholder Text"
    )


@dataclass(slots=True)
class _Paragraph:
    """A paragraph's text in the making, and the text boxes that hang on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    """For each field that is open, the innermost last, whether its result has begun."""

    def add(self, text: str) -> None:
        if all(self.fields):
            self.parts.append(text)


@dataclass(frozen=True, slots=True)
class _Reader:
    prompts: frozenset[str]

    def add_blocks(self, container: _Element, page: PageBuilder, depth: int = 0) -> None:
        for block in _inside(container, {_PARAGRAPH, _TABLE}):
            if block.tag == _TABLE:
                self._add_table(block, page, depth)
                continue
            paragraph = self._paragraph(block)
            page.add_text("".join(paragraph.parts))
            if depth < _MAX_NESTING:
                for box in paragraph.boxes:
                    self.add_blocks(box, page, depth + 1)

    def _add_table(self, table: _Element, page: PageBuilder, depth: int) -> None:
        """The table, or what its cells hold where it only puts other tables in their places."""
        rows = Rows()
        for row in _inside(table, {_ROW}):
            if _is_on(row, "w:trPr/w:del"):
                continue
            cells = list(_inside(row, {_CELL}))
            if depth < _MAX_NESTING and any(_holds_table(cell) for cell in cells):
                page.add_table(rows.taken())
                for cell in cells:
                    self.add_blocks(cell, page, depth + 1)
                continue
            rows.start(_count(_find(row, "w:trPr/w:gridBefore"), without=0))
            for cell in cells:
                span = _count(_find(cell, "w:tcPr/w:gridSpan"))
                merge = _find(cell, "w:tcPr/w:vMerge")
                if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
                    rows.repeat(span)
                else:
                    rows.add(self._cell_text(cell, depth), span)
        page.add_table(rows.taken())

    def _cell_text(self, cell: _Element, depth: int) -> str:
        lines: list[str] = []
        for block in _inside(cell, {_PARAGRAPH}):
            paragraph = self._paragraph(block)
            lines.append("".join(paragraph.parts))
            if depth < _MAX_NESTING:
                lines += (self._cell_text(box, depth + 1) for box in paragraph.boxes)
        return "\n".join(line for line in lines if line.strip())

    def _paragraph(self, element: _Element) -> _Paragraph:
        paragraph = _Paragraph()
        self._collect(element, paragraph)
        return paragraph

    def _collect(self, element: _Element, paragraph: _Paragraph) -> None:
        for child in element:
            tag = child.tag
            if tag in _TEXTS:
                paragraph.add(_TEXTS[tag] or child.text or "")
            elif tag == _BOX:
                paragraph.boxes.append(child)
            elif tag == qn("w:sdt"):
                self._collect_control(child, paragraph)
            elif tag == qn("w:fldChar"):
                _follow_field(child, paragraph)
            elif tag == qn("w:sym"):
                paragraph.add(_SYMBOLS.get(child.get(qn("w:char"), "").upper(), ""))
            elif isinstance(tag, str) and tag not in _OTHERS and not self._is_unseen(child):
                self._collect(child, paragraph)

    def _collect_control(self, control: _Element, paragraph: _Paragraph) -> None:
        box = control.find(f"{qn('w:sdtPr')}/{_WORD_2010}checkbox")
        content = control.find(qn("w:sdtContent"))
        if box is not None:
            checked = box.find(f"{_WORD_2010}checked")
            is_checked = checked is not None and checked.get(f"{_WORD_2010}val", "1") not in _OFF
            paragraph.add(TICKED if is_checked else UNTICKED)
        elif content is not None:
            self._collect(content, paragraph)

    def _is_unseen(self, run: _Element) -> bool:
        if run.tag != qn("w:r"):
            return False
        style = _find(run, "w:rPr/w:rStyle")
        is_prompt = style is not None and style.get(qn("w:val")) in self.prompts
        return is_prompt or _is_on(run, "w:rPr/w:vanish")


_TEXTS = {
    qn("w:t"): "",
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
"""What an element stands for; empty where it holds text itself."""


_OTHERS = _REMOVED | {_FALLBACK, _PARAGRAPH, _TABLE, _ROW, _CELL}


def _inside(container: _Element, wanted: set[str]) -> Iterator[_Element]:
    """The wanted elements in order, also those that content controls, tags and changes hold."""
    for child in container:
        if child.tag in wanted:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _OTHERS:
            yield from _inside(child, wanted)


def _holds_table(cell: _Element) -> bool:
    return next(_inside(cell, {_TABLE}), None) is not None


def _find(element: _Element, path: str) -> _Element | None:
    return element.find("/".join(map(qn, path.split("/"))))


def _is_on(element: _Element, path: str) -> bool:
    found = _find(element, path)
    return found is not None and found.get(qn("w:val"), "1") not in _OFF


def _count(element: _Element | None, without: int = 1) -> int:
    value = "" if element is None else element.get(qn("w:val"), "")
    return min(int(value[:4]), _MAX_COLUMN_SPAN) if value.isdecimal() else without


def _follow_field(mark: _Element, paragraph: _Paragraph) -> None:
    """A field is its instruction, then its result, which alone is shown."""
    match mark.get(qn("w:fldCharType")):
        case "begin":
            paragraph.add(_form_field(mark))
            paragraph.fields.append(False)
        case "separate" if paragraph.fields:
            paragraph.fields[-1] = True
        case "end" if paragraph.fields:
            paragraph.fields.pop()


def _form_field(mark: _Element) -> str:
    """What a form field of old shows that has no result of its own: a box to tick or a choice."""
    box = mark.find(f".//{qn('w:checkBox')}")
    if box is not None:
        state = box.find(qn("w:checked"))
        if state is None:
            state = box.find(qn("w:default"))
        is_ticked = state is not None and state.get(qn("w:val"), "1") not in _OFF
        return TICKED if is_ticked else UNTICKED
    choices = mark.findall(f".//{qn('w:ddList')}/{qn('w:listEntry')}")
    chosen = mark.find(f".//{qn('w:ddList')}/{qn('w:result')}")
    index = 0 if chosen is None else int(chosen.get(qn("w:val"), "0"))
    return choices[index].get(qn("w:val"), "") if index < len(choices) else ""
