"""Bytes to text."""

from __future__ import annotations

import codecs
import re

from engine.documents.text.encodings import likely_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4096
_LARGE_SAMPLE = 64 * 1024
_MOSTLY = 0.4
_CONTROL_SHARE = 0.01
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# the encodings that a document may declare; others in Python's registry aren't text encodings
_DECLARABLE = re.compile(
    r"(?:utf-?[78]|utf-?16(?:le|be)?|us-ascii|iso-?8859-?\d+|latin-?\d+|windows-?\d+|cp-?\d+"
    r"|koi8-[rut]|shift_?jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|gb(?:2312|k|18030)|hz-gb-2312|big5"
    r"|big5-?hkscs|tis-?620|mac-?(?:roman|latin2|cyrillic|greek|turkish))",
    re.IGNORECASE,
)
# what mail programs and browsers mean by a name, where Python takes it for less or doesn't know it
_MEANT = {
    **dict.fromkeys(("us-ascii", "ascii", "ansi", "iso-8859-1", "latin-1", "latin1"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical"), "iso-8859-8"),
    **dict.fromkeys(
        ("ks_c_5601-1987", "ks_c_5601", "ksc5601", "ks-c-5601-1987", "euc-kr", "uhc"), "cp949"
    ),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "ms932"), "cp932"),
    **dict.fromkeys(("windows-31j", "csshiftjis"), "cp932"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("x-euc-jp", "x-euc"), "euc-jp"),
    **dict.fromkeys(("cn-big5", "x-x-big5", "big5"), "big5-hkscs"),
    **dict.fromkeys(("macintosh", "x-mac-roman", "mac"), "mac-roman"),
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
}
# what is declared by programs that don't know what they write
_HARDLY_DECLARED = frozenset(
    ["us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252"]
)
_FEW = 0.1
"""The most of the characters beyond ASCII that may be broken in what is still UTF-8."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: by its byte order mark, what it declares, UTF-8, or how it looks."""
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, errors="replace")
    guessed = _wide_encoding(data)
    if guessed:
        return data.decode(guessed, errors="replace")
    named = (declared or "").strip(" \t\"'").lower()
    tried = ["utf-8", named] if named in _HARDLY_DECLARED else [named, "utf-8"]
    for encoding in tried:
        text = _try(data, encoding)
        if text is not None:
            return text
    broken = data.decode("utf-8", errors="replace")
    beyond = sum(not character.isascii() for character in broken[:_LARGE_SAMPLE])
    if broken.count("\ufffd", 0, _LARGE_SAMPLE) <= _FEW * beyond:
        return broken
    likely = likely_encoding(data)
    # the bytes that Windows-1252 leaves undefined are shown as nothing
    return data.decode(likely, errors=_AS_CONTROLS if likely == "cp1252" else "replace")


def _as_controls(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_AS_CONTROLS = "as-controls"
codecs.register_error(_AS_CONTROLS, _as_controls)


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


def _try(data: bytes, named: str) -> str | None:
    encoding = _MEANT.get(named, named)
    if named not in _MEANT and not _DECLARABLE.fullmatch(encoding):
        return None
    try:
        # a character that the file's end cuts off doesn't change the encoding
        return codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except (LookupError, UnicodeError):
        return None
