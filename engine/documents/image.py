"""Pictures (PNG, JPEG, TIFF, WebP): their text by OCR, a page for each picture of a TIFF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine.documents import ocr
from engine.documents.building import Budget, PageBuilder
from engine.types import UnreadableDocument

if ocr.IS_INSTALLED:
    import numpy
    from PIL import Image, ImageOps

DAMAGED = "The picture is damaged and can't be read."

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")


def read_image(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The text of the picture, or of each picture of a TIFF.

    Raises:
        UnreadableDocument: damaged, too many pixels or pictures, or OCR isn't installed.
    """
    if not ocr.IS_INSTALLED:
        raise UnreadableDocument(f"The file is a picture, and {ocr.NOT_INSTALLED}")
    # the budget counts pixels before any is decoded
    Image.MAX_IMAGE_PIXELS = None
    pages = []
    with _decoding(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        for _ in _numbers(image):
            budget.check_pixels(image.width * image.height)
            budget.check_pages(1)
            budget.take_scan()
            pages.append(ocr.read_picture(_pixels(image), budget))
    return pages


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        yield
    except UnreadableDocument:
        raise
    # decoders fail on untrusted bytes in these ways
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, EOFError):
        raise UnreadableDocument(DAMAGED) from None


def _numbers(image: Any) -> Iterator[int]:
    """Show one picture of the file after the other; only a TIFF's are pages."""
    yield 0
    number = 1
    while image.format == "TIFF":
        try:
            image.seek(number)
        except EOFError:
            return
        yield number
        number += 1


def _pixels(image: Any) -> Any:
    """The picture upright, on white, in the size that the engine reads best, as BGR."""
    scale = ocr.fitting_scale(image.width, image.height)
    if scale < 1:
        wanted = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image.draft("RGB", wanted)
        shown = _on_white(image).resize(wanted, Image.Resampling.BICUBIC, reducing_gap=2.0)
    else:
        shown = _on_white(image)
    shown = ImageOps.exif_transpose(shown)
    return numpy.ascontiguousarray(numpy.asarray(shown)[:, :, ::-1])


def _on_white(image: Any) -> Any:
    if image.mode == "I" or image.mode.startswith(("I;16", "F")):
        # sixteen bits a pixel
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
