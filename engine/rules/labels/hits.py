"""Labels in rows, and the texts that stand where their values belong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.languages.loading import WEAK, PhraseTree
from engine.rules.layout import Layout, Row, Segment
from engine.values.numbers import MONEY_STARTS

MAX_ROWS_BELOW = 3
MAX_GAP_BELOW_IN_HEIGHTS = 2.6
MAX_GAP_ABOVE_IN_HEIGHTS = 1.5
MIN_OVERLAP = 1.0
MAX_BRACKET = 60
ROWS_TO_EDGE = 40
LEAST_FULL_LINES = 3
REST_OF_CODE = re.compile(r"[A-Z]{0,4}\d[A-Z\d/-]{0,14}")
ROWS_SHIFTED = 2
LEVEL = 0.3
"""Share of the lower of two rows in which they overlap at least, to be one line."""
LAST_LATIN = "\u0250"
ALIGNED = 4.0
MARK_AFTER = re.compile(r"\s{0,2}[.)\]]{0,2}(?:\s{0,2}\([^()]{1,20}\))?\s{0,2}[:：=]|\s{0,2}#")
NOTHING_BEFORE = re.compile(
    r"[\W_]*(?:\d{1,2}[.)]\s)?[\W_]*"
    r"|[\W_]*(?:[^\W\d_]{2,12}\.?\s{1,2}){0,2}\(?\d{1,2}(?:[.,]\d{1,3})?\s?%[\W_]*"
)
# "b Employer number", "16 State wages": forms number their boxes
BOX_NUMBER = re.compile(r"(?:\d{1,2}[a-z]?|[a-z])[.)]?\s{1,3}")
# "VENDOR INFORMATION:" is the label of the vendor
HEADING_TAIL = re.compile(r"\s(?:information|details|info)(?=\s?:?\s*$)", re.IGNORECASE)
# "Estimated tax to be collected:" is a label up to its colon
LABEL_GOES_ON = re.compile(r"(?:\s[a-zß-öø-ÿ]{1,15}){1,5}(?=\s?[:：])")
# "Order no. / Bestellnr.": the label once more, in another language
TRANSLATION = re.compile(r"[\s.]{0,2}[/|]\s?[^\W\d_][^\d:：/|=]{1,40}")
SEPARATOR_BEFORE = re.compile(r"[\d:;,.|)/–-]\s*$")
# "our customer number 4471-20"
NUMBER_BEHIND = re.compile(r"\s{1,2}\d[\d./-]{3,20}(?:\s\d[\d./-]{2,20}){0,4}(?:$|\s[^\W\d_]{3})")
LEAST_LABEL_LETTERS = 5
LEADING_MARKS = " \t.:：=#-–—*>|)]’'_·•°º"


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found in a row. ``names`` are the concepts it stands for, each with its rank."""

    row: Row
    names: Mapping[str, int]
    segment: int
    start: int
    end: int
    words: tuple[str, ...]
    starts_segment: bool
    fills_segment: bool
    has_mark: bool

    @property
    def is_marked(self) -> bool:
        """Whether it stands as labels do: alone in its cell, or with a colon."""
        return self.fills_segment or self.has_mark

    @property
    def x0(self) -> float:
        return self.row.x_of(self.row.segments[self.segment], self.start)

    @property
    def x1(self) -> float:
        return self.row.x_of(self.row.segments[self.segment], self.end)

    def is_weak_for(self, concept: str) -> bool:
        return self.names[concept] >= WEAK


@dataclass(frozen=True, slots=True)
class Piece:
    """A text where a label's value may stand. ``distance`` orders the pieces of one label."""

    text: str
    row: Row
    start: int
    x0: float
    is_below: bool = False
    is_same_segment: bool = False


def find_hits(layout: Layout, *trees: PhraseTree) -> dict[int, tuple[Hit, ...]]:
    """Row index → the labels of the row, the longest at every place, from left to right."""
    hits = {}
    for row in layout.rows:
        found = tuple(_hits_of_row(row, trees))
        if found:
            hits[row.index] = found
    return hits


def _hits_of_row(row: Row, trees: tuple[PhraseTree, ...]) -> Iterator[Hit]:
    tokens = row.tokens
    owners = row.segment_of_token
    index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and owners[end] == owners[index]:
            end += 1
        words = [token.text for token in tokens[index:end]]
        position = 0
        while position < len(words):
            found = _longest(trees, words, position)
            if found is None:
                position += 1
                continue
            size, names = found
            yield _hit(row, names, owners[index], index + position, size)
            position += size
        index = end


def _longest(
    trees: tuple[PhraseTree, ...], words: list[str], position: int
) -> tuple[int, Mapping[str, int]] | None:
    best: tuple[int, Mapping[str, int]] | None = None
    for tree in trees:
        found = tree.longest(words, position)
        if found is None:
            continue
        if best is None or found[0] > best[0]:
            best = found
        elif found[0] == best[0]:
            best = (best[0], {**best[1], **found[1]})
    return best


def _hit(row: Row, names: Mapping[str, int], segment: int, first: int, size: int) -> Hit:
    tokens = row.tokens[first : first + size]
    start, end = tokens[0].start, tokens[-1].end
    place = row.segments[segment]
    before = row.text[place.start : start]
    starts = _is_nothing(before, row.text[start])
    tail = HEADING_TAIL.match(row.text, end, place.end) if starts else None
    end = tail.end() if tail else end
    more = LABEL_GOES_ON.match(row.text, end, place.end) if starts and size > 1 else None
    end = more.end() if more else end
    translation = TRANSLATION.match(row.text, end, place.end) if starts else None
    if translation and (translation.end() == place.end or row.text[translation.end()] in ":：="):
        end = translation.end()
    after = row.text[end : place.end]
    return Hit(
        row=row,
        names=names,
        segment=segment,
        start=start,
        end=end,
        words=tuple(token.text for token in tokens),
        starts_segment=starts,
        fills_segment=starts and not any(sign.isalnum() for sign in _without_brackets(after)),
        has_mark=MARK_AFTER.match(after) is not None or tokens[-1].text == "#",
    )


def _is_nothing(before: str, first: str) -> bool:
    """Whether what stands before a label in its cell is but marks, a percentage or a box number."""
    if NOTHING_BEFORE.fullmatch(before):
        return True
    return first.isupper() and BOX_NUMBER.fullmatch(before) is not None


def _without_brackets(text: str) -> str:
    stripped = text.strip(" .:")
    if stripped.startswith("(") and stripped.endswith(")"):
        return "" if len(stripped) <= MAX_BRACKET else stripped
    return stripped


def can_be_label(hit: Hit) -> bool:
    """Whether a hit stands as a label rather than as a word in a sentence."""
    if hit.starts_segment:
        return True
    if not hit.has_mark and len(hit.words) == 1:
        return _is_before_number(hit)
    if len(hit.words) > 1:
        return True
    before = hit.row.text[hit.row.segments[hit.segment].start : hit.start]
    return SEPARATOR_BEFORE.search(before) is not None


def _is_before_number(hit: Hit) -> bool:
    """Whether a long number alone follows a label to the end of its cell or the next word."""
    rest = hit.row.text[hit.end : hit.row.segments[hit.segment].end]
    return hit.end - hit.start >= LEAST_LABEL_LETTERS and NUMBER_BEHIND.match(rest) is not None


def pieces_right(hit: Hit, hits: Mapping[int, tuple[Hit, ...]]) -> Iterator[Piece]:
    """What stands behind the label up to the next one: its segment's rest, then what follows."""
    row = hit.row
    segment = row.segments[hit.segment]
    following = [other for other in hits.get(row.index, ()) if other.start >= hit.end]
    end = _end_before_label(segment, hit.segment, following)
    rest, start = _stripped(row.text, hit.end, end)
    # "Address (street and number)": brackets explain the label
    if rest and (hit.has_mark or _without_brackets(row.text[hit.end : end])):
        yield Piece(rest, row, start, row.x_of(segment, start), is_same_segment=True)
    if end < segment.end:
        return
    for index in range(hit.segment + 1, len(row.segments)):
        segment = row.segments[index]
        if any(
            other.segment == index and other.starts_segment and other.is_marked
            for other in following
        ):
            return
        end = _end_before_label(segment, index, following)
        text, start = _stripped(row.text, segment.start, end)
        if text:
            yield Piece(text, row, start, segment.x0)


def _end_before_label(segment: Segment, index: int, following: list[Hit]) -> int:
    """Where the value must end because the next label of the same segment begins."""
    for other in following:
        if other.segment == index and other.has_mark and other.start > segment.start:
            return other.start
    return segment.end


def _stripped(text: str, start: int, end: int) -> tuple[str, int]:
    piece = text[start:end]
    stripped = piece.lstrip(LEADING_MARKS)
    before = piece[: len(piece) - len(stripped)]
    negative = MONEY_STARTS.match(stripped) is not None and before.endswith(("-", "\u2212"))
    first = end - len(stripped) - int(negative)
    return text[first:end].strip(), first


def pieces_shifted(
    hit: Hit, layout: Layout, hits: Mapping[int, tuple[Hit, ...]]
) -> Iterator[Piece]:
    """The nearest text right of the label in a row that is set a little higher or lower."""
    following = [each for each in hit.row.segments if each.x0 >= hit.x1 - MIN_OVERLAP]
    limit = min((each.x0 for each in following), default=float("inf"))
    nearest: Piece | None = None
    for row in layout.rows[max(hit.row.index - ROWS_SHIFTED, 0) : hit.row.index + ROWS_SHIFTED + 1]:
        if row is hit.row or not is_level(row, hit.row):
            continue
        labels = {each.segment for each in hits.get(row.index, ()) if each.starts_segment}
        for index, segment in enumerate(row.segments):
            is_nearer = nearest is None or segment.x0 < nearest.x0
            if hit.x1 <= segment.x0 < limit and is_nearer and index not in labels:
                nearest = Piece(segment.text.strip(), row, segment.start, segment.x0)
    if nearest is not None:
        yield nearest


def broken_off(piece: Piece, layout: Layout) -> str:
    """The rest of a code that fills its line up to the page's edge, at the start of the next."""
    row = piece.row
    near = layout.rows[max(row.index - ROWS_TO_EDGE, 0) : row.index + ROWS_TO_EDGE]
    rights = [each.segments[-1].x1 for each in near if each.page == row.page]
    edge = max(rights)
    below = next(layout.below(row, 1), None)
    is_whole = piece.start + len(piece.text) < len(row.text.rstrip())
    if below is None or is_whole or sum(x1 >= edge - ALIGNED for x1 in rights) < LEAST_FULL_LINES:
        return ""
    left = min(each.segments[0].x0 for each in near if each.page == row.page)
    is_at_start = len(below.segments) == 1 and abs(below.segments[0].x0 - left) <= ALIGNED
    if row.segments[-1].x1 < edge - ALIGNED or not is_at_start:
        return ""
    rest = below.text.strip()
    return rest if REST_OF_CODE.fullmatch(rest) else ""


def is_level(one: Row, other: Row) -> bool:
    """Whether two rows overlap so far that they are one line for the eye."""
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    return one.page == other.page and overlap >= LEVEL * min(one.height, other.height)


def pieces_in_next_line(hit: Hit, layout: Layout) -> Iterator[Piece]:
    """What the line begins with that follows a sentence with the label and a colon at its end."""
    row = hit.row
    below = next(layout.below(row, 1), None)
    if hit.starts_segment or below is None or len(row.segments) > 1 or len(below.segments) > 1:
        return
    segment = below.segments[0]
    near = MAX_GAP_ABOVE_IN_HEIGHTS * row.height
    if abs(segment.x0 - row.segments[0].x0) <= ALIGNED and below.y0 - row.y1 < near:
        yield Piece(segment.text.strip(), below, segment.start, segment.x0, is_below=True)


def pieces_below(
    hit: Hit, layout: Layout, hits: Mapping[int, tuple[Hit, ...]], *, rows: int = MAX_ROWS_BELOW
) -> Iterator[Piece]:
    """What stands under the label, overlapping it in x, until the next label in that column."""
    label = hit.row.segments[hit.segment]
    x0, x1 = min(hit.x0, label.x0 if hit.starts_segment else hit.x0), hit.x1
    if hit.fills_segment:
        x1 = max(x1, label.x1)
    bottom = hit.row.y1
    for row in layout.below(hit.row, rows + 3):
        height = max(hit.row.height, row.height)
        if row.y0 - bottom > MAX_GAP_BELOW_IN_HEIGHTS * height or rows == 0:
            return
        index = _overlapping(row, x0, x1)
        if index is None:
            continue
        segment = row.segments[index]
        labels = [
            other
            for other in hits.get(row.index, ())
            if other.segment == index and other.starts_segment and other.is_marked
        ]
        is_again = any(
            other.names.keys() & hit.names.keys() and other.fills_segment for other in labels
        )
        if is_again or _is_translation(segment.text, hit):
            # the label once more, in another language
            bottom = row.y1
            continue
        if labels:
            return
        rows -= 1
        bottom = row.y1
        yield Piece(segment.text.strip(), row, segment.start, segment.x0, is_below=True)


def _is_translation(text: str, hit: Hit) -> bool:
    """Whether a text without figures is written in another script than the label over it."""
    label = hit.row.text[hit.start : hit.end]
    if any(sign.isdigit() for sign in text) or not hit.fills_segment:
        return False
    return _is_latin(label) != _is_latin(text)


def _is_latin(text: str) -> bool:
    return all(sign < LAST_LATIN for sign in text if sign.isalpha())


def pieces_above(hit: Hit, layout: Layout, hits: Mapping[int, tuple[Hit, ...]]) -> Iterator[Piece]:
    """What stands over the label, where a whole row of labels stands under a row of values."""
    row = hit.row
    if row.index == 0 or not hit.fills_segment:
        return
    above = layout.rows[row.index - 1]
    labels = [other for other in hits.get(row.index, ()) if other.fills_segment]
    near = MAX_GAP_ABOVE_IN_HEIGHTS * row.height
    if (
        len(labels) < 2
        or len(labels) < len(row.segments)
        or above.page != row.page
        or row.y0 - above.y1 > near
        or any(other.is_marked for other in hits.get(above.index, ()))
    ):
        return
    below = next(layout.below(row, 1), None)
    if below is not None and below.y0 - row.y1 < near and _all_overlap(labels, below):
        return
    index = _overlapping(above, hit.x0, hit.x1)
    if index is not None and _all_overlap(labels, above):
        segment = above.segments[index]
        yield Piece(segment.text.strip(), above, segment.start, segment.x0)


def _all_overlap(labels: list[Hit], row: Row) -> bool:
    return all(_overlapping(row, label.x0, label.x1) is not None for label in labels)


def _overlapping(row: Row, x0: float, x1: float) -> int | None:
    """The segment that overlaps a range of x the most."""
    best, most = None, MIN_OVERLAP
    for index, segment in enumerate(row.segments):
        overlap = min(x1, segment.x1) - max(x0, segment.x0)
        if overlap > most:
            best, most = index, overlap
    return best
