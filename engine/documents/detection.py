"""What a file is, by its content; the name only settles what content leaves open."""

from __future__ import annotations

import io
import json
import re
from enum import StrEnum
from pathlib import PurePosixPath

import olefile
import puremagic

from engine.documents.containers import PROTECTED, member_names, member_start
from engine.documents.mail.outlook import OLE_FAULTS
from engine.documents.mail.tnef import SIGNATURE
from engine.documents.structured.edifact import is_edifact
from engine.documents.structured.standards import known_roots
from engine.documents.text.decoding import decode, is_text
from engine.documents.text.delimited import looks_delimited
from engine.documents.unread import (
    HANGUL,
    IWORK,
    OLD_OFFICE,
    OLD_POWERPOINT,
    OLD_WORD,
    PGP,
    PROJECT,
    PUBLISHER,
    VISIO,
    XPS,
    unread,
)
from engine.types import UnreadableDocument

EMPTY = "The file is empty."


class MimeType(StrEnum):
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    XLS = "application/vnd.ms-excel"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODP = "application/vnd.oasis.opendocument.presentation"
    RTF = "application/rtf"
    EPUB = "application/epub+zip"
    ZIP = "application/zip"
    CSV = "text/csv"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    EMAIL = "message/rfc822"
    OUTLOOK = "application/vnd.ms-outlook"
    TNEF = "application/ms-tnef"
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
    ("WordDocument", OLD_WORD),
    ("Workbook", MimeType.XLS),
    ("Book", MimeType.XLS),
    ("PowerPoint Document", OLD_POWERPOINT),
    ("VisioDocument", VISIO),
    ("Quill", PUBLISHER),
    ("Props9", PROJECT),
    ("HwpSummaryInformation", HANGUL),
)
_OUTLOOK_MEMBERS = ("__substg1.0_", "__properties_version1.0")
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_CONTENT_TYPES = "[Content_Types].xml"
_MAX_CONTENT_TYPES = 1024 * 1024
# the main parts of Office Open XML: documents, templates, and both with macros
_MAIN_PARTS = (
    (re.compile(rb"(?:wordprocessingml|ms-word)\.[A-Za-z.]+\.main\+xml"), MimeType.DOCX),
    (re.compile(rb"ms-excel\.sheet\.binary\.macroEnabled\.main"), MimeType.XLSB),
    (re.compile(rb"(?:spreadsheetml|ms-excel)\.[A-Za-z.]+\.main\+xml"), MimeType.XLSX),
    (re.compile(rb"(?:presentationml|ms-powerpoint)\.[A-Za-z.]+\.main\+xml"), MimeType.PPTX),
    (re.compile(rb"ms-package\.xps-"), XPS),
    (re.compile(rb"ms-visio\."), VISIO),
)
_ZIP_MEMBERS = (
    ("word/document.xml", MimeType.DOCX),
    ("xl/workbook.xml", MimeType.XLSX),
    ("xl/workbook.bin", MimeType.XLSB),
    ("ppt/presentation.xml", MimeType.PPTX),
    ("Index/Document.iwa", IWORK),
    ("Index.zip", IWORK),
    ("index.apxl", IWORK),
)
_DECLARED: dict[str, MimeType] = {
    **{each.value: each for each in (MimeType.ODS, MimeType.ODT, MimeType.ODP, MimeType.EPUB)},
    **{f"{each}-template": each for each in (MimeType.ODS, MimeType.ODT, MimeType.ODP)},
}
_MARKS = (
    (re.compile(rb"\{\\rtf"), MimeType.RTF),
    (re.compile(re.escape(SIGNATURE)), MimeType.TNEF),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), MimeType.PNG),
    (re.compile(rb"\xff\xd8\xff"), MimeType.JPEG),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), MimeType.TIFF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), MimeType.WEBP),
)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6])(?=[\s>/])", re.IGNORECASE
)
# the first tag of an XML without a declaration: its name without a prefix, and its attributes
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,60}:)?([A-Za-z][\w.-]{0,60})(?=[\s/>])[^<>]{0,4000}")
_XMLNS = " xmlns"
_BEFORE_HTML = (("<!--", "-->"), ("<?xml", "?>"))
_PGP = "-----BEGIN PGP MESSAGE-----"
_MIME_TYPE_BYTES = 100
# The header lines of a mail that are looked at; a few tell it.
_MAX_HEADER_LINES = 100
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
    ".md": MimeType.MARKDOWN,
    ".markdown": MimeType.MARKDOWN,
}


def detect(data: bytes, file_name: str) -> MimeType:
    """The type of a file.

    Raises:
        UnreadableDocument: empty, or of a type that no reader takes, which the message names.
    """
    if not data.strip(b"\0\t\n\r "):
        raise UnreadableDocument(EMPTY)
    for mark, mime_type in _MARKS:
        if mark.match(data):
            return mime_type
    if data.startswith(_ZIP_MARKS):
        return _packed_type(data)
    if data.startswith(_OLE):
        return _ole_type(data)
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return MimeType.PDF
    if is_edifact(data):
        return MimeType.EDIFACT
    sample = decode(data[:_SAMPLE_BYTES])
    if not is_text(sample):
        guessed = guess(data)
        if guessed in set(MimeType):
            raise UnreadableDocument(f"The file looks like {guessed}, but is damaged.")
        raise unread(guessed)
    return _text_type(data, sample, PurePosixPath(file_name).suffix.lower())


def _packed_type(data: bytes) -> MimeType:
    names = set(member_names(data))
    found: str | None = None
    if _CONTENT_TYPES in names:
        types = member_start(data, _CONTENT_TYPES, _MAX_CONTENT_TYPES) or b""
        found = next((kind for part, kind in _MAIN_PARTS if part.search(types)), None)
    elif "mimetype" in names:
        declared = member_start(data, "mimetype", _MIME_TYPE_BYTES) or b""
        named = declared.strip().decode("latin-1")
        found = _DECLARED.get(named, named)
    if found is None:
        found = next((kind for name, kind in _ZIP_MEMBERS if name in names), MimeType.ZIP)
    if found not in set(MimeType):
        raise unread(found)
    return MimeType(found)


def _ole_type(data: bytes) -> MimeType:
    """The old office container, by what stands at its top: other files may be packed into it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0] for path in container.listdir(streams=True, storages=True)}
    except OLE_FAULTS:
        # its directory can't be followed, but what it holds still has names
        members = ("EncryptedPackage", *_OUTLOOK_MEMBERS, *(name for name, _ in _OLE_MEMBERS))
        names = {name for name in members if name.encode("utf-16-le") in data}
    if "EncryptedPackage" in names:
        raise UnreadableDocument(PROTECTED)
    if any(name.startswith(_OUTLOOK_MEMBERS) for name in names):
        return MimeType.OUTLOOK
    found = next((kind for member, kind in _OLE_MEMBERS if member in names), OLD_OFFICE)
    if found is not MimeType.XLS:
        raise unread(found)
    return MimeType.XLS


def _text_type(data: bytes, sample: str, suffix: str) -> MimeType:
    start = sample.lstrip("\ufeff \t\r\n")
    if _is_html(start):
        return MimeType.HTML
    if start.startswith(_PGP):
        raise unread(PGP)
    if start.startswith("<?xml") or (suffix == ".xml" and start.startswith("<")):
        return MimeType.XML
    root = _ROOT.match(start)
    if root is not None and (root[1] in known_roots() or _XMLNS in root[0]):
        return MimeType.XML
    if start.startswith(("{", "[")) and _is_json(data):
        return MimeType.JSON
    if _is_mail(start):
        return MimeType.EMAIL
    by_suffix = _BY_SUFFIX.get(suffix)
    if by_suffix is not None:
        return by_suffix
    return MimeType.CSV if looks_delimited(sample) else MimeType.TEXT


def _is_html(start: str) -> bool:
    """Whether the first thing behind comments and declarations is a tag of HTML."""
    at = 0
    while True:
        while at < len(start) and start[at].isspace():
            at += 1
        end = next((end for begin, end in _BEFORE_HTML if start.startswith(begin, at)), None)
        if end is None:
            return _HTML.match(start, at) is not None
        found = start.find(end, at)
        if found < 0:
            return False
        at = found + len(end)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(decode(data))
    except (ValueError, RecursionError):
        return False
    return True


def _is_mail(start: str) -> bool:
    names = set()
    for line in start.splitlines()[:_MAX_HEADER_LINES]:
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
