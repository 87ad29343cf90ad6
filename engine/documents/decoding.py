"""Bytes to text."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4096
_MOSTLY = 0.4
_CONTROL_SHARE = 0.01
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# the encodings that a document may declare; others in Python's registry aren't text encodings
_DECLARABLE = re.compile(
    r"(?:utf-?8|utf-?16(?:le|be)?|us-ascii|iso-?8859-?\d+|latin-?\d+|windows-?\d+|cp-?\d+|koi8-[ru]"
    r"|shift_?jis|euc-(?:jp|kr)|iso-2022-jp|gb(?:2312|k|18030)|big5|macintosh)",
    re.IGNORECASE,
)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: by its byte order mark, what it declares, UTF-8, or Windows-1252."""
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, errors="replace")
    guessed = _wide_encoding(data)
    if guessed:
        return data.decode(guessed, errors="replace")
    for encoding in (declared, "utf-8", "cp1252"):
        text = _try(data, encoding)
        if text is not None:
            return text
    # stands in for the five bytes that Windows-1252 leaves undefined
    return data.decode("latin-1")


def is_text(text: str) -> bool:
    """Whether decoded bytes were text at all: binary data is full of control characters."""
    sample = text[:_SAMPLE_BYTES]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return strange <= len(sample) * _CONTROL_SHARE


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * _MOSTLY > sample[0::2].count(0) * 10:
        return "utf-16-le"
    if sample[0::2].count(0) > half * _MOSTLY > sample[1::2].count(0) * 10:
        return "utf-16-be"
    return None


def _try(data: bytes, encoding: str | None) -> str | None:
    if encoding is None or not _DECLARABLE.fullmatch(encoding):
        return None
    try:
        # a character that the file's end cuts off doesn't change the encoding
        return codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except (LookupError, UnicodeError):
        return None
