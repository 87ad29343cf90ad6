"""Blocks of text: the lines that go on under a line, as addresses do."""

from __future__ import annotations

from engine.concepts import CONCEPTS
from engine.rules.candidates import Candidate
from engine.rules.labels.hits import ALIGNED
from engine.rules.labels.labelled import UNKNOWN_LABEL
from engine.rules.layout import Row, Segment
from engine.rules.reading import Reading
from engine.values.phones import find_phone

MAX_BLOCK_ROWS = 7
MAX_PHONE_LETTERS = 5
CONTACTS = frozenset(name for name, concept in CONCEPTS.items() if concept.is_contact)


def segment_with(found: Candidate) -> Segment | None:
    for segment in found.row.segments:
        if found.start is not None and not segment.start <= found.start < segment.end:
            continue
        if found.text and found.text in segment.text:
            return segment
    return None


def block_below(
    row: Row, segment: Segment, reading: Reading, *, with_contacts: bool = False
) -> list[tuple[str, Row]]:
    """The lines that continue a block of text: left-aligned, close together, without labels.

    ``with_contacts`` takes in lines such as "Tel.: ..." that end an address.
    """
    block: list[tuple[str, Row]] = []
    last = row
    for below in reading.layout.below(row, MAX_BLOCK_ROWS * 2):
        if below.y0 - last.y1 > 1.1 * max(last.height, below.height):
            break
        index = next(
            (i for i, each in enumerate(below.segments) if abs(each.x0 - segment.x0) <= ALIGNED),
            None,
        )
        if index is None:
            continue
        if len(block) >= MAX_BLOCK_ROWS or _has_label(
            below, index, reading, CONTACTS if with_contacts else frozenset()
        ):
            break
        text = below.segments[index].text.strip()
        if not with_contacts and (UNKNOWN_LABEL.match(text) or _is_contact(text)):
            break
        block.append((text, below))
        last = below
    return block


def _is_contact(text: str) -> bool:
    """Whether a line is an e-mail address, a website or a telephone number, no street or town."""
    letters = sum(sign.isalpha() for sign in text)
    is_phone = letters <= MAX_PHONE_LETTERS and find_phone(text) is not None
    return "@" in text or "www." in text or is_phone


def _has_label(row: Row, segment: int, reading: Reading, allowed: frozenset[str]) -> bool:
    """Whether a segment begins with a label, or is the value of the one before it."""
    return any(
        hit.starts_segment
        and not (row.table is None and allowed & hit.names.keys())
        and (
            (hit.segment == segment and hit.is_marked)
            or (hit.segment == segment - 1 and hit.fills_segment)
        )
        for hit in reading.hits.get(row.index, ())
    )


def aligned(row: Row, x0: float) -> list[float]:
    return [each.x0 for each in row.segments if abs(each.x0 - x0) <= ALIGNED]
