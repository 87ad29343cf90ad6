"""The pieces of text on a page of a PDF.

PDFium gives the characters in the order in which they were drawn, cut into words by white space
that it finds or makes up. Asking it about every character is slow, so that each word is asked for
its first and its last one only; the lines are then put together from the words' baselines.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from engine.documents.building import clean
from engine.documents.text.right_to_left import is_right_to_left
from engine.documents.visual_lines import Box, Piece

_RUN = re.compile(r"[^\s\ufffe\uffff\x02]+([\ufffe\uffff\x02]?)")
_LINE_BREAK = re.compile(r"[\r\n\ufffe\uffff\x02]")
# in heights of the line
_WIDEST_CHARACTER = 2.0
_SAME_LINE = 0.2
_SMALLER = 0.8


def pieces_of(text_page: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    text = _characters(text_page)
    measure = _Measure(text_page.raw)
    # PDFium turns text that runs to the left round, and some signs with it: only the places of
    # single characters are to be trusted there
    is_turned = is_right_to_left(text)
    end_before = 0
    for run in _RUN.finditer(text):
        start, end = run.start(), run.end() - len(run[1])
        gap = text[end_before:start]
        follows_space = bool(gap) and (
            not _LINE_BREAK.search(gap) or _is_drawn(text_page.raw, end_before, start)
        )
        # PDFium takes the hyphen at a line's end for a mark that the word goes on
        shown = _shown(text[start:end]) + ("-" if run[1] else "")
        end_before = run.end()
        if not shown:
            continue
        if not is_turned:
            whole = measure.piece(start, run.end() - 1, shown, follows_space=follows_space)
            if whole is not None:
                yield whole
                continue
        for index in range(start, end):
            character = _shown(text[index])
            single = measure.piece(index, index, character, follows_space=follows_space)
            if character and single is not None:
                yield single
                follows_space = False


def _characters(text_page: pypdfium2.PdfTextPage) -> str:
    """The page's characters, one for each of PDFium's indexes."""
    count = text_page.count_chars()
    text: str = text_page.get_text_range(errors="surrogatepass") if count else ""
    if len(text) == count:
        return text
    get_unicode = pdfium.FPDFText_GetUnicode
    codes = (get_unicode(text_page.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\x01" for code in codes)


def _is_drawn(raw: object, start: int, end: int) -> bool:
    """Whether the page itself has white space there: some programs divide words by line ends."""
    return any(pdfium.FPDFText_IsGenerated(raw, index) == 0 for index in range(start, end))


def _shown(text: str) -> str:
    # a soft hyphen that a PDF draws is a hyphen that one sees
    return clean(text.replace("\xad", "-")).strip()


class _Measure:
    """Asks PDFium where characters are, with the buffers made once."""

    def __init__(self, raw: object) -> None:
        self._raw = raw
        self._box = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box_pointer = ctypes.byref(self._box)
        self._origin_pointers = ctypes.byref(self._x), ctypes.byref(self._y)

    def piece(self, first: int, last: int, text: str, *, follows_space: bool) -> Piece | None:
        """The characters from first to last as one piece, None if they don't stand side by side."""
        box = self._loose_box(first)
        if not pdfium.FPDFText_GetCharOrigin(self._raw, first, *self._origin_pointers):
            return None
        x, y = self._x.value, self._y.value
        degrees = math.degrees(pdfium.FPDFText_GetCharAngle(self._raw, first)) % 360.0
        if not all(map(math.isfinite, (*box, x, y, degrees))):
            return None
        height = _height(box, degrees)
        if last > first:
            end = self._loose_box(last)
            if not _side_by_side(box, end, degrees, most=_WIDEST_CHARACTER * (last - first) + 1):
                return None
            box = (
                min(box[0], end[0]),
                min(box[1], end[1]),
                max(box[2], end[2]),
                max(box[3], end[3]),
            )
        return Piece(text, box, (x, y), degrees, height, follows_space=follows_space)

    def _loose_box(self, index: int) -> Box:
        box = self._box
        if not pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._box_pointer):
            return math.nan, math.nan, math.nan, math.nan
        return box.left, box.bottom, box.right, box.top


def _height(box: Box, degrees: float) -> float:
    """The line's height where the text runs at a right angle to the page, else a rough one."""
    left, bottom, right, top = box
    return right - left if round(degrees / 90.0) % 2 else top - bottom


def _side_by_side(first: Box, last: Box, degrees: float, most: float) -> bool:
    """Whether both stand on one baseline, in one size, ``most`` heights apart or less."""
    height, last_height = _height(first, degrees), _height(last, degrees)
    if not height * _SMALLER < last_height < height / _SMALLER:
        return False
    radians = math.radians(degrees)
    dx = (last[0] + last[2] - first[0] - first[2]) / 2
    dy = (last[1] + last[3] - first[1] - first[3]) / 2
    along = dx * math.cos(radians) - dy * math.sin(radians)
    across = dx * math.sin(radians) + dy * math.cos(radians)
    return abs(along) <= most * height and abs(across) <= _SAME_LINE * height
