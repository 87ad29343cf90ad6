"""Optical character recognition: a picture of a page to its visual lines.

The engine comes with the ``ocr`` extra, its models with the engine: nothing is ever downloaded.
It is loaded at the first picture and stays for as long as the process does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any

from engine.documents.building import Budget, PageBuilder, clean
from engine.documents.visual_lines import Piece, arrange

IS_INSTALLED = find_spec("rapidocr") is not None
if IS_INSTALLED:
    import numpy
    import rapidocr
    from PIL import Image

NOT_INSTALLED = (
    "reading it needs OCR, which is not installed here; the operator installs it with `make ocr`."
)

# more doesn't make the text clearer to the models, only slower to read
_MOST_PIXELS = 3_000_000
_LONGEST_SIDE = 6_000
_SMALLEST_SIDE = 64
_POINTS = 842.0
"""The longer side of a picture that doesn't say how large its page is: that of A4."""

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
_LEAST_SCORE = 0.5
"""What the engine is less sure of is no text."""

_VOTERS = 9
_MAJORITY = 0.6
_SURE = 0.9
"""A page is turned when so many of its longest lines are so surely on their heads."""

# in heights of a line
_TALL = 1.5
_LONG = 3.0

_Point = tuple[float, float]


def is_loaded() -> bool:
    return bool(_engine.cache_info().currsize)


def fitting_scale(width: float, height: float) -> float:
    """What to multiply both sides with, so that the engine reads well and in bounded memory."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST_SIDE / max(width, height))


def read_picture(
    picture: Any, budget: Budget, width: float | None = None, height: float | None = None
) -> PageBuilder:
    """The lines of a picture, an array of rows of pixels with three colours (BGR).

    ``width`` and ``height`` are those of its page in points. A picture that lies on its side or
    stands on its head is turned.
    """
    lines, picture = _recognized(_padded(picture), budget.limits.scan_threads)
    rows, columns = picture.shape[:2]
    scale = max(width or 0, height or 0) / max(rows, columns) or _POINTS / max(rows, columns)
    layout = arrange(list(_pieces(lines, scale, rows)), (0, 0, columns * scale, rows * scale), 0)
    page = PageBuilder(budget, layout.width, layout.height)
    for words, text in layout.lines:
        page.add_line(text, words)
    return page


@cache
def _engine(threads: int) -> Any:
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
            # pictures come in the right size, so that no long or narrow one is blown up
            "Global.min_side_len": 1,
            "Global.max_side_len": 2 * _LONGEST_SIDE,
            "Global.width_height_ratio": -1,
            "Det.limit_side_len": 32,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            **{f"{step}.model_path": str(models / name) for step, name in _MODELS.items()},
        }
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as the engine finds it: its corners clockwise from the top left, text and words."""

    corners: Sequence[_Point]
    text: str
    score: float
    words: Sequence[tuple[str, Sequence[_Point]]]

    @property
    def length(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])

    @property
    def is_tall(self) -> bool:
        return self.height >= _TALL * self.length

    @property
    def radians(self) -> float:
        (x0, y0), (x1, y1) = self.corners[:2]
        return math.atan2(y1 - y0, x1 - x0)


def _recognized(picture: Any, threads: int) -> tuple[list[_Line], Any]:
    """The lines of the picture, and the picture turned so that they are upright."""
    lines = _lines(picture, threads)
    turns = _quarter_turns(picture, lines, threads)
    if turns:
        picture = numpy.ascontiguousarray(numpy.rot90(picture, turns))
        lines = _lines(picture, threads)
    return [line for line in lines if line.score >= _LEAST_SCORE], picture


def _lines(picture: Any, threads: int) -> list[_Line]:
    """All that may be lines, on the assumption that they are upright."""
    found = _engine(threads)(picture, use_det=True, use_cls=False, use_rec=True)
    if not found.txts:
        return []
    all_words = found.word_results if len(found.word_results) == len(found.txts) else repeat(())
    return [
        _Line(corners.tolist(), text, score, [(word, corners) for word, _, corners in words])
        for corners, text, score, words in zip(
            found.boxes, found.txts, found.scores, all_words, strict=False
        )
    ]


def _quarter_turns(picture: Any, lines: Sequence[_Line], threads: int) -> int:
    """How often the picture has to be turned to the left until most of its text is upright."""
    tall = [line for line in lines if line.is_tall]
    wide = [line for line in lines if not line.is_tall]
    is_sideways = sum(line.height for line in tall) > sum(line.length for line in wide)
    voters = sorted(tall if is_sideways else wide, key=lambda line: line.length + line.height)
    image = Image.fromarray(picture)
    votes = [
        _is_on_its_head(_cut_out(image, line, is_sideways=is_sideways), threads)
        for line in voters[-_VOTERS:]
    ]
    return is_sideways + 2 * (sum(votes) > len(votes) * _MAJORITY)


def _cut_out(image: Any, line: _Line, *, is_sideways: bool) -> Any:
    """The line alone, straightened, and turned to the left if it runs up or down."""
    top_left, top_right, bottom_right, bottom_left = line.corners
    corners = (*top_left, *bottom_left, *bottom_right, *top_right)
    size = max(round(line.length), 1), max(round(line.height), 1)
    part = numpy.asarray(image.transform(size, Image.Transform.QUAD, corners))
    return numpy.ascontiguousarray(numpy.rot90(part) if is_sideways else part)


def _is_on_its_head(part: Any, threads: int) -> bool:
    found = _engine(threads)(part, use_det=False, use_cls=True, use_rec=False)
    ((label, score),) = found.cls_res
    return bool(label == "180" and score >= _SURE)


def _pieces(lines: Sequence[_Line], scale: float, rows: int) -> Iterator[Piece]:
    """The words in points from the bottom left, as if the picture were straight."""
    long = [line.radians for line in lines if line.length > _LONG * line.height]
    skew = median(long) if long else 0.0
    cosine, sine = math.cos(skew), math.sin(skew)

    def straight(points: Sequence[_Point]) -> list[_Point]:
        return [
            (scale * (x * cosine + y * sine), scale * (rows - (y * cosine - x * sine)))
            for x, y in points
        ]

    for line in lines:
        xs, ys = zip(*straight(line.corners), strict=True)
        if line.is_tall and len(line.text) > 1:
            box = min(xs), min(ys), max(xs), max(ys)
            text = clean(line.text).strip()
            yield Piece(text, box, (xs[0], ys[0]), 90.0, box[2] - box[0], follows_space=True)
            continue
        middle, height = sum(ys) / 4, scale * line.height
        bottom, top = middle - height / 2, middle + height / 2
        for word, start, end, follows_space in _split(line, straight):
            yield Piece(
                word,
                (start, bottom, end, top),
                (start, middle),
                0.0,
                height,
                follows_space=follows_space,
            )


def _split(
    line: _Line, straight: Callable[[Sequence[_Point]], list[_Point]]
) -> Iterator[tuple[str, float, float, bool]]:
    """The words of a line: text, left, right, and whether white space stands before."""
    if "".join(word for word, _ in line.words) == "".join(line.text.split()):
        position = 0
        for word, corners in line.words:
            start = line.text.index(word[0], position)
            xs = [x for x, _ in straight(corners)]
            if shown := clean(word).strip():
                yield shown, min(xs), max(xs), start > position
            position = start + len(word)
        return
    # the engine lost sight of its words: all characters are taken for equally wide
    xs = [x for x, _ in straight(line.corners)]
    left, width = min(xs), (max(xs) - min(xs)) / len(line.text)
    for found in re.finditer(r"\S+", line.text):
        if shown := clean(found[0]).strip():
            yield shown, left + found.start() * width, left + found.end() * width, True


def _padded(picture: Any) -> Any:
    """The picture with white around it where it is too flat for the engine."""
    rows, columns = picture.shape[:2]
    below, beside = max(_SMALLEST_SIDE - rows, 0), max(_SMALLEST_SIDE - columns, 0)
    if not below and not beside:
        return picture
    return numpy.pad(picture, ((0, below), (0, beside), (0, 0)), constant_values=255)
