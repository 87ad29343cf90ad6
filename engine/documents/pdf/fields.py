"""What stands on a page of a PDF beside its own text: form fields and typed notes.

Fields are read by their values, because what is drawn of them may be of yesterday, or missing, and
a box that isn't ticked isn't drawn at all. Everything else that is typed onto the page is made
part of it.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from engine.documents.building import TICKED, UNTICKED, clean
from engine.documents.visual_lines import Box, Piece

_MAX_ANNOTATIONS = 5_000
_MAX_OPTIONS = 1_000
_MAX_VALUE_BYTES = 200_000
_UNSEEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_DRAWN = frozenset([pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_WIDGET])
_TICKED = frozenset([pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON])
_CHOSEN = frozenset([pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX])
_PASSWORD = 1 << 13

_FONT_SIZE = 10.0
_LEAST_SIZE, _MOST_SIZE = 4.0, 24.0
# in heights of a line
_CHARACTER_WIDTH = 0.5
_LINE_HEIGHT = 1.2
_ABOVE_BASELINE = 0.35
_NEARLY_LEVEL = 0.7
_ASCENT, _DESCENT = 0.8, 0.2


def typed_onto(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage
) -> tuple[list[Piece], bool]:
    """The values of the page's fields, and whether other typed text was drawn into the page.

    In that case the page has to be loaded anew.
    """
    pieces: list[Piece] = []
    is_drawn = False
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            if subtype not in _DRAWN or pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
                continue
            lines = _lines(document, annotation, subtype)
            if lines is None:
                is_drawn = True
                continue
            pieces += _pieces(lines, _rectangle(annotation), _size(document, annotation), page)
            pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_HIDDEN)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    if is_drawn:
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    return pieces, is_drawn


def levelled(typed: Sequence[Piece], printed: Sequence[Piece]) -> Iterator[Piece]:
    """The typed pieces on the baselines of what is printed left of them, where they nearly are.

    Nobody who types onto a page meets its lines exactly.
    """
    upright = sorted((p.origin[1], p.box[2]) for p in printed if not p.degrees)
    for piece in typed:
        x, y = piece.origin
        reach = _NEARLY_LEVEL * piece.height
        first = bisect_left(upright, (y - reach, -math.inf))
        last = bisect_right(upright, (y + reach, math.inf))
        near = [
            level for level, right in upright[first:last] if right <= piece.box[0] + piece.height
        ]
        if piece.degrees or not near:
            yield piece
            continue
        shift = min((level - y for level in near), key=abs)
        left, bottom, right, top = piece.box
        yield replace(piece, origin=(x, y + shift), box=(left, bottom + shift, right, top + shift))


def _lines(document: pypdfium2.PdfDocument, annotation: Any, subtype: int) -> list[str] | None:
    """What a field or a note says, None where what is drawn of it is to be read."""
    if subtype != pdfium.FPDF_ANNOT_WIDGET:
        typed = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents").splitlines()
        return typed if subtype == pdfium.FPDF_ANNOT_FREETEXT and typed else None
    form = document.formenv
    if form is None:
        return None
    kind = pdfium.FPDFAnnot_GetFormFieldType(form.raw, annotation)
    if kind in _TICKED:
        return [TICKED if pdfium.FPDFAnnot_IsChecked(form.raw, annotation) else UNTICKED]
    if kind in _CHOSEN:
        return _chosen(form.raw, annotation) or _value(form.raw, annotation)
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
        if pdfium.FPDFAnnot_GetFormFieldFlags(form.raw, annotation) & _PASSWORD:
            return []
        return _value(form.raw, annotation)
    return None


def _value(form: Any, annotation: Any) -> list[str]:
    return _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation).splitlines()


def _chosen(form: Any, annotation: Any) -> list[str]:
    """What the chosen entries of a list are called, which isn't what is stored of them."""
    count = min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), _MAX_OPTIONS)
    return [
        _string(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, index)
        for index in range(count)
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, index)
    ]


def _string(get: Any, *arguments: Any) -> str:
    """A string of PDFium's: asked for its length in bytes first, in UTF-16."""
    size = min(get(*arguments, None, 0), _MAX_VALUE_BYTES)
    if size <= ctypes.sizeof(ctypes.c_ushort):
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    get(*arguments, buffer, size)
    return bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0")


def _rectangle(annotation: Any) -> Box:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rectangle):
        return math.nan, math.nan, math.nan, math.nan
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _size(document: pypdfium2.PdfDocument, annotation: Any) -> float:
    """The size of a field's font where it says so, else zero."""
    size = ctypes.c_float()
    form = document.formenv
    if form is None or not pdfium.FPDFAnnot_GetFontSize(form.raw, annotation, size):
        return 0.0
    return size.value


def _pieces(lines: list[str], box: Box, size: float, page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """The words inside the box, upright as the page is shown, line below line."""
    left, bottom, right, top = box
    shown = [clean(line) for line in lines]
    has_place = all(map(math.isfinite, box)) and right > left and top > bottom
    if not has_place or not any(line.strip() for line in shown):
        return
    rotation = page.get_rotation()
    is_turned = rotation % 180 == 90
    length, depth = (top - bottom, right - left) if is_turned else (right - left, top - bottom)
    size = size if _LEAST_SIZE <= size <= _MOST_SIZE else _FONT_SIZE
    size = max(min(size, depth / (len(shown) * _LINE_HEIGHT)), 1.0)
    longest = max(len(line) for line in shown)
    advance = min(size * _CHARACTER_WIDTH, max(length, 1.0) / longest)
    # a single line stands in the middle of its box
    line_height = size * _LINE_HEIGHT
    above = (depth - line_height * (len(shown) - 1)) / 2 + size * _ABOVE_BASELINE
    for number, line in enumerate(shown):
        baseline = above + number * line_height
        at = 0
        for word in line.split():
            at = line.index(word, at)
            inside = (
                at * advance,
                baseline - size * _ASCENT,
                (at + len(word)) * advance,
                baseline + size * _DESCENT,
            )
            yield _placed(word, inside, baseline, box, rotation, size)
            at += len(word)


def _placed(word: str, inside: Box, baseline: float, box: Box, rotation: int, size: float) -> Piece:
    """A word from the box's top left corner as shown to the page's own coordinates."""
    left, bottom, right, top = box
    x0, y0, x1, y1 = inside
    match rotation:
        case 90:
            placed = left + y0, bottom + x0, left + y1, bottom + x1
            origin = left + baseline, bottom + x0
        case 180:
            placed = right - x1, bottom + y0, right - x0, bottom + y1
            origin = right - x0, bottom + baseline
        case 270:
            placed = right - y1, top - x1, right - y0, top - x0
            origin = right - baseline, top - x0
        case _:
            placed = left + x0, top - y1, left + x1, top - y0
            origin = left + x0, top - baseline
    return Piece(word, placed, origin, -rotation % 360.0, size, follows_space=True)
