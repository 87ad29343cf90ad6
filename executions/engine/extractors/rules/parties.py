"""Who bills whom: names and addresses of the vendor and the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from executions.engine.extractors.rules.labels import (
    ALIGNED,
    Hit,
    Piece,
    pieces_below,
    pieces_right,
)
from executions.engine.extractors.rules.layout import Row, Segment
from executions.engine.extractors.rules.numbers import parse_number
from executions.engine.extractors.rules.reading import Found, Reading
from executions.engine.extractors.rules.words import phrase, tokens

MAX_NAME_CHARACTERS = 90
MAX_NAME_WORDS = 10
MAX_BLOCK_ROWS = 7
COLUMN_ROWS = 10
ADDRESS_WINDOW_ENDS = 330.0
CONTACTS = frozenset({"email", "phone", "vat_id", "contact_name", "website", "company_number"})
SENDER_GAP = 8.0
TOP_ROWS = 30
LARGE = 1.25
ALIKE = 1.05
USUAL_ROWS = 80
MAX_LETTERHEAD_WORDS = 5
SENDER_MARK = re.compile(r"\s[·•|–—-]\s")
END_OF_NAME = re.compile(r"\s[·•|–—]\s|\s-\s|\s{2,}|;|,\s(?=\D{0,30}\d)")
TOWN = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{4})?(?:\s[A-Z]{2})?(?!\w)"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d?[A-Z]{2}(?!\w)|(?<!\w)[A-Z]\d[A-Z]\s\d[A-Z]\d(?!\w)"
)
LOOKS_LIKE_DATA = re.compile(r"^[\W\d]+$|@|https?:|www\.|^\d{2,}|\d{5,}")
UNKNOWN_LABEL = re.compile(r"[^\W\d][^\d:,]{0,24}:(?:\s|$)")
RIGHT_LIMIT = 220.0


def find_party(concept: str, reading: Reading) -> Found | None:
    """The name of the vendor, the customer, or whom goods are shipped to."""
    found = _labelled(concept, reading)
    if found is not None:
        return found
    if concept == "vendor_name":
        return _vendor_without_label(reading)
    return _addressee(reading) if concept == "customer_name" else None


def find_address(concept: str, reading: Reading) -> Found | None:
    """An address as its lines, without the name above it."""
    party = concept.replace("_address", "_name")
    direct = _labelled_address(concept, reading)
    if direct is not None:
        return direct
    found = find_party(party, reading)
    if found is None:
        return None
    segment = _segment_with(found)
    lines = [text for text, _ in _block_below(found.row, segment, reading)] if segment else []
    return Found(lines, found.row) if lines else None


def customer_places(reading: Reading) -> frozenset[tuple[int, float]]:
    """The places (row, x) of the customer's block, where nothing is the vendor's."""
    places: set[tuple[int, float]] = set()
    for concept in ("customer_name", "ship_to_name"):
        found = find_party(concept, reading)
        if found is not None:
            places |= _places_of(found, reading) | _column_of(found, reading)
    for hit in reading.hits_of("customer_name"):
        if hit.fills_segment and hit.row.table is None:
            block = _block_below(
                hit.row, hit.row.segments[hit.segment], reading, with_contacts=True
            )
            places |= {(row.index, x) for _, row in block for x in _aligned(row, hit.x0)}
    return frozenset(places)


def _column_of(found: Found, reading: Reading) -> set[tuple[int, float]]:
    """The places under a party's name in its own column, where the vendor stands in another."""
    segment, vendor = _segment_with(found), find_party("vendor_name", reading)
    other = _segment_with(vendor) if vendor else None
    if segment is None or other is None or abs(segment.x0 - other.x0) <= ALIGNED:
        return set()
    if found.row.table is not None:
        return set()
    places = set()
    for row in reading.layout.below(found.row, COLUMN_ROWS):
        if row.index in reading.header_rows:
            break
        places |= {(row.index, x) for x in _aligned(row, segment.x0)}
    return places


def _aligned(row: Row, x0: float) -> list[float]:
    return [each.x0 for each in row.segments if abs(each.x0 - x0) <= ALIGNED]


def _labelled_customer_places(reading: Reading) -> frozenset[tuple[int, float]]:
    places: set[tuple[int, float]] = set()
    for concept in ("customer_name", "ship_to_name"):
        found = _labelled(concept, reading)
        if found is not None:
            places |= _places_of(found, reading)
    return frozenset(places)


def _places_of(found: Found, reading: Reading) -> set[tuple[int, float]]:
    segment = _segment_with(found)
    if segment is None:
        return set()
    block = _block_below(found.row, segment, reading, with_contacts=True)
    rows = [found.row, *(row for _, row in block)]
    return {
        (row.index, each.x0)
        for row in rows
        for each in row.segments
        if abs(each.x0 - segment.x0) <= ALIGNED
    }


def is_name(text: str, reading: Reading) -> bool:
    """Whether a text can be the name of a company or person."""
    words = phrase(text)
    if not words or len(text) > MAX_NAME_CHARACTERS or len(words) > MAX_NAME_WORDS:
        return False
    if LOOKS_LIKE_DATA.search(text) or not text[:1].isalnum():
        return False
    if text.rstrip()[-1:] in ":?!" or reading.is_title(words):
        return False
    if ":" in text or reading.vocabulary.labels.names_of(words):
        return False
    letters = sum(sign.isalpha() for sign in text)
    return letters > 1 and letters * 2 > len(text.replace(" ", ""))


def _labelled(concept: str, reading: Reading) -> Found | None:
    for hit in reading.hits_of(concept):
        if not hit.is_marked and not _is_followed_by_name(hit):
            continue
        for piece in _pieces(hit, reading):
            name = _name_of(piece.text)
            if is_name(name, reading) and not _is_label(piece, reading):
                return Found(name, piece.row, name, piece.start)
    return None


def _is_followed_by_name(hit: Hit) -> bool:
    """Whether the words right behind an unmarked label begin with a capital, as names do."""
    if not hit.starts_segment or len(hit.words) < 2:
        return False
    segment = hit.row.segments[hit.segment]
    rest = hit.row.text[hit.end : segment.end].strip()
    return rest[:1].isupper()


def _pieces(hit: Hit, reading: Reading) -> Iterator[Piece]:
    """Below before beside, where the label stands alone over a block; else beside first."""
    right = list(pieces_right(hit, reading.hits))[:1]
    below = list(pieces_below(hit, reading.layout, reading.hits, rows=2))
    if (
        right
        and below
        and not right[0].is_same_segment
        and _is_over_block(hit, right[0], below[0], reading)
    ):
        yield from (*below, *right)
    else:
        yield from (*right, *below)


def _is_over_block(hit: Hit, right: Piece, below: Piece, reading: Reading) -> bool:
    if hit.row.table is not None or abs(below.x0 - hit.x0) > ALIGNED:
        return False
    lines = pieces_below(hit, reading.layout, reading.hits, rows=MAX_BLOCK_ROWS)
    if any(TOWN.search(line.text) for line in lines if abs(line.x0 - hit.x0) <= ALIGNED):
        return True
    is_grid = any(abs(segment.x0 - right.x0) <= ALIGNED for segment in below.row.segments)
    return right.x0 - hit.x1 > RIGHT_LIMIT or not is_grid


def _name_of(text: str) -> str:
    return END_OF_NAME.split(text.strip())[0].strip(" ,;:*")


def _is_label(piece: Piece, reading: Reading) -> bool:
    return any(
        hit.start == piece.start and hit.is_marked and hit.starts_segment
        for hit in reading.hits.get(piece.row.index, ())
    )


def _vendor_without_label(reading: Reading) -> Found | None:
    """A company's name in the letterhead, else the largest print there, else the page's foot."""
    top = _top_segments(reading)
    blocked = _labelled_customer_places(reading)
    free = [(row, segment) for row, segment in top if (row.index, segment.x0) not in blocked]
    sender = _above_address(free, reading)
    if sender is not None:
        return sender
    for row, segment in free:
        name = _name_of(segment.text)
        if is_company(name, reading) and is_name(name, reading):
            return Found(name, row, name)
    found = _largest(free, reading) or _receipt_head(free, reading) or _letterhead(free, reading)
    if found is not None:
        return found
    for row in reversed(reading.layout.rows[-12:]):
        for segment in row.segments:
            name = _name_of(segment.text)
            if (
                (row.index, segment.x0) not in blocked
                and is_company(name, reading)
                and is_name(name, reading)
            ):
                return Found(name, row, name)
    return None


def is_company(name: str, reading: Reading) -> bool:
    """Whether a name ends in a company's legal form: "Ltd", "GmbH", "S.A."."""
    parts = tokens(name)
    words = [token.text for token in parts]
    suffixes = reading.vocabulary.company_suffixes
    if not (name[:1].isupper() or name[:1].isdigit()):
        return False
    for start in range(1, len(words)):
        found = suffixes.longest(words, start)
        if found and start + found[0] >= len(words) - 1:
            written = name[parts[start].start :]
            return not words[start - 1].isdigit() and (written[0].isupper() or "." in written)
    # French companies have it in front: "SARL Dupont".
    return (
        len(words) > 1
        and len(words[0]) > 2
        and name[: parts[0].end].isupper()
        and suffixes.longest(words[:1], 0) is not None
    )


def _above_address(segments: list[tuple[Row, Segment]], reading: Reading) -> Found | None:
    """The sender in the small line over an address window: "Name · Street 1 · 12345 Town"."""
    for row, segment in segments:
        name, *rest = SENDER_MARK.split(segment.text)
        has_address = len(rest) > 1 or (len(rest) == 1 and "," in rest[0])
        has_digit = any(sign.isdigit() for sign in name)
        if has_address and TOWN.search(rest[-1]) and not has_digit and is_name(name, reading):
            return Found(name, row, name)
    return None


def _letterhead(segments: list[tuple[Row, Segment]], reading: Reading) -> Found | None:
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
        or _has_title(name, reading)
    ):
        return None
    return Found(name, row, name)


def _top_segments(reading: Reading) -> list[tuple[Row, Segment]]:
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


def _largest(segments: list[tuple[Row, Segment]], reading: Reading) -> Found | None:
    """The one name in clearly larger print than the rest of the page's head."""
    sized = [(segment.height, row, segment) for row, segment in segments if row.table is None]
    names = [
        (height, row, segment)
        for height, row, segment in sized
        if is_name(_name_of(segment.text), reading) and not _has_title(segment.text, reading)
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
    name = _name_of(segment.text)
    return Found(name, row, name)


def _has_title(text: str, reading: Reading) -> bool:
    """Whether a text begins or ends with what a document calls itself."""
    words = phrase(text)
    return any(
        words[: len(title)] == title or words[len(words) - len(title) :] == title
        for title in reading.vocabulary.titles
    )


def _receipt_head(segments: list[tuple[Row, Segment]], reading: Reading) -> Found | None:
    """The first line of a till receipt."""
    words = {token.text for row in reading.layout.rows[:80] for token in row.tokens}
    if not words & reading.vocabulary.single_words["receipt"]:
        return None
    if any(reading.hits_of("customer_name")) or not segments:
        return None
    row, segment = segments[0]
    name = _name_of(segment.text)
    if row.index > 1 or len(row.segments) > 1 or not is_name(name, reading):
        return None
    if _has_title(name, reading):
        return None
    return Found(name, row, name)


def _addressee(reading: Reading) -> Found | None:
    """The first line of the one address in the page's head that is not the vendor's."""
    vendor = find_party("vendor_name", reading)
    own = phrase(str(vendor.value)) if vendor else ()
    found: list[Found] = []
    for row, segment in _top_segments(reading):
        name = _name_of(segment.text)
        if not own or phrase(name)[: len(own)] == own or not is_name(name, reading):
            continue
        if row.y0 > ADDRESS_WINDOW_ENDS or any(
            parse_number(each.text) is not None for each in row.segments
        ):
            continue
        above, is_near = _line_above(row, segment, reading)
        is_under_sender = _is_sender_line(above, own)
        if (is_near and not is_under_sender) or _has_title(name, reading):
            continue
        block = _block_below(row, segment, reading)
        has_town = any(TOWN.search(text) for text, _ in block[1:])
        has_number = any(sign.isdigit() for text, _ in block for sign in text)
        if len(block) >= 2 and (has_town or (is_under_sender and has_number)):
            found.append(Found(name, row, name))
    return found[0] if len(found) == 1 else None


def _line_above(row: Row, segment: Segment, reading: Reading) -> tuple[str, bool]:
    """The text above, if any, and whether it is so near that it is of the same block."""
    for index in range(row.index - 1, max(row.index - 3, -1), -1):
        above = reading.layout.rows[index]
        for other in above.segments:
            if abs(other.x0 - segment.x0) <= ALIGNED:
                is_near = row.page == above.page and row.y0 - above.y1 < 0.9 * row.height
                is_sender = row.y0 - above.y1 < SENDER_GAP * row.height
                return (other.text if is_near or is_sender else ""), is_near
    return "", False


def _is_sender_line(text: str, own: tuple[str, ...]) -> bool:
    """Whether a line is the sender's name and address, as it stands above an address window."""
    words = phrase(text)
    return len(words) > len(own) + 1 and words[: len(own)] == own


def _segment_with(found: Found) -> Segment | None:
    for segment in found.row.segments:
        if found.start is not None and not segment.start <= found.start < segment.end:
            continue
        if found.text and found.text in segment.text:
            return segment
    return None


def _block_below(
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
        if not with_contacts and UNKNOWN_LABEL.match(text):
            break
        block.append((text, below))
        last = below
    return block


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


def _labelled_address(concept: str, reading: Reading) -> Found | None:
    """An address whose own label says so ("Billing address"), where it is on one line."""
    names = {name for name, each in reading.vocabulary.names.items() if each == concept}
    for hits in reading.hits.values():
        for hit in hits:
            if hit.words not in names or not hit.is_marked:
                continue
            for piece in pieces_right(hit, reading.hits):
                parts = [part.strip() for part in piece.text.split(",") if part.strip()]
                if len(parts) > 1:
                    return Found(parts, piece.row)
    return None
