"""Columns by their bodies: cells that stand under each other are one column, whatever its header.

A header may be centred over cells that are set left, or stand over two of them; so the cells of
the rows are put together first, and each such column then gets the header cell that is nearest,
every header cell once and in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from engine.rules.layout import Segment
from engine.rules.tables.cells import has_digits, is_number
from engine.rules.tables.drawn.bands import Band, Fragment
from engine.rules.tables.model import Column

# Rows that are looked at for the columns' places, taken evenly from the whole table.
SAMPLE_BANDS = 9
# Edges of cells this close stand under each other (points).
ALIGNED = 2.5
# Of two cells, how much of the narrower must stand under the other.
UNDER = 0.5
# How far from its cells a header may stand (points), and what speaks against one of another kind.
MAX_HEADER_DISTANCE = 100.0
WRONG_KIND = 80.0
# What speaks against two cells of one row in one column (points).
MERGED = 25.0
# Farther from every column than this a text belongs to something beside the table (points).
BESIDE_TABLE = 45.0
# An overlap counts for more than a short distance.
OVERLAPPING = 0.3
MAX_FRAGMENTS = 32
LAST_NUMBER = re.compile(r"^(.*\S)\s+([€£$]?\s?[-(]?\d[\d.,'’]*\)?-?\s?[€£$%]?)$")
FIRST_NUMBER = re.compile(r"^(\d{1,5}[.)]?)\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cells of one column: where they stand at most, and their usual edges."""

    x0: float
    x1: float
    left: float
    right: float
    is_numeric: bool


def clusters_of(bands: Sequence[Band], columns: Sequence[Column]) -> list[Cluster]:
    """The cells of the rows, put together by the edges they share and by standing above another."""
    step = max(len(bands) // SAMPLE_BANDS, 1)
    rows = [_stacked(list(split_fragments(band, columns))) for band in bands[::step][:SAMPLE_BANDS]]
    fragments = [
        (number, fragment) for number, row in enumerate(rows) for fragment in row[:MAX_FRAGMENTS]
    ]
    groups = [{index} for index in range(len(fragments))]
    owner = list(range(len(fragments)))
    for _, one, other in sorted(_links(fragments)):
        mine, theirs = owner[one], owner[other]
        if mine == theirs:
            continue
        lines = [fragments[index][0] for index in groups[mine] | groups[theirs]]
        if len(set(lines)) < len(lines):
            continue
        groups[mine] |= groups[theirs]
        for index in groups[theirs]:
            owner[index] = mine
        groups[theirs] = set()
    found = [_cluster([fragments[index][1] for index in group]) for group in groups if group]
    return sorted(found, key=lambda cluster: cluster.left + cluster.right)


def _stacked(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments of a band, the lines of one cell put together as wide as they are."""
    found: list[Fragment] = []
    for fragment in fragments:
        above = found[-1] if found else None
        if above is not None and above.row is not fragment.row and above.x1 > fragment.x0:
            wider = replace(above.segment, x1=max(above.x1, fragment.x1))
            found[-1] = Fragment(wider, above.row)
        else:
            found.append(fragment)
    return found


def _links(fragments: Sequence[tuple[int, Fragment]]) -> Iterator[tuple[float, int, int]]:
    """Pairs of cells that can be of one column, the better aligned first."""
    places = [(line, fragment.x0, fragment.x1) for line, fragment in fragments]
    for one, (line, x0, x1) in enumerate(places):
        for other in range(one + 1, len(places)):
            below, left, right = places[other]
            if below == line:
                continue
            edge = min(abs(x0 - left), abs(x1 - right))
            shared = min(x1, right) - max(x0, left)
            if edge <= ALIGNED or shared >= UNDER * min(x1 - x0, right - left):
                yield edge, one, other


def _cluster(fragments: Sequence[Fragment]) -> Cluster:
    numbers = sum(is_number(fragment.text) for fragment in fragments)
    return Cluster(
        x0=min(fragment.x0 for fragment in fragments),
        x1=max(fragment.x1 for fragment in fragments),
        left=median(fragment.x0 for fragment in fragments),
        right=median(fragment.x1 for fragment in fragments),
        is_numeric=numbers * 2 > len(fragments),
    )


def fitted(columns: Sequence[Column], clusters: Sequence[Cluster]) -> tuple[Column, ...]:
    """The columns at the places of their cells; cells without a header get a column without one.

    Where a header cell was divided, but only one part of it has cells, it is whole again.
    """
    matched = _matched(columns, clusters)
    wholes = [columns[i].whole for i in matched if i is not None and columns[i].whole is not None]
    single = [whole for whole in wholes if wholes.count(whole) == 1]
    placed = []
    for cluster, index in zip(clusters, matched, strict=True):
        header = columns[index] if index is not None else Column((), None, 0.0, 0.0)
        if header.whole is not None and header.whole in single:
            header = header.whole
        placed.append(replace(header, x0=cluster.left, x1=cluster.right, whole=None))
    rest = [
        column
        for index, column in enumerate(columns)
        if index not in matched and (column.whole is None or column.whole not in single)
    ]
    return tuple(sorted([*placed, *rest], key=lambda column: column.x0 + column.x1))


def _matched(columns: Sequence[Column], clusters: Sequence[Cluster]) -> list[int | None]:
    """The header cell of each cluster: in order, each once, as near as can be.

    Where there are as many of one as of the other, distance does not matter.
    """
    width = len(columns)
    if len(clusters) == width and not any(map(_is_of_other_kind, columns, clusters)):
        return list(range(width))
    # best[j]: the least cost of the clusters so far with the first j header cells, and the choice
    best: list[tuple[float, tuple[int | None, ...]]] = [(0.0, ())] * (width + 1)
    for cluster in clusters:
        line: list[tuple[float, tuple[int | None, ...]]] = []
        for used in range(width + 1):
            cost, choice = best[used]
            options = [(cost + MAX_HEADER_DISTANCE, (*choice, None))]
            if used:
                options.append(line[used - 1])
                cost, choice = best[used - 1]
                distance = _header_distance(columns[used - 1], cluster)
                options.append((cost + distance, (*choice, used - 1)))
            line.append(min(options, key=lambda option: option[0]))
        best = line
    return list(best[width][1])


def _header_distance(column: Column, cluster: Cluster) -> float:
    gap = max(column.x0 - cluster.right, cluster.left - column.x1, 0.0)
    edges = min(
        abs(column.x0 - cluster.left),
        abs(column.x1 - cluster.right),
        abs(column.x0 + column.x1 - cluster.left - cluster.right) / 2,
    )
    against = 0.5 * MAX_HEADER_DISTANCE if _is_of_other_kind(column, cluster) else 0.0
    return gap + 0.1 * edges + against


def _is_of_other_kind(column: Column, cluster: Cluster) -> bool:
    """Whether texts stand where the header's words promise numbers."""
    return column.is_numeric and not cluster.is_numeric


def cells_of(band: Band, columns: Sequence[Column]) -> list[list[Fragment]]:
    """The band's fragments by column; what stands far from all of them is left out."""
    fragments = [
        fragment for fragment in split_fragments(band, columns) if _is_near(fragment, columns)
    ]
    fragments = fragments[:MAX_FRAGMENTS]
    cells: list[list[Fragment]] = [[] for _ in columns]
    for fragment, index in zip(fragments, _assigned(fragments, columns), strict=True):
        cells[index].append(fragment)
    return cells


def _is_near(fragment: Fragment, columns: Sequence[Column]) -> bool:
    from_x, to_x = fragment.x0 - BESIDE_TABLE, fragment.x1 + BESIDE_TABLE
    return any(column.x0 <= to_x and column.x1 >= from_x for column in columns)


def _assigned(fragments: Sequence[Fragment], columns: Sequence[Column]) -> list[int]:
    """The column of every fragment: the cheapest way that keeps the order of both."""
    plain = _plainly_assigned(fragments, columns)
    if plain is not None:
        return plain
    size = len(columns)
    best: list[list[tuple[float, int]]] = []
    for number, fragment in enumerate(fragments):
        costs = [_cost(fragment, column) for column in columns]
        line: list[tuple[float, int]] = []
        least: tuple[float, int] = (float("inf"), -1)
        for index in range(size):
            if number == 0:
                line.append((costs[index], -1))
                continue
            before = best[-1]
            if index and before[index - 1][0] < least[0]:
                least = before[index - 1][0], index - 1
            merged = before[index][0] + _merging(fragments[number - 1], fragment), index
            cost, origin = min(least, merged)
            line.append((cost + costs[index], origin))
        best.append(line)
    assigned: list[int] = []
    for number in range(len(fragments) - 1, -1, -1):
        if not assigned:
            index = min(range(size), key=lambda i: best[-1][i][0])
        else:
            index = best[number + 1][assigned[-1]][1]
        assigned.append(index)
    return assigned[::-1]


def _plainly_assigned(fragments: Sequence[Fragment], columns: Sequence[Column]) -> list[int] | None:
    """The columns where every fragment stands in one of its own and fits it, else None."""
    assigned: list[int] = []
    for fragment in fragments:
        x0, x1 = fragment.x0, fragment.x1
        under = [
            index for index, column in enumerate(columns) if min(column.x1, x1) > max(column.x0, x0)
        ]
        if len(under) != 1 or (assigned and assigned[-1] >= under[0]):
            return None
        if columns[under[0]].is_numeric and not has_digits(fragment.text):
            return None
        assigned.append(under[0])
    return assigned


def _merging(before: Fragment, fragment: Fragment) -> float:
    """What speaks against two fragments in one cell: nothing where they are lines of it."""
    if before.row is not fragment.row and before.x1 > fragment.x0:
        return 0.0
    return MERGED


def _cost(fragment: Fragment, column: Column) -> float:
    distance = min(
        abs(fragment.x0 - column.x0),
        abs(fragment.x1 - column.x1),
        abs(fragment.x0 + fragment.x1 - column.x0 - column.x1) / 2,
    )
    if _overlap(column, fragment) > 0:
        distance *= OVERLAPPING
    if column.is_numeric and not has_digits(fragment.text):
        distance += WRONG_KIND
    return distance


def _overlap(column: Column, other: Fragment | Column) -> float:
    return min(column.x1, other.x1) - max(column.x0, other.x0)


def split_fragments(band: Band, columns: Sequence[Column]) -> Iterator[Fragment]:
    """The band's fragments, those that reach over several columns divided at their numbers."""
    for fragment in band.fragments:
        for segment in _divided(fragment.segment, columns):
            yield Fragment(segment, fragment.row)


def _divided(segment: Segment, columns: Sequence[Column]) -> Iterator[Segment]:
    x0, x1 = segment.x0, segment.x1
    under = [column for column in columns if min(column.x1, x1) > max(column.x0, x0)]
    if len(under) > 1 and under[-1].is_numeric and (match := LAST_NUMBER.match(segment.text)):
        yield from _divided(_part(segment, 0, match.end(1)), columns)
        yield _part(segment, match.start(2), len(segment.text))
    elif (
        len(under) > 1
        and under[0].concept in {"position", "quantity"}
        and (match := FIRST_NUMBER.match(segment.text))
    ):
        yield _part(segment, 0, match.end(1))
        yield from _divided(_part(segment, match.start(2), len(segment.text)), columns)
    else:
        yield segment


def _part(segment: Segment, start: int, end: int) -> Segment:
    scale = (segment.x1 - segment.x0) / max(len(segment.text), 1)
    return Segment(
        segment.text[start:end],
        segment.start + start,
        segment.start + end,
        segment.x0 + start * scale,
        segment.x0 + end * scale,
    )
