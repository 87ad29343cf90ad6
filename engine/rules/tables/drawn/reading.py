"""Drawn tables: the rows under a header, read by the places of their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from engine.rules.tables.drawn.bands import Band, Fragment
from engine.rules.tables.drawn.fitting import ALIGNED, cells_of, clusters_of, fitted
from engine.rules.tables.drawn.group_sums import sums_of_groups
from engine.rules.tables.drawn.headers import Header
from engine.rules.tables.drawn.profile import Profile, profile_of
from engine.rules.tables.drawn.records import Entry, Kind, items_of
from engine.rules.tables.model import Column, ItemTable, Surroundings
from engine.rules.tables.totals import hits_of, is_carried, is_page_number, sums_up

# After so many lines without a row the table is over.
MAX_LINES_WITHOUT_ROW = 60
# How far below the line before it a row may stand: in heights of a line, in usual distances.
MAX_GAP_IN_HEIGHTS = 2.5
MAX_GAP_IN_PITCHES = 1.6
# A line farther from the one before (in heights of a line) is not its rest.
FAR = 1.5
# A label and its value.
MAX_FRAGMENTS_OF_FACT = 2
# A text under more columns than these is no cell of one.
MAX_COLUMNS_UNDER_TEXT = 2
# A row with this share of the usual number of cells tells where the columns stand.
FULL = 0.7
# The rows that are looked at for what is usual.
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Below:
    """The lines below a header: ``end`` is the place of the first band behind them."""

    bands: tuple[Band, ...]
    repeated_headers: tuple[Header, ...]
    end: int


def lines_below(
    header: Header, bands: Sequence[Band], around: Surroundings, others: Mapping[int, Header]
) -> Below:
    """What stands between a header and the next table, without heads and feet of pages.

    ``others`` are the headers of the document by the places of their first lines.
    """
    lines: list[Band] = []
    repeated: list[Header] = []
    place, page = header.last + 1, header.bands[0].page
    while place < len(bands):
        band, other = bands[place], others.get(place)
        if other is not None and header.goes_on_at(other):
            repeated.append(other)
            place, page = other.last + 1, band.page
            continue
        if other is not None or band.page > page + 1:
            break
        if not all(row.index in around.running for row in band.rows):
            lines.append(band)
            page = band.page
        place += 1
    return Below(tuple(lines), tuple(repeated), place)


def read_table(header: Header, below: Below, around: Surroundings) -> ItemTable | None:
    """The table, None where it has no rows or where they can't be told apart."""
    columns = _fitted(header, below.bands, around)
    cells = [_texts(band, columns, header) for band in below.bands]
    profile = profile_of(columns, _up_to_sum(below.bands, cells, around), around.months)
    table = ItemTable(columns)
    pitch = _pitch(below.bands, cells, profile)
    group_sums = sums_of_groups(below.bands, cells, profile)
    walk = _Walk(profile, around, table, header.bands[-1], pitch)
    for place, (band, texts) in enumerate(zip(below.bands, cells, strict=True)):
        if place in group_sums:
            walk.take_heading(band, texts)
        elif not walk.take(band, texts):
            break
    entries = walk.entries_up_to_last_row
    items = items_of(header.bands[-1], entries, columns, profile.text_column)
    if not items:
        return None
    table.items = items
    table.title = header.title
    headers = (header, *below.repeated_headers)
    table.header_rows += [row.index for each in headers for band in each.bands for row in band.rows]
    table.body_rows += [row.index for entry in entries for row in entry.band.rows]
    return table


def _up_to_sum(
    bands: Sequence[Band], cells: Sequence[tuple[str, ...]], around: Surroundings
) -> list[tuple[str, ...]]:
    """The lines up to the first sum below a row."""
    found: list[tuple[str, ...]] = []
    for band, texts in zip(bands, cells, strict=True):
        is_sum = sums_up(band.rows, around) or is_labelled_value(band, len(texts))
        if len(found) >= SAMPLE or (is_sum and found):
            break
        if not is_sum:
            found.append(texts)
    return found


def is_labelled_value(band: Band, columns: int) -> bool:
    """Whether a line is a label with a colon and one value, where rows have more cells."""
    return len(band.fragments) == MAX_FRAGMENTS_OF_FACT < columns - 1 and band.fragments[
        0
    ].text.endswith((":", "："))


def _fitted(header: Header, bands: Sequence[Band], around: Surroundings) -> tuple[Column, ...]:
    """The columns at the places of the cells of full rows, up to a sum or another header."""
    full: list[Band] = []
    for line in bands:
        band = _inside(line, header)
        is_header = len(band.fragments) > 2 and not band.has_digits
        is_sum = sums_up(band.rows, around)
        if len(full) >= SAMPLE or (full and (is_sum or is_header)):
            break
        if len(band.fragments) > 1 and band.has_digits and not is_sum:
            full.append(band)
    if full:
        least = FULL * median(len(band.fragments) for band in full)
        full = [band for band in full if len(band.fragments) >= least]
    return fitted(header.columns, clusters_of(full, header.columns))


def _inside(band: Band, header: Header) -> Band:
    """The band without what stands beside the table."""
    fragments = (p for p in band.fragments if p.x1 > header.left and p.x0 < header.right)
    return Band(band.rows, tuple(fragments))


def _texts(band: Band, columns: Sequence[Column], header: Header) -> tuple[str, ...]:
    cells = cells_of(_inside(band, header), columns)
    return tuple(" ".join(fragment.text for fragment in _in_reading_order(cell)) for cell in cells)


def _in_reading_order(cell: Sequence[Fragment]) -> list[Fragment]:
    return sorted(cell, key=lambda fragment: (fragment.row.index, fragment.x0))


def _pitch(bands: Sequence[Band], cells: Sequence[Sequence[str]], profile: Profile) -> float:
    """The usual distance between two rows."""
    rows = [band for band, texts in zip(bands, cells, strict=True) if profile.is_strong(texts)]
    gaps = [b.y0 - a.y1 for a, b in pairwise(rows[:SAMPLE]) if a.page == b.page]
    return median(gaps) if gaps else 0.0


@dataclass(slots=True)
class _Walk:
    """Goes down the lines below a header and tells what each of them is."""

    profile: Profile
    around: Surroundings
    table: ItemTable
    last: Band
    pitch: float
    entries: list[Entry] = field(default_factory=list)
    is_open: bool = True
    row_page: int = 0
    lines_without_row: int = 0

    def __post_init__(self) -> None:
        self.row_page = self.last.page

    def take(self, band: Band, cells: tuple[str, ...]) -> bool:
        """Take the next line; False where the table is over."""
        self.lines_without_row += 1
        if self.lines_without_row > MAX_LINES_WITHOUT_ROW or self.profile.is_other_header(cells):
            return False
        if band.page != self.row_page and not self.profile.is_usual(cells):
            # the head of the next page, or what stands below the table there
            return True
        is_carried_over = is_carried(band.rows[0], self.around) and not self.profile.is_full(cells)
        if band.is_rule or is_carried_over:
            self._add(Kind.BREAK, band, cells)
        elif any(cells):
            self._take_text(band, cells)
        return True

    def take_heading(self, band: Band, cells: tuple[str, ...]) -> None:
        self._add(Kind.BREAK, band, cells)

    def _take_text(self, band: Band, cells: tuple[str, ...]) -> None:
        is_full = self.profile.is_full(cells)
        if not is_full and (sums_up(band.rows, self.around) or self.profile.is_sum(cells)):
            self._take_sum(band, cells)
        elif not is_full and self.is_open and self._is_below_table(band, cells):
            self.is_open = False
        elif is_full or self.is_open:
            self._add(self._kind(band, cells), band, cells)

    def _take_sum(self, band: Band, cells: tuple[str, ...]) -> None:
        if any(entry.kind is Kind.ROW for entry in self.entries):
            self.table.totals.append(list(cells))
            if self.is_open:
                self._add(Kind.BREAK, band, cells)
            self.is_open = False
        else:
            self.is_open = self.is_open and not band.has_digits

    def _add(self, kind: Kind, band: Band, cells: tuple[str, ...]) -> None:
        self.entries.append(Entry(kind, band, cells))
        self.last = band
        if kind is Kind.ROW:
            self.is_open = True
            self.lines_without_row = 0
            self.row_page = band.page

    def _kind(self, band: Band, cells: tuple[str, ...]) -> Kind:
        if self.profile.is_out_of_order(cells):
            return Kind.BREAK
        if self.profile.lacks_date(cells) and self.profile.is_strong(cells):
            return Kind.BREAK
        if self.profile.is_usual(cells):
            return Kind.ROW
        is_weak = self.profile.is_weak(cells) and not self.profile.lacks_text
        if (self.profile.is_strong(cells) or is_weak) and self._is_near(band):
            return Kind.ROW
        return Kind.REST if self._is_rest(band) else Kind.BREAK

    def _is_near(self, band: Band) -> bool:
        height = max(band.height, self.last.height)
        farthest = max(MAX_GAP_IN_HEIGHTS * height, MAX_GAP_IN_PITCHES * self.pitch)
        return self.last.page != band.page or band.y0 - self.last.y1 <= farthest

    def _is_rest(self, band: Band) -> bool:
        """Whether a line without the cells of a row can be part of one."""
        gap = band.y0 - self.last.y1
        if self.last.page != band.page:
            return False
        # where names stand in lines of their own, one can stand apart from the row above it
        if gap > FAR * max(band.height, self.last.height) and not self.profile.lacks_text:
            return False
        if len(band.fragments) > 1 or len(self._under(band)) <= MAX_COLUMNS_UNDER_TEXT:
            return True
        return self.profile.lacks_text and self._begins_text(band)

    def _begins_text(self, band: Band) -> bool:
        """Whether a text begins where those of the text column do, however far it reaches."""
        column = self.profile.text_column
        return column is not None and (
            abs(band.fragments[0].x0 - self.profile.columns[column].x0) <= ALIGNED
        )

    def _under(self, band: Band) -> list[Column]:
        fragment = band.fragments[0]
        return [c for c in self.profile.columns if min(c.x1, fragment.x1) > max(c.x0, fragment.x0)]

    def _is_below_table(self, band: Band, cells: tuple[str, ...]) -> bool:
        """Whether it stands apart, or is a page's number, or a label with its value."""
        if is_labelled_value(band, len(cells)) or is_page_number(band.rows, self.around):
            return True
        if self.profile.is_usual(cells):
            return False
        return not self._is_near(band) or (
            len(band.fragments) <= MAX_FRAGMENTS_OF_FACT
            and any(
                hit.has_mark and hit.starts_segment and hit.segment == 0
                for hit in hits_of(band.rows, self.around)
            )
        )

    @property
    def entries_up_to_last_row(self) -> list[Entry]:
        """The entries without the breaks behind the last row and its rest."""
        end = len(self.entries)
        while end and self.entries[end - 1].kind is Kind.BREAK:
            end -= 1
        return self.entries[:end]
