"""From a file to its document: the type by content, then the reader of that type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.documents.archive import read_archive
from engine.documents.building import Budget, PageBuilder, ReadAttachment
from engine.documents.detection import MimeType, detect
from engine.documents.epub import read_epub
from engine.documents.image import read_image
from engine.documents.mail.message import NESTED
from engine.documents.mail.mime import read_email
from engine.documents.mail.outlook import read_outlook
from engine.documents.mail.tnef import read_tnef
from engine.documents.office.docx import read_docx
from engine.documents.office.odf import read_odf
from engine.documents.office.pptx import read_pptx
from engine.documents.office.rtf import read_rtf
from engine.documents.office.spreadsheet import read_spreadsheet
from engine.documents.office.xlsx import read_xlsx
from engine.documents.pdf.reading import read_pdf
from engine.documents.structured.embedded import agrees
from engine.documents.structured.reading import signed_content
from engine.documents.text.delimited import read_delimited
from engine.documents.text.html import read_html
from engine.documents.text.markdown import read_markdown
from engine.documents.text.plain import read_edifact, read_json, read_text, read_xml
from engine.types import Document, Limits, Part, UnreadableDocument

NO_TEXT = "The file has no text."

_MAX_DEPTH = 4
_MAX_PARTS = 1_000
_READERS: dict[MimeType, Callable[[bytes, Budget], list[PageBuilder]]] = {
    MimeType.DOCX: read_docx,
    MimeType.XLSX: read_xlsx,
    MimeType.XLSB: read_spreadsheet,
    MimeType.XLS: read_spreadsheet,
    MimeType.ODS: read_odf,
    MimeType.ODT: read_odf,
    MimeType.ODP: read_odf,
    MimeType.PPTX: read_pptx,
    MimeType.RTF: read_rtf,
    MimeType.EPUB: read_epub,
    MimeType.MARKDOWN: read_markdown,
    MimeType.CSV: read_delimited,
    MimeType.HTML: read_html,
    MimeType.JSON: read_json,
    MimeType.EDIFACT: read_edifact,
    MimeType.XML: read_xml,
    MimeType.TEXT: read_text,
    MimeType.PNG: read_image,
    MimeType.JPEG: read_image,
    MimeType.TIFF: read_image,
    MimeType.WEBP: read_image,
}
# what may have other documents attached
_CONTAINERS: dict[MimeType, Callable[[bytes, Budget, ReadAttachment], list[PageBuilder]]] = {
    MimeType.PDF: read_pdf,
    MimeType.EMAIL: read_email,
    MimeType.OUTLOOK: read_outlook,
    MimeType.TNEF: read_tnef,
    MimeType.ZIP: read_archive,
}


def read_document(
    path: Path, file_name: str, limits: Limits, allow_scan: Callable[[], None] = lambda: None
) -> Document:
    """The text of the file at ``path``; ``file_name`` is the name that its sender gave it.

    ``allow_scan`` is called before each page that is read by OCR.

    Raises:
        UnreadableDocument: empty, damaged, protected, too large, or of an unknown type.
    """
    budget = Budget(limits, allow_scan)
    mime_type, pages = _read(path.read_bytes(), file_name, budget, depth=0)
    if not any(page.has_text for page in pages):
        raise UnreadableDocument(NO_TEXT)
    built = tuple(page.build(number) for number, page in enumerate(pages, 1))
    document = Document(mime_type, built)
    data = budget.data
    if data is None or (mime_type is MimeType.PDF and not agrees(data, document.text)):
        return document
    data = replace(data, is_signed=data.is_signed or budget.is_signed)
    # several in one text, such as a batch: all of them stand on its one page
    several = data.count if len(built) == 1 and data.count > 1 else 0
    parts = (Part(1, 1),) * min(several, _MAX_PARTS)
    return replace(document, data=data, parts=parts)


def _read(
    data: bytes, file_name: str, budget: Budget, *, depth: int
) -> tuple[MimeType, list[PageBuilder]]:
    signed = signed_content(data)
    if signed is not None:
        data, file_name = signed, file_name.removesuffix(".p7m")
        budget.is_signed = True
    mime_type = detect(data, file_name)
    reader = _CONTAINERS.get(mime_type)
    if reader is None:
        return mime_type, _READERS[mime_type](data, budget)
    if depth >= _MAX_DEPTH:
        raise UnreadableDocument(NESTED)
    return mime_type, reader(data, budget, partial(_read_attachment, budget, depth + 1))


def _read_attachment(budget: Budget, depth: int, data: bytes, file_name: str) -> list[PageBuilder]:
    return _read(data, file_name, budget, depth=depth)[1]
