"""Bands: the visual lines of a page that stand at one height, as the cells of a table row do.

Values that stand a little higher than the text beside them, and cells whose text is wrapped and
centred, come as lines of their own; a table needs them as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.rules.layout import Row, Segment

# How much of the lower of two lines must stand at the height of the other.
SAME_HEIGHT = 0.3
MAX_ROWS_OF_BAND = 16
# Boxes of letters may touch; cells side by side do not overlap by more (points).
TOUCHING = 1.0


@dataclass(frozen=True)
class Fragment:
    """A segment of a band, and the row that it comes from."""

    segment: Segment
    row: Row

    @property
    def text(self) -> str:
        return self.segment.text

    @property
    def x0(self) -> float:
        return self.segment.x0

    @property
    def x1(self) -> float:
        return self.segment.x1


@dataclass(frozen=True)
class Band:
    """``fragments`` are ordered from left to right, ``rows`` from top to bottom."""

    rows: tuple[Row, ...]
    fragments: tuple[Fragment, ...]

    @property
    def page(self) -> int:
        return self.rows[0].page

    @cached_property
    def y0(self) -> float:
        return min(row.y0 for row in self.rows)

    @cached_property
    def y1(self) -> float:
        return max(row.y1 for row in self.rows)

    @cached_property
    def height(self) -> float:
        """The height of its tallest line."""
        return max(row.height for row in self.rows)

    @cached_property
    def text(self) -> str:
        return "  ".join(fragment.text for fragment in self.fragments)

    @cached_property
    def is_rule(self) -> bool:
        """Whether it is drawn, not written: dashes, equals signs, stars."""
        return not any(sign.isalnum() for sign in self.text)

    @cached_property
    def has_digits(self) -> bool:
        return any(sign.isdigit() for sign in self.text)


def bands_of(rows: Sequence[Row]) -> list[Band]:
    """The rows that belong to no native table, joined where they stand at one height."""
    bands: list[Band] = []
    group: list[Row] = []
    for row in rows:
        if row.table is not None:
            continue
        if group and not _belongs(row, group):
            bands.append(_band(group))
            group = []
        group.append(row)
    if group:
        bands.append(_band(group))
    return bands


def _belongs(row: Row, group: Sequence[Row]) -> bool:
    if row.page != group[-1].page or len(group) >= MAX_ROWS_OF_BAND:
        return False
    beside = [other for other in group if _stand_beside(row, other)]
    return bool(beside) and not any(_collide(row, other) for other in beside)


def _stand_beside(row: Row, other: Row) -> bool:
    shared = min(row.y1, other.y1) - max(row.y0, other.y0)
    return shared >= SAME_HEIGHT * min(row.height, other.height) > 0


def _collide(row: Row, other: Row) -> bool:
    return any(
        min(mine.x1, theirs.x1) - max(mine.x0, theirs.x0) > TOUCHING
        for mine in row.segments
        for theirs in other.segments
    )


def _band(rows: Sequence[Row]) -> Band:
    fragments = [Fragment(segment, row) for row in rows for segment in row.segments]
    return Band(tuple(rows), tuple(sorted(fragments, key=lambda fragment: fragment.x0)))
