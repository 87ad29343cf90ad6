"""Rows of a table from its lines: which lines without amounts belong to which row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from engine.rules.tables.cells import is_number
from engine.rules.tables.drawn.bands import Band
from engine.rules.tables.model import Column, Item

# A line this much nearer (in heights of a line) to the next row than to the last is the next's.
NEARER = 0.25
# The rest of a row stands this close to it (in heights of a line).
JOINED = 1.0
# A line at the distance of a row, in a table whose lines stand wide apart, is no rest of one.
ROW_OF_ITS_OWN = 0.9
LOOSE = 0.5
MAX_POSITION_DIGITS = 4


class Kind(Enum):
    """What a line of a table is."""

    ROW = auto()
    REST = auto()
    """Part of the row above or below it."""
    BREAK = auto()
    """Nothing goes on over it: a heading, a sum, a drawn line."""


@dataclass(frozen=True, slots=True)
class Entry:
    kind: Kind
    band: Band
    cells: tuple[str, ...]


def items_of(
    header: Band, entries: Sequence[Entry], columns: Sequence[Column], text_column: int | None
) -> list[Item] | None:
    """The rows, each with the lines that belong to it; None where that can't be told.

    ``header`` is the line above the first entry, ``text_column`` the one whose text may go on in
    lines of its own.
    """
    rows = [entry for entry in entries if entry.kind is Kind.ROW]
    if text_column is None:
        return [Item(list(row.cells), list(row.band.rows)) for row in rows]
    lacking = sum(not row.cells[text_column] for row in rows)
    if lacking * 2 > len(rows) or _end_with_rows(entries):
        owners = _owners_of_all_text(entries)
        if owners is None:
            return None
    else:
        owners = _owners_by_distance(header, entries, columns, text_column)
    return [_item(entries, place, owners, columns, text_column) for place in _places(entries)]


def _places(entries: Sequence[Entry]) -> list[int]:
    return [place for place, entry in enumerate(entries) if entry.kind is Kind.ROW]


def _item(
    entries: Sequence[Entry],
    place: int,
    owners: dict[int, int],
    columns: Sequence[Column],
    text_column: int,
) -> Item:
    """A row with its lines put together from top to bottom."""
    lines = sorted([place, *(rest for rest, owner in owners.items() if owner == place)])
    own = entries[place].cells
    cells = [""] * len(columns)
    for line in lines:
        for index, text in enumerate(entries[line].cells):
            if not text:
                continue
            target = index
            if line != place and not own[index] and not is_number(text):
                target = text_column
            if line != place and own[index] and columns[index].is_numeric:
                continue
            cells[target] = f"{cells[target]} {text}".strip()
    return Item(cells, [row for line in lines for row in entries[line].band.rows])


def _owners_of_all_text(entries: Sequence[Entry]) -> dict[int, int] | None:
    """Rest → row, where the rows themselves have no text: all above, all below, or around them.

    How many lines stand above the first row and below the last one tells how those between two
    rows are divided.
    """
    groups = _groups(entries)
    places = _places(entries)
    splits = _splits_by_number(entries, groups) or _splits_by_count(groups)
    if splits is None:
        return None
    owners: dict[int, int] = {}
    for number, (group, split) in enumerate(zip(groups, splits, strict=True)):
        if number:
            above = places[number - 1]
            owners |= dict.fromkeys(_near(entries, above, group[:split]), above)
        if number < len(places):
            owners |= dict.fromkeys(group[split:], places[number])
    return owners


def _splits_by_count(groups: Sequence[Sequence[int]]) -> list[int] | None:
    """How many lines between two rows belong to the upper one, by those before the first row and
    behind the last one; None where they do not come out even.
    """
    first, last = len(groups[0]), len(groups[-1])
    between = [len(group) for group in groups[1:-1]]
    if first and last:
        if any(size != first + last for size in between):
            return None
        return [0, *(last for _ in between), last]
    return [0, *(0 if first else size for size in between), last]


def _splits_by_number(
    entries: Sequence[Entry], groups: Sequence[Sequence[int]]
) -> list[int] | None:
    """Where one line before each row has its number, 1, 2, 3, it begins what belongs to the row."""
    splits = []
    for number, group in enumerate(groups[:-1], 1):
        starts = [
            place for place, rest in enumerate(group) if _leading_number(entries[rest]) == number
        ]
        if len(starts) != 1:
            return None
        splits.append(starts[0])
    return [*splits, len(groups[-1])] if splits else None


def _leading_number(entry: Entry) -> int | None:
    text = next((cell for cell in entry.cells if cell), "").rstrip(".)")
    return int(text) if text.isdecimal() and len(text) <= MAX_POSITION_DIGITS else None


def _near(entries: Sequence[Entry], row: int, rests: Sequence[int]) -> list[int]:
    """The lines below a row up to the first that stands apart."""
    found: list[int] = []
    last = entries[row].band
    for rest in rests:
        band = entries[rest].band
        if _gap(last, band) > JOINED * band.height:
            break
        found.append(rest)
        last = band
    return found


def _end_with_rows(entries: Sequence[Entry]) -> bool:
    """Whether lines stand above every row, as many above each, and none below the last one."""
    *above, below = map(len, _groups(entries))
    return len(above) > 1 and above[0] > 0 and set(above) == {above[0]} and not below


def _groups(entries: Sequence[Entry]) -> list[list[int]]:
    """The rests before the first row, between each two, after the last, up to a break."""
    groups: list[list[int]] = [[]]
    is_broken = False
    for place, entry in enumerate(entries):
        if entry.kind is Kind.ROW:
            groups.append([])
            is_broken = False
        elif entry.kind is Kind.BREAK:
            is_broken = True
        elif not is_broken:
            groups[-1].append(place)
        elif len(groups) <= len(_places(entries)):
            # after a break the lines belong to the row that follows
            groups[-1].append(place)
    return groups


def _owners_by_distance(
    header: Band, entries: Sequence[Entry], columns: Sequence[Column], text_column: int
) -> dict[int, int]:
    """Rest → row, where the rows have texts of their own: the row above, unless the next is nearer.

    A line above the first row, or after a break, is a heading unless its text goes on in the row.
    """
    owners: dict[int, int] = {}
    owner: int | None = None
    pitch = _pitch(entries)
    for place, entry in enumerate(entries):
        if entry.kind is Kind.ROW:
            owner = place
        elif entry.kind is Kind.BREAK:
            owner = None
        else:
            following = _next_row(entries, place)
            gap = _gap(entries[place - 1].band if place else header, entry.band)
            is_next = following is not None and _is_nearer(entry, entries, place, gap)
            if is_next or (owner is None and following == place + 1):
                if following is not None and (
                    is_next or _goes_on(entry, entries[following], columns, text_column)
                ):
                    owners[place] = following
                owner = None
            elif (
                owner is not None
                and gap <= JOINED * entry.band.height
                and not (
                    gap >= max(ROW_OF_ITS_OWN * pitch, LOOSE * entry.band.height)
                    and _had_room(entries[owner], entry, columns, text_column)
                )
            ):
                owners[place] = owner
            else:
                owner = None
    return owners


def _pitch(entries: Sequence[Entry]) -> float:
    """The usual distance between rows that follow each other."""
    gaps = [
        _gap(above.band, below.band)
        for above, below in pairwise(entries)
        if above.kind is below.kind is Kind.ROW and above.band.page == below.band.page
    ]
    return median(gaps) if gaps else float("inf")


def _had_room(row: Entry, rest: Entry, columns: Sequence[Column], text_column: int) -> bool:
    """Whether the first word of a line would have stood in the row above it."""
    column = columns[text_column]
    own = [f for f in row.band.fragments if f.x0 < column.x1 and f.x1 > column.x0]
    if not own:
        return False
    right = min((f.x0 for f in row.band.fragments if f.x0 > own[-1].x0), default=float("inf"))
    line = rest.band.fragments[0]
    width = (line.x1 - line.x0) / max(len(line.text), 1)
    return own[-1].x1 + width * (2 + len(line.text.split()[0])) < right


def _next_row(entries: Sequence[Entry], place: int) -> int | None:
    for following in range(place + 1, len(entries)):
        if entries[following].kind is Kind.ROW:
            return following
        if entries[following].kind is Kind.BREAK:
            return None
    return None


def _is_nearer(entry: Entry, entries: Sequence[Entry], place: int, gap: float) -> bool:
    """Whether a line stands nearer to the row that follows than to what is above it."""
    following = entries[place + 1].band if place + 1 < len(entries) else None
    if following is None or following.page != entry.band.page:
        return False
    return _gap(entry.band, following) < gap - NEARER * entry.band.height


def _gap(above: Band, below: Band) -> float:
    return below.y0 - above.y1 if above.page == below.page else float("inf")


def _goes_on(entry: Entry, row: Entry, columns: Sequence[Column], text_column: int) -> bool:
    """Whether a line is full, so that its text had to go on in the row below."""
    text = row.cells[text_column]
    if not text:
        return True
    line = entry.band.fragments[0]
    if _gap(entry.band, row.band) > JOINED * entry.band.height:
        return False
    width = (line.x1 - line.x0) / max(len(line.text), 1)
    following = [column.x0 for column in columns[text_column + 1 :]]
    return line.x1 + width * (1 + len(text.split()[0])) > min(following, default=float("inf"))
