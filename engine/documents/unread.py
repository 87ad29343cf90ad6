"""What is said of a file of a type that no reader takes: its true type, by name."""

from __future__ import annotations

import re

from engine.types import UnreadableDocument

READABLE = (
    "PDF, DOCX, XLSX, XLS, PPTX, ODT, ODS, RTF, EPUB, CSV, HTML, Markdown, e-mail, Outlook "
    "messages, plain text, JSON, XML, PNG, JPEG, TIFF and WebP are read"
)

OLD_WORD = "application/msword"
OLD_POWERPOINT = "application/vnd.ms-powerpoint"
IWORK = "application/vnd.apple.iwork"
XPS = "application/vnd.ms-xpsdocument"
VISIO = "application/vnd.visio"
PUBLISHER = "application/x-mspublisher"
PROJECT = "application/vnd.ms-project"
HANGUL = "application/x-hwp"
PGP = "application/pgp-encrypted"
OLD_OFFICE = "application/x-ole-storage"

_NAMES = {
    OLD_WORD: "an old Word document (.doc)",
    OLD_POWERPOINT: "an old PowerPoint presentation (.ppt)",
    OLD_OFFICE: "a file of an old office program",
    IWORK: "a document of Apple's Pages, Numbers or Keynote",
    XPS: "an XPS document",
    VISIO: "a Visio drawing",
    PUBLISHER: "a Publisher document",
    PROJECT: "a Project plan",
    HANGUL: "a Hangul document (.hwp)",
    PGP: "an encrypted message (PGP)",
    "application/vnd.oasis.opendocument.graphics": "an OpenDocument drawing",
    "application/vnd.oasis.opendocument.formula": "an OpenDocument formula",
    "application/vnd.oasis.opendocument.chart": "an OpenDocument chart",
    "application/vnd.oasis.opendocument.base": "an OpenDocument database",
    "application/vnd.wordperfect": "a WordPerfect document",
    "application/postscript": "a PostScript file",
    "application/x-rar-compressed": "a RAR archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-7z-compressed": "a 7-Zip archive",
    "application/x-tar": "a TAR archive",
    "application/gzip": "a gzip archive",
    "application/x-gzip": "a gzip archive",
    "application/x-sqlite3": "a SQLite database",
    "image/gif": "a GIF picture",
    "image/bmp": "a BMP picture",
    "image/x-bmp": "a BMP picture",
    "image/heic": "a HEIC picture",
    "image/heif": "a HEIC picture",
    "image/avif": "an AVIF picture",
    "image/vnd.adobe.photoshop": "a Photoshop picture",
    "image/vnd.djvu": "a DjVu document",
    "audio/mpeg": "a sound recording",
    "audio/x-wav": "a sound recording",
    "video/mp4": "a video",
    "video/quicktime": "a video",
}
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def unread(mime_type: str) -> UnreadableDocument:
    """The refusal of a file; a type that isn't known by name is given only if it looks like one."""
    if name := _NAMES.get(mime_type):
        said = f"This is {name}, of a type ({mime_type}) that can't be read"
    elif _MIME_TYPE.fullmatch(mime_type):
        said = f"The file is of a type ({mime_type}) that can't be read"
    else:
        said = "The file is of a type that can't be read"
    return UnreadableDocument(f"{said}; {READABLE}.")
