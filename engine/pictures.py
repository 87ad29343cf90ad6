"""Pictures of pages, with what was found on them drawn in: debugging by looking."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import pypdfium2

from engine.types import Box, UnreadableDocument

_PIXELS_PER_POINT = 1.5
_MAX_SIDE_PIXELS = 4_000
_FRAME_PIXELS = 2
_FRAME_COLOR = b"\xd0\x20\x40"


def page_picture(path: Path, page: int, boxes: Iterable[Box] = ()) -> bytes:
    """A page of a PDF as PNG, with a frame around each of the boxes that are on it.

    Args:
        page: counted from 1.

    Raises:
        UnreadableDocument: the file is no PDF, or has no such page.
    """
    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 1 <= page <= len(document):
                raise UnreadableDocument(f"The document has no page {page}.")
            shown = document[page - 1]
            longest = max(shown.get_size())
            scale = min(_PIXELS_PER_POINT, _MAX_SIDE_PIXELS / max(longest, 1))
            bitmap = shown.render(scale=scale, rev_byteorder=True, force_bitmap_format=2)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            pixels = bytearray(bitmap.buffer)
    except pypdfium2.PdfiumError:
        raise UnreadableDocument("Only pages of a PDF can be drawn.") from None
    rows = [bytearray(pixels[row * stride : row * stride + width * 3]) for row in range(height)]
    for box in boxes:
        if box.page == page:
            _frame(rows, box, width, height)
    return _png(rows, width, height)


def _frame(rows: list[bytearray], box: Box, width: int, height: int) -> None:
    left, right = int(box.x * width), int((box.x + box.width) * width)
    top, bottom = int(box.y * height), int((box.y + box.height) * height)
    left, right = max(0, left - _FRAME_PIXELS), min(width, right + _FRAME_PIXELS)
    top, bottom = max(0, top - _FRAME_PIXELS), min(height, bottom + _FRAME_PIXELS)
    for row in range(top, bottom):
        is_edge = row - top < _FRAME_PIXELS or bottom - row <= _FRAME_PIXELS
        inner = [(left, left + _FRAME_PIXELS), (right - _FRAME_PIXELS, right)]
        for start, end in [(left, right)] if is_edge else inner:
            rows[row][start * 3 : end * 3] = _FRAME_COLOR * (end - start)


def _png(rows: list[bytearray], width: int, height: int) -> bytes:
    """PNG (ISO/IEC 15948): eight bits of red, green and blue, no filter."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
