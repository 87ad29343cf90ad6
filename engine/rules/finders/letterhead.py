"""The issuer's name where no label says it: in the letterhead or at the page's foot."""

from __future__ import annotations

import re

from engine.rules.candidates import Candidate
from engine.rules.finders.names import has_title, is_company, is_name, name_of
from engine.rules.layout import Row, Segment
from engine.rules.reading import Reading

TOP_ROWS = 30
LARGE = 1.25
ALIKE = 1.05
USUAL_ROWS = 80
# A foot has the sender in its last rows; a till receipt says within its first that it is one.
FOOT_ROWS = 12
RECEIPT_ROWS = 80
MAX_LETTERHEAD_WORDS = 5
SENDER_MARK = re.compile(r"\s[·•|–—-]\s")
TOWN = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{4})?(?:\s[A-Z]{2})?(?!\w)"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d?[A-Z]{2}(?!\w)|(?<!\w)[A-Z]\d[A-Z]\s\d[A-Z]\d(?!\w)"
)


def vendor_without_label(
    reading: Reading, blocked: frozenset[tuple[int, float]]
) -> Candidate | None:
    """A company's name in the letterhead, else the largest print there, else the page's foot."""
    if not reading.is_of_business:
        return None
    top = top_segments(reading)
    free = [(row, segment) for row, segment in top if (row.index, segment.x0) not in blocked]
    sender = _above_address(free, reading)
    if sender is not None:
        return sender
    for row, segment in free:
        name = name_of(segment.text)
        if is_company(name, reading) and is_name(name, reading):
            return Candidate(name, row, name)
    found = _largest(free, reading) or _receipt_head(free, reading) or _letterhead(free, reading)
    if found is not None:
        return found
    for row in reversed(reading.layout.rows[-FOOT_ROWS:]):
        for segment in row.segments:
            name = name_of(segment.text)
            if (
                (row.index, segment.x0) not in blocked
                and is_company(name, reading)
                and is_name(name, reading)
            ):
                return Candidate(name, row, name)
    return None


def _above_address(segments: list[tuple[Row, Segment]], reading: Reading) -> Candidate | None:
    """The sender in the small line over an address window: "Name · Street 1 · 12345 Town"."""
    for row, segment in segments:
        name, *rest = SENDER_MARK.split(segment.text)
        has_address = len(rest) > 1 or (len(rest) == 1 and "," in rest[0])
        has_digit = any(sign.isdigit() for sign in name)
        if has_address and TOWN.search(rest[-1]) and not has_digit and is_name(name, reading):
            return Candidate(name, row, name)
    return None


def _letterhead(segments: list[tuple[Row, Segment]], reading: Reading) -> Candidate | None:
    """The name alone on the first line of a document whose customer has a label."""
    if not segments or not any(reading.hits_of("customer_name")):
        return None
    row, segment = segments[0]
    name = segment.text.strip()
    words = name.split()
    is_written_as_name = all(word[0].isupper() or len(word) <= 3 for word in words)
    if (
        row.index > 0
        or len(row.segments) > 1
        or not 2 <= len(words) <= MAX_LETTERHEAD_WORDS
        or not is_written_as_name
        or any(sign.isdigit() for sign in name)
        or any(reading.hits.get(row.index, ()))
        or not is_name(name, reading)
        or has_title(name, reading)
    ):
        return None
    return Candidate(name, row, name)


def top_segments(reading: Reading) -> list[tuple[Row, Segment]]:
    """What stands above the first table on the first page, without labels and their values."""
    segments = []
    for row in reading.layout.rows[:TOP_ROWS]:
        if row.page != reading.layout.rows[0].page or row.index in reading.header_rows:
            break
        labels = [hit for hit in reading.hits.get(row.index, ()) if hit.starts_segment]
        marked = {hit.segment for hit in labels if hit.is_marked}
        first_marked = min(marked, default=len(row.segments))
        segments += [
            (row, segment) for index, segment in enumerate(row.segments) if index < first_marked
        ]
    return segments


def _largest(segments: list[tuple[Row, Segment]], reading: Reading) -> Candidate | None:
    """The one name in clearly larger print than the rest of the page's head."""
    sized = [(segment.height, row, segment) for row, segment in segments if row.table is None]
    names = [
        (height, row, segment)
        for height, row, segment in sized
        if is_name(name_of(segment.text), reading) and not has_title(segment.text, reading)
    ]
    heights = sorted(
        segment.height for row in reading.layout.rows[:USUAL_ROWS] for segment in row.segments
    )
    if not names or len(heights) < 3:
        return None
    usual = heights[len(heights) // 2]
    height, row, segment = max(names, key=lambda each: each[0])
    if height < LARGE * usual:
        return None
    same = [each for each, _, _ in names if each > height / ALIKE]
    if len(same) > 1:
        return None
    name = name_of(segment.text)
    return Candidate(name, row, name)


def _receipt_head(segments: list[tuple[Row, Segment]], reading: Reading) -> Candidate | None:
    """The first line of a till receipt."""
    words = {token.text for row in reading.layout.rows[:RECEIPT_ROWS] for token in row.tokens}
    if not words & reading.vocabulary.single_words["receipt"]:
        return None
    if any(reading.hits_of("customer_name")) or not segments:
        return None
    row, segment = segments[0]
    name = name_of(segment.text)
    if row.index > 1 or len(row.segments) > 1 or not is_name(name, reading):
        return None
    if has_title(name, reading):
        return None
    return Candidate(name, row, name)
