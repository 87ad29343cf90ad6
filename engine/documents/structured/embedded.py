"""Data that a PDF carries as an attachment: Factur-X, ZUGFeRD 1 and 2, XRechnung, Order-X."""

from __future__ import annotations

import re

import pypdfium2

from engine.data import StructuredDocument
from engine.documents.structured.reading import structured_xml
from engine.types import UnreadableDocument

_MAX_ATTACHMENTS = 50
_MAX_BYTES = 20 * 1024 * 1024
# The names that the standards prescribe; other attachments come after them.
_PRESCRIBED = re.compile(
    r"(?:factur-x|zugferd-invoice|xrechnung|order-x|cida|cio)\.xml\Z", re.IGNORECASE
)
_STARTS_AS_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\0?<")


def embedded_data(document: pypdfium2.PdfDocument) -> StructuredDocument | None:
    """The data of a known standard among the attachments, whatever their names."""
    count = min(document.count_attachments(), _MAX_ATTACHMENTS)
    attachments = [document.get_attachment(index) for index in range(count)]
    attachments.sort(key=lambda attachment: not _PRESCRIBED.search(attachment.get_name()))
    for attachment in attachments:
        try:
            content = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            continue
        if len(content) > _MAX_BYTES or not _STARTS_AS_XML.match(content[:100]):
            continue
        try:
            data = structured_xml(content)
        except UnreadableDocument:
            continue
        if data.standard:
            return data
    return None


# Of these at least one stands on a page whose own data they are.
_TELLING = ("invoice_number", "order_number", "order_confirmation_number", "total_amount")


def agrees(data: StructuredDocument, text: str) -> bool:
    """Whether the data are those of the page: it shows their number or their total.

    A page without text, a scan, contradicts nothing.
    """
    shown = _bare(text)
    telling = [fact.text for name in _TELLING for fact in data.facts.get(name, ())]
    return not shown or not telling or any(_bare(value) in shown for value in telling)


def _bare(text: str) -> str:
    """Letters and digits alone: the data's 1490.10 is the page's 1.490,10."""
    return "".join(character for character in text if character.isalnum()).casefold()
