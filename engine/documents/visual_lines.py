"""Puts pieces of text that stand somewhere on a page together to the lines that one sees.

Pieces come in the page's own coordinates, which grow upwards and don't know how the page is
turned. Lines leave in the reader's: from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from engine.documents.text.right_to_left import is_right_to_left, logical_order, logical_word
from engine.types import Word

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_SKEW_DEGREES = 15.0
"""Text that leans less than this is taken for straight."""

_UPRIGHT_WEIGHT = 1.5
"""A page is turned only if so much more of its text runs in another direction."""

# the rest is in heights of a line
_SAME_BASELINE = 0.3
_TOUCHING = 0.1
_TOUCHING_IN_SEQUENCE = 0.25
_OVERLAPPING = -0.5
_SAME_SPOT = 0.2
_WIDE_GAP = 0.8
_SCRIPT_SIZE = 0.8
_SCRIPT_SHIFT = 0.65
_SCRIPT_GAP = 0.25

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters without white space, as drawn.

    ``degrees`` is how far it is turned clockwise, ``origin`` where its baseline starts, and
    ``follows_space`` whether white space divides it from the piece before.
    """

    text: str
    box: Box
    origin: tuple[float, float]
    degrees: float
    height: float
    follows_space: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A page as it is shown: its size, and its lines as their words and their text."""

    width: float
    height: float
    lines: list[tuple[list[Word], str]]


@dataclass(slots=True)
class _Placed:
    """A piece, or some that touch each other, with ``x`` along the line and ``y`` growing down."""

    text: str
    x0: float
    x1: float
    baseline: float
    height: float
    first: int
    last: int
    follows_space: bool
    boxes: list[Box]


@dataclass(slots=True)
class _Row:
    baseline: float
    height: float
    weight: int = 0
    members: list[_Placed] = field(default_factory=list)

    def add(self, placed: _Placed) -> None:
        weight = len(placed.text)
        share = weight / (self.weight + weight)
        self.baseline += (placed.baseline - self.baseline) * share
        self.height += (placed.height - self.height) * share
        self.weight += weight
        self.members.append(placed)

    def takes(self, placed: _Placed) -> bool:
        reach = _SAME_BASELINE * min(self.height, placed.height)
        return abs(placed.baseline - self.baseline) <= reach


def arrange(pieces: Sequence[Piece], page_box: Box, rotation: int) -> Layout:
    """The page's lines from top to bottom, words in them in the order of reading.

    The page is turned so that most of its text is upright; text that runs in other directions
    follows at the end. What lies outside the page's box isn't shown.
    """
    groups: dict[float, list[tuple[int, Piece]]] = defaultdict(list)
    for order, piece in enumerate(pieces):
        if _is_visible(piece.box, page_box):
            groups[_direction(piece.degrees + rotation)].append((order, piece))
    upright = max(
        (angle for angle in groups if angle % 90 == 0),
        key=lambda angle: (
            sum(len(piece.text) for _, piece in groups[angle]) * (1 if angle else _UPRIGHT_WEIGHT)
        ),
        default=0.0,
    )
    turn = int(rotation - upright) % 360
    left, bottom, right, top = _turned(page_box, page_box, turn)
    lines = []
    for angle in sorted(groups, key=lambda angle: ((angle - upright) % 360, angle)):
        for row in _rows(_place(groups[angle], angle - rotation)):
            words = _words(row.members)
            if any(is_right_to_left(word.text) for word in words):
                for word in words:
                    word.text = logical_word(word.text)
                words = logical_order(words)
            height = row.height
            text = words[0].text
            for before, word in pairwise(words):
                gap = max(word.x0 - before.x1, before.x0 - word.x1)
                text += "  " if gap > _WIDE_GAP * height else " "
                text += word.text
            shown = [_word(word.text, word.boxes, page_box, turn) for word in words]
            lines.append((shown, text))
    return Layout(round(right - left, 2), round(top - bottom, 2), lines)


def _is_visible(box: Box, page_box: Box) -> bool:
    left, bottom, right, top = box
    return (
        right >= page_box[0]
        and left <= page_box[2]
        and top >= page_box[1]
        and bottom <= page_box[3]
    )


def _direction(degrees: float) -> float:
    """The direction that text runs in as shown: a right angle where it is near to one."""
    nearest = round(degrees / 90.0) * 90.0
    if abs(degrees - nearest) <= _SKEW_DEGREES:
        return nearest % 360
    return float(round(degrees) % 360)


def _turned(box: Box, page_box: Box, turn: int) -> Box:
    """The box from the top left of a page that is turned clockwise: left, top, right, bottom."""
    left, bottom, right, top = box
    page_left, page_bottom, page_right, page_top = page_box
    match turn:
        case 90:
            return bottom - page_bottom, left - page_left, top - page_bottom, right - page_left
        case 180:
            return page_right - right, bottom - page_bottom, page_right - left, top - page_bottom
        case 270:
            return page_top - top, page_right - right, page_top - bottom, page_right - left
        case _:
            return left - page_left, page_top - top, right - page_left, page_top - bottom


def _place(pieces: Iterable[tuple[int, Piece]], degrees: float) -> list[_Placed]:
    """The pieces in the frame of their direction, ``degrees`` clockwise on the unturned page."""
    radians = math.radians(degrees)
    cosine, sine = math.cos(radians), math.sin(radians)
    placed = []
    for order, piece in pieces:
        left, bottom, right, top = piece.box
        corners = [x * cosine - y * sine for x in (left, right) for y in (bottom, top)]
        x, y = piece.origin
        placed.append(
            _Placed(
                piece.text,
                min(corners),
                max(corners),
                -(x * sine + y * cosine),
                max(piece.height, 0.1),
                order,
                order,
                piece.follows_space,
                [piece.box],
            )
        )
    return placed


def _rows(placed: list[_Placed]) -> list[_Row]:
    """What stands on one baseline, rows from top to bottom, members from left to right."""
    rows: list[_Row] = []
    for each in sorted(placed, key=attrgetter("baseline")):
        # a superscript may have begun a row of its own in between
        row = next((row for row in reversed(rows[-3:]) if row.takes(each)), None)
        if row is None:
            row = _Row(each.baseline, each.height)
            rows.append(row)
        row.add(each)
    for row in rows:
        row.members.sort(key=attrgetter("x0"))
    _move_scripts(rows)
    rows = [row for row in rows if row.members]
    rows.sort(key=attrgetter("baseline"))
    return rows


def _move_scripts(rows: list[_Row]) -> None:
    """Bring super- and subscripts into the row of the word that they hang on."""
    moved = []
    for index, row in enumerate(rows):
        near = [other for other in rows[max(index - 2, 0) : index + 3] if other is not row]
        for other in near:
            if row.height >= _SCRIPT_SIZE * other.height or not other.members:
                continue
            scripts = _hanging(row.members, other.members)
            if scripts:
                ids = set(map(id, scripts))
                row.members = [each for each in row.members if id(each) not in ids]
                moved.append((other, scripts))
    for row, scripts in moved:
        row.members = sorted([*row.members, *scripts], key=attrgetter("x0"))


def _hanging(members: list[_Placed], words: list[_Placed]) -> list[_Placed]:
    """Which members of a row of small print hang on words of another row, or on one that does."""
    starts = [word.x0 for word in words]
    found: list[_Placed] = []
    for each in members:
        goes_on = found and abs(each.x0 - found[-1].x1) < _TOUCHING_IN_SEQUENCE * each.height
        if goes_on or _hangs_on(each, words, starts):
            found.append(each)
    return found


def _hangs_on(script: _Placed, members: list[_Placed], starts: list[float]) -> bool:
    index = bisect_right(starts, script.x0)
    return any(
        script.height < _SCRIPT_SIZE * word.height
        and abs(script.baseline - word.baseline) < _SCRIPT_SHIFT * word.height
        and max(word.x0 - script.x1, script.x0 - word.x1) < _SCRIPT_GAP * word.height
        for word in members[max(index - 1, 0) : index + 1]
    )


def _words(members: list[_Placed]) -> list[_Placed]:
    words = [members[0]]
    for each in members[1:]:
        before = words[-1]
        if _is_same(before, each):
            continue
        if _touches(before, each):
            before.text += each.text.translate(_RAISED) if _is_raised(before, each) else each.text
            before.x1 = max(before.x1, each.x1)
            if each.first < before.first:
                before.follows_space = each.follows_space
            before.first, before.last = min(before.first, each.first), max(before.last, each.last)
            before.boxes += each.boxes
        else:
            words.append(each)
    return words


def _is_same(before: _Placed, each: _Placed) -> bool:
    """Bold made by drawing twice."""
    reach = _SAME_SPOT * each.height
    return (
        each.text == before.text
        and abs(each.x0 - before.x0) < reach
        and abs(each.baseline - before.baseline) < reach
    )


def _touches(before: _Placed, each: _Placed) -> bool:
    is_next = each.first == before.last + 1
    # what runs to the left was drawn in this order, or in the other one
    is_before = before.first == each.last + 1 and is_right_to_left(each.text)
    if (is_next and each.follows_space) or (is_before and before.follows_space):
        return False
    gap = each.x0 - before.x1
    low, high = sorted((before.height, each.height))
    reach = _TOUCHING_IN_SEQUENCE if is_next or is_before else _TOUCHING
    if not _OVERLAPPING * low < gap < reach * low:
        return False
    is_script = low < _SCRIPT_SIZE * high
    return not is_script or not _follow_digit(before, each) or _is_raised(before, each)


def _is_raised(before: _Placed, each: _Placed) -> bool:
    """Whether digits are raised behind a number: they are cents or a note, no more digits of it."""
    return (
        _follow_digit(before, each)
        and each.text.isdecimal()
        and each.height < _SCRIPT_SIZE * before.height
        and each.baseline < before.baseline
    )


def _follow_digit(before: _Placed, each: _Placed) -> bool:
    return before.text[-1].isdigit() and each.text[0].isdigit()


def _word(text: str, boxes: list[Box], page_box: Box, turn: int) -> Word:
    whole = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    x0, y0, x1, y1 = _turned(whole, page_box, turn)
    return Word(text, round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
