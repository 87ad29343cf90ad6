"""PDF: the visual lines of its pages, what is typed onto them, and what is attached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from engine.documents import ocr
from engine.documents.building import Budget, LimitExceeded, PageBuilder, ReadAttachment
from engine.documents.pdf.fields import levelled, typed_onto
from engine.documents.pdf.pieces import pieces_of
from engine.documents.structured.embedded import embedded_data
from engine.documents.visual_lines import Piece, arrange
from engine.types import UnreadableDocument

DAMAGED = "The PDF is damaged and can't be read."
PROTECTED = "The PDF is protected by a password; send it without one."
SCANNED = f"The PDF has no text layer: it is a scan, and {ocr.NOT_INSTALLED}"
EMPTY = "The PDF has no text."

_DRAWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH)
_MAX_NESTING = 3
_OUTLINES = 100
_MAX_ATTACHMENTS = 50
_PORTFOLIO = b"/Collection"
_NOT_PAGES = (".xml", ".json", ".p7s", ".joboptions")
"""Attachments that are data of the pages, not documents beside them."""


def read_pdf(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """The pages of a PDF with their visual lines, those of scanned ones by OCR.

    The pages of what is attached follow; of a portfolio, whose own page only says that it is one,
    they are all. Where OCR isn't installed, scanned pages among others come out empty.

    Raises:
        UnreadableDocument: damaged, protected, too long, or without any text.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            is_portfolio = _PORTFOLIO in data and document.count_attachments() > 0
            return _read(document, budget, read_attachment, is_portfolio=is_portfolio)
    except pypdfium2.PdfiumError as error:
        is_protected = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise UnreadableDocument(PROTECTED if is_protected else DAMAGED) from None


def _read(
    document: pypdfium2.PdfDocument,
    budget: Budget,
    read_attachment: ReadAttachment,
    *,
    is_portfolio: bool,
) -> list[PageBuilder]:
    count = len(document)
    if count == 0:
        raise UnreadableDocument(DAMAGED)
    budget.check_pages(count)
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    pages = []
    has_scan = False
    for index in range(count):
        page = document[index]
        try:
            typed, is_changed = typed_onto(document, page)
            if is_changed:
                page.close()
                page = document[index]
            builder = _read_page(page, typed, budget)
            if not builder.has_text and _is_drawn(page, budget):
                has_scan = True
                if ocr.IS_INSTALLED:
                    budget.pages -= 1
                    builder = _recognize(page, budget)
        finally:
            page.close()
        pages.append(builder)
    budget.take_data(embedded_data(document))
    attached = list(_attached(document, budget, read_attachment))
    if attached and is_portfolio:
        return attached
    pages += attached
    if not any(page.has_text for page in pages):
        raise UnreadableDocument(SCANNED if has_scan and not ocr.IS_INSTALLED else EMPTY)
    return pages


def _attached(
    document: pypdfium2.PdfDocument, budget: Budget, read_attachment: ReadAttachment
) -> Iterator[PageBuilder]:
    """The pages of the attached documents; what can't be read is left out."""
    for index in range(min(document.count_attachments(), _MAX_ATTACHMENTS)):
        attachment = document.get_attachment(index)
        name = attachment.get_name()
        if name.lower().endswith(_NOT_PAGES):
            continue
        try:
            content = bytes(attachment.get_data())
            budget.take_bytes(len(content))
            yield from read_attachment(content, name)
        except LimitExceeded:
            raise
        except (pypdfium2.PdfiumError, UnreadableDocument):
            continue


def _is_drawn(page: pypdfium2.PdfPage, budget: Budget) -> bool:
    """Whether a page without text may show some: in pictures, or as the outlines of letters."""
    has_picture = False
    paths = 0
    for shown in page.get_objects(filter=_DRAWN, max_depth=_MAX_NESTING):
        if shown.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            has_picture = True
            width, height = shown.get_px_size()
            budget.check_pixels(width * height)
        else:
            paths += 1
    return has_picture or paths >= _OUTLINES


def _recognize(page: pypdfium2.PdfPage, budget: Budget) -> PageBuilder:
    budget.take_scan()
    width, height = page.get_size()
    bitmap = page.render(scale=ocr.fitting_scale(width, height))
    try:
        return ocr.read_picture(bitmap.to_numpy(), budget, width, height)
    finally:
        bitmap.close()


def _read_page(page: pypdfium2.PdfPage, typed: Sequence[Piece], budget: Budget) -> PageBuilder:
    text_page = page.get_textpage()
    try:
        budget.check_characters(text_page.count_chars())
        pieces = list(pieces_of(text_page))
    finally:
        text_page.close()
    pieces += levelled(typed, pieces)
    layout = arrange(pieces, page.get_bbox(), page.get_rotation())
    builder = PageBuilder(budget, layout.width, layout.height)
    for words, text in layout.lines:
        builder.add_line(text, words)
    return builder
