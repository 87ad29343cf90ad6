"""Running heads and feet: what stands at the edge of every page is told by its repeating."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from engine.rules.layout import Layout, Row

# How many rows at either edge of a page can be its head or foot.
MAX_HEAD_ROWS = 12
MAX_FOOT_ROWS = 6
# How far the same line may stand from its place on the page before (points).
SAME_PLACE = 4.0
MAX_DIGITS_OF_PAGE = 4
WORD = re.compile(r"\d+|[^\d\s]+")


def running_rows(layout: Layout) -> frozenset[int]:
    """The indices of the rows that the next page, or the one before, has at the same place.

    A number in them may count the pages.
    """
    pages = [list(rows) for _, rows in groupby(layout.rows, key=lambda row: row.page)]
    found: set[int] = set()
    for one, other in pairwise(pages):
        for mine, theirs in ((one, other), (other, one)):
            found |= set(_at_edge(mine[:MAX_HEAD_ROWS], theirs[:MAX_HEAD_ROWS], 0.0, 0.0))
            found |= set(
                _at_edge(
                    mine[: -MAX_FOOT_ROWS - 1 : -1],
                    theirs[: -MAX_FOOT_ROWS - 1 : -1],
                    mine[-1].y0,
                    theirs[-1].y0,
                )
            )
    return frozenset(found)


def _at_edge(
    mine: Sequence[Row], theirs: Sequence[Row], edge: float, other_edge: float
) -> Iterator[int]:
    """The rows from a page's edge inwards, up to the first that the other page does not have."""
    for row in mine:
        if not any(
            (
                abs(row.y0 - other.y0) <= SAME_PLACE
                or abs((row.y0 - edge) - (other.y0 - other_edge)) <= SAME_PLACE
            )
            and _repeats(row, other)
            for other in theirs
        ):
            return
        yield row.index


def _repeats(mine: Row, theirs: Row) -> bool:
    words, others = WORD.findall(mine.text), WORD.findall(theirs.text)
    return len(words) == len(others) and all(
        word == other or _counts_pages(word, other, theirs.page - mine.page)
        for word, other in zip(words, others, strict=True)
    )


def _counts_pages(word: str, other: str, pages: int) -> bool:
    """Whether two numbers differ as the numbers of their pages do."""
    if not (word.isdecimal() and other.isdecimal()):
        return False
    return len(word) <= MAX_DIGITS_OF_PAGE and int(other) - int(word) == pages
