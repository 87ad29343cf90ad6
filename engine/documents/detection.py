"""What a file is, by its content; the name only settles what content leaves open."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import PurePosixPath

import puremagic

from engine.documents.containers import PROTECTED, member_names, member_start
from engine.documents.decoding import decode, is_text
from engine.documents.delimited import looks_delimited
from engine.documents.structured.edifact import is_edifact
from engine.types import UnreadableDocument

READABLE = (
    "PDF, DOCX, XLSX, XLS, ODS, CSV, HTML, e-mail, plain text, JSON, XML, PNG, JPEG, TIFF and WebP "
    "are read"
)
EMPTY = "The file is empty."


class MimeType(StrEnum):
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    XLS = "application/vnd.ms-excel"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    CSV = "text/csv"
    HTML = "text/html"
    EMAIL = "message/rfc822"
    JSON = "application/json"
    EDIFACT = "application/edifact"
    XML = "application/xml"
    TEXT = "text/plain"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"


_PDF_MARK_WITHIN = 1024
_SAMPLE_BYTES = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MEMBERS = (
    ("EncryptedPackage", None),
    ("Workbook", MimeType.XLS),
    ("Book", MimeType.XLS),
)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_MEMBERS = (
    ("word/document.xml", MimeType.DOCX),
    ("xl/workbook.xml", MimeType.XLSX),
    ("xl/workbook.bin", MimeType.XLSB),
)
_IMAGE_MARKS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), MimeType.PNG),
    (re.compile(rb"\xff\xd8\xff"), MimeType.JPEG),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), MimeType.TIFF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), MimeType.WEBP),
)
_HTML = re.compile(
    r"(?:<!--.*?-->|<\?xml[^>]*\?>|\s)*<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6])(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_MIME_TYPE_BYTES = 100
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?\S*")
_MAIL_HEADERS = frozenset(
    [
        "from",
        "to",
        "cc",
        "date",
        "subject",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
        "reply-to",
        "sender",
        "content-type",
        "x-mailer",
        "dkim-signature",
    ]
)
_TELLING_MAIL_HEADERS = frozenset(["from", "received", "return-path", "message-id", "mime-version"])
_BY_SUFFIX = {
    ".csv": MimeType.CSV,
    ".tsv": MimeType.CSV,
    ".tab": MimeType.CSV,
    ".htm": MimeType.HTML,
    ".html": MimeType.HTML,
    ".md": MimeType.TEXT,
}


def detect(data: bytes, file_name: str) -> MimeType:
    """The type of a file.

    Raises:
        UnreadableDocument: empty, or of a type that no reader takes, which the message names.
    """
    if not data.strip(b"\0\t\n\r "):
        raise UnreadableDocument(EMPTY)
    for mark, mime_type in _IMAGE_MARKS:
        if mark.match(data):
            return mime_type
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return MimeType.PDF
    if data.startswith(_ZIP_MARKS):
        return _packed_type(data)
    if data.startswith(_OLE):
        return _ole_type(data)
    if data.startswith(b"{\\rtf"):
        raise _unsupported("text/rtf")
    if is_edifact(data):
        return MimeType.EDIFACT
    sample = decode(data[:_SAMPLE_BYTES])
    if not is_text(sample):
        raise _unsupported(guess(data))
    return _text_type(data, sample, PurePosixPath(file_name).suffix.lower())


def _packed_type(data: bytes) -> MimeType:
    names = set(member_names(data))
    for name, mime_type in _ZIP_MEMBERS:
        if name in names:
            return mime_type
    declared = member_start(data, "mimetype", _MIME_TYPE_BYTES)
    if declared is None:
        raise _unsupported(guess(data))
    if declared.strip() == MimeType.ODS.encode():
        return MimeType.ODS
    raise _unsupported(declared.decode("latin-1"))


def _ole_type(data: bytes) -> MimeType:
    """The old office container, by the names in its directory (UTF-16)."""
    for name, mime_type in _OLE_MEMBERS:
        if name.encode("utf-16-le") in data:
            if mime_type is None:
                raise UnreadableDocument(PROTECTED)
            return mime_type
    raise _unsupported("application/msword" if "WordDocument".encode("utf-16-le") in data else "")


def _text_type(data: bytes, sample: str, suffix: str) -> MimeType:
    start = sample.lstrip("\ufeff \t\r\n")
    if _HTML.match(start):
        return MimeType.HTML
    if start.startswith("<?xml") or (suffix == ".xml" and start.startswith("<")):
        return MimeType.XML
    if start.startswith(("{", "[")) and _is_json(data):
        return MimeType.JSON
    if _is_mail(start):
        return MimeType.EMAIL
    by_suffix = _BY_SUFFIX.get(suffix)
    if by_suffix is not None:
        return by_suffix
    return MimeType.CSV if looks_delimited(sample) else MimeType.TEXT


def _is_json(data: bytes) -> bool:
    try:
        json.loads(decode(data))
    except (ValueError, RecursionError):
        return False
    return True


def _is_mail(start: str) -> bool:
    names = set()
    for line in start.splitlines()[:100]:
        if not line:
            break
        if line[0] in " \t":
            continue
        header = _HEADER.match(line)
        if header is None:
            return False
        names.add(header[1].lower())
    known = names & _MAIL_HEADERS
    return len(known) >= 2 and bool(known & _TELLING_MAIL_HEADERS)


def guess(data: bytes) -> str:
    """The MIME type that the content looks like, whether a reader takes it or not; else ""."""
    try:
        return str(puremagic.from_string(data[:_SAMPLE_BYTES], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _unsupported(mime_type: str) -> UnreadableDocument:
    if mime_type in set(MimeType):
        return UnreadableDocument(f"The file looks like {mime_type}, but is damaged.")
    named = f" ({mime_type})" if _MIME_TYPE.fullmatch(mime_type) else ""
    return UnreadableDocument(f"The file is of a type{named} that can't be read; {READABLE}.")
