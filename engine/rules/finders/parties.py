"""Who bills whom: names and addresses of the vendor and the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from engine.rules.candidates import Candidate, Facts
from engine.rules.finders.letterhead import TOWN, top_segments, vendor_without_label
from engine.rules.finders.names import has_title, is_name, name_of
from engine.rules.labels.blocks import MAX_BLOCK_ROWS, aligned, block_below, segment_with
from engine.rules.labels.hits import (
    ALIGNED,
    BOX_NUMBER,
    HEADING_TAIL,
    Hit,
    Piece,
    pieces_below,
    pieces_right,
)
from engine.rules.labels.labelled import (
    UNKNOWN_LABEL,
    is_label_of_box,
    labels_of,
    looks_like_label,
    place_facts,
)
from engine.rules.layout import Row, Segment
from engine.rules.questions import Question, nothing_own
from engine.rules.reading import Reading
from engine.rules.scoring import best_of, ranked
from engine.values.dates import find_dates
from engine.values.numbers import parse_number
from engine.values.words import phrase

COLUMN_ROWS = 10
MAX_BOX_ROWS = 12
ROWS_WITH_NAME = 200
BEHIND_NAME_LABEL = re.compile(r"[/|(]")
ROWS_TO_NAME = 3
ADDRESS_WINDOW_ENDS = 330.0
SENDER_GAP = 8.0
RIGHT_LIMIT = 220.0


def party_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """Names at the prompt's own words and at the party's labels, and those that need no label."""
    found = [*_at_labels(question, reading, concept), *_without_label(concept, reading)]
    yield from found
    if not found and concept == "customer_name" and question.labels:
        name = _only_name(reading)
        if name is not None:
            yield name.with_facts({"one of its kind": 1.0, "label only alike": 1.0})


def address_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    del question
    found = find_address(concept, reading)
    if found is not None:
        yield found.with_facts({"address of party": 1.0})


def find_party(concept: str, reading: Reading) -> Candidate | None:
    """The name of the vendor, the customer, or whom goods are shipped to, whatever was asked."""
    if concept not in reading.parties:
        question = nothing_own(concept)
        best = best_of(ranked(party_candidates(concept, question, reading)))
        reading.parties[concept] = best[0] if best else None
    return reading.parties[concept]


def _without_label(concept: str, reading: Reading) -> Iterator[Candidate]:
    if concept == "vendor_name":
        found = vendor_without_label(reading, _labelled_customer_places(reading))
        if found is not None:
            # who orders writes the order: its letterhead is the customer's
            facts = {
                "party in letterhead": 1.0,
                "letterhead of order": float(reading.is_order),
                "name stands elsewhere too": float(_is_said_again(found, reading)),
            }
            yield found.with_facts(facts)
    elif concept == "customer_name":
        found = _addressee(reading)
        if found is not None:
            yield found.with_facts({"party in address window": 1.0})


def _is_said_again(found: Candidate, reading: Reading) -> bool:
    name = str(found.value).casefold()
    return any(
        name in row.text.casefold() for row in reading.layout.rows if row.index != found.row.index
    )


def find_address(concept: str, reading: Reading) -> Candidate | None:
    """An address as its lines, without the name above it."""
    party = concept.replace("_address", "_name")
    direct = _labelled_address(concept, reading)
    if direct is not None:
        return direct
    found = find_party(party, reading)
    if found is None:
        return None
    segment = segment_with(found)
    lines = [text for text, _ in block_below(found.row, segment, reading)] if segment else []
    return Candidate(lines, found.row) if lines else None


def customer_places(reading: Reading) -> frozenset[tuple[int, float]]:
    """The places (row, x) of the customer's block, where nothing is the vendor's."""
    places: set[tuple[int, float]] = set()
    for concept in ("customer_name", "ship_to_name"):
        found = find_party(concept, reading)
        if found is not None:
            places |= _places_of(found, reading) | _column_of(found, reading)
    for hit in reading.hits_of("customer_name"):
        if hit.fills_segment and hit.row.table is None:
            block = block_below(hit.row, hit.row.segments[hit.segment], reading, with_contacts=True)
            places |= {(row.index, x) for _, row in block for x in aligned(row, hit.x0)}
            places |= _boxes_under(hit, reading)
    return frozenset(places)


def _boxes_under(heading: Hit, reading: Reading) -> set[tuple[int, float]]:
    """The places of a form's boxes under a heading that stands alone over a row of labels."""
    below = list(reading.layout.below(heading.row, MAX_BOX_ROWS))
    labels = below[0].segments if below else ()
    if len(heading.row.segments) > 1 or len(labels) < 2 or not heading.fills_segment:
        return set()
    has_known = below[0].index in reading.hits
    has_figures = [any(sign.isdigit() for sign in row.text) for row in below[:2]]
    if not has_known or has_figures != [False, True] or ":" in below[0].text:
        return set()
    boxes = takewhile(lambda row: len(row.segments) > 1, below)
    return {(row.index, segment.x0) for row in boxes for segment in row.segments}


def _column_of(found: Candidate, reading: Reading) -> set[tuple[int, float]]:
    """The places under a party's name in its own column, where the vendor stands in another."""
    segment, vendor = segment_with(found), find_party("vendor_name", reading)
    other = segment_with(vendor) if vendor else None
    if segment is None or other is None or abs(segment.x0 - other.x0) <= ALIGNED:
        return set()
    if found.row.table is not None:
        return set()
    places = set()
    for row in reading.layout.below(found.row, COLUMN_ROWS):
        if row.index in reading.header_rows:
            break
        places |= {(row.index, x) for x in aligned(row, segment.x0)}
    return places


def _labelled_customer_places(reading: Reading) -> frozenset[tuple[int, float]]:
    places: set[tuple[int, float]] = set()
    for concept in ("customer_name", "ship_to_name"):
        found = next(_at_labels(nothing_own(concept), reading, concept), None)
        if found is not None:
            places |= _places_of(found, reading)
    return frozenset(places)


def _places_of(found: Candidate, reading: Reading) -> set[tuple[int, float]]:
    segment = segment_with(found)
    if segment is None:
        return set()
    block = block_below(found.row, segment, reading, with_contacts=True)
    rows = [found.row, *(row for _, row in block)]
    return {
        (row.index, each.x0)
        for row in rows
        for each in row.segments
        if abs(each.x0 - segment.x0) <= ALIGNED
    }


def _at_labels(question: Question, reading: Reading, concept: str) -> Iterator[Candidate]:
    """The first name at each of the labels of a party."""
    said: set[tuple[str, ...]] = set()
    for hit, facts in labels_of(question, reading, concept):
        if not (hit.is_marked or is_label_of_box(hit) or _is_followed_by_name(hit)):
            continue
        found: set[bool] = set()
        for name, piece, place in _names_at(hit, reading):
            if piece.is_below in found:
                continue
            more = {
                **place,
                "party at label": 1.0,
                "weak label of party": facts.get("label is weak", 0.0),
                "later": float(hit.words in said),
                "second choice": float(bool(found)),
                "name of one word": float(not hit.has_mark and len(name.split()) == 1),
            }
            found.add(piece.is_below)
            yield Candidate(name, piece.row, piece.text, piece.start, facts={**facts, **more})
        if found:
            said.add(hit.words)


def _names_at(hit: Hit, reading: Reading) -> Iterator[tuple[str, Piece, Facts]]:
    """The names beside and under a label, and the facts about their places."""
    is_box = is_label_of_box(hit)
    if is_box:
        # what goes on behind the label is more of it, and the value stands under it all
        hit = replace(hit, end=hit.row.segments[hit.segment].end, fills_segment=True)
    is_over_value = is_box or HEADING_TAIL.search(f" {hit.row.text[hit.start : hit.end]}")
    for piece in (*_at_name_label(hit, reading), *_pieces(hit, reading)):
        name = name_of(piece.text)
        if is_box and len(name.split()) == 1:
            name = " ".join([name, *_next_in_box(hit, piece)])
        is_label = looks_like_label(piece, reading) or UNKNOWN_LABEL.match(piece.text)
        place = place_facts(hit, piece, reading)
        is_no_value = place["value in label column"] or place["value is box number"]
        if not is_name(name, reading) or is_label or is_no_value:
            continue
        if piece.is_below or not is_over_value:
            yield name, piece, place


def _next_in_box(hit: Hit, piece: Piece) -> Iterator[str]:
    """What stands under the next label of the same box: "First name | Last name"."""
    number = hit.segment + 1
    if number < len(hit.row.segments) and not BOX_NUMBER.match(hit.row.segments[number].text):
        label = hit.row.segments[number]
        for segment in piece.row.segments:
            is_under = min(segment.x1, label.x1) - max(segment.x0, label.x0) > 0
            if segment.start > piece.start and is_under and segment.text.isalpha():
                yield segment.text


def _at_name_label(hit: Hit, reading: Reading) -> Iterator[Piece]:
    """What stands at "Name:" in the lines under a party's heading."""
    if not hit.fills_segment:
        return
    names = reading.vocabulary.name_labels
    for row in reading.layout.below(hit.row, MAX_BLOCK_ROWS):
        for index, segment in enumerate(row.segments):
            label, colon, value = segment.text.partition(":")
            if not colon or abs(segment.x0 - hit.x0) > ALIGNED or phrase(label) not in names:
                continue
            if value.strip():
                start = segment.end - len(value.lstrip())
                yield Piece(value.strip(), row, start, segment.x0, is_below=True)
            elif index + 1 < len(row.segments):
                following = row.segments[index + 1]
                yield Piece(following.text, row, following.start, following.x0, is_below=True)
            return


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
    below = list(pieces_below(hit, reading.layout, reading.hits, rows=ROWS_TO_NAME))
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
    for line in lines:
        if UNKNOWN_LABEL.match(line.text):
            break
        is_date = any(find_dates(line.text, reading.months))
        if abs(line.x0 - hit.x0) <= ALIGNED and TOWN.search(line.text) and not is_date:
            return True
    is_grid = any(abs(segment.x0 - right.x0) <= ALIGNED for segment in below.row.segments)
    return right.x0 - hit.x1 > RIGHT_LIMIT or not is_grid


def _addressee(reading: Reading) -> Candidate | None:
    """The first line of the one address in the page's head that is not the vendor's."""
    vendor = find_party("vendor_name", reading)
    own = phrase(str(vendor.value)) if vendor else ()
    found: list[Candidate] = []
    for row, segment in top_segments(reading):
        name = name_of(segment.text)
        if not own or phrase(name)[: len(own)] == own or not is_name(name, reading):
            continue
        if row.y0 > ADDRESS_WINDOW_ENDS or any(
            parse_number(each.text) is not None for each in row.segments
        ):
            continue
        above, is_near = _line_above(row, segment, reading)
        is_under_sender = _is_sender_line(above, own)
        if (is_near and not is_under_sender) or has_title(name, reading):
            continue
        block = block_below(row, segment, reading)
        has_town = any(TOWN.search(text) for text, _ in block[1:])
        has_number = any(sign.isdigit() for text, _ in block for sign in text)
        if len(block) >= 2 and (has_town or (is_under_sender and has_number)):
            found.append(Candidate(name, row, name))
    return found[0] if len(found) == 1 else None


def _only_name(reading: Reading) -> Candidate | None:
    """What stands at the one label "Name" of a document, as tickets and forms have it."""
    found: list[Candidate] = []
    for row in reading.layout.rows[:ROWS_WITH_NAME]:
        for number, segment in enumerate(row.segments):
            label, colon, _ = segment.text.partition(":")
            end = BEHIND_NAME_LABEL.split(label)[0]
            if phrase(end) not in reading.vocabulary.name_labels or row.table is not None:
                continue
            hit = Hit(
                row=row,
                names={},
                segment=number,
                start=segment.start,
                end=segment.start + len(label),
                words=phrase(end),
                starts_segment=True,
                fills_segment=segment.text.endswith(label + colon),
                has_mark=bool(colon),
            )
            for piece in _pieces(hit, reading):
                name = piece.text.strip()
                if is_name(name, reading) and not looks_like_label(piece, reading):
                    found.append(Candidate(name, piece.row, name, piece.start))
                break
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


def _labelled_address(concept: str, reading: Reading) -> Candidate | None:
    """An address whose own label says so ("Billing address"), where it is on one line."""
    names = {name for name, each in reading.vocabulary.names.items() if each == concept}
    for hits in reading.hits.values():
        for hit in hits:
            if hit.words not in names or not hit.is_marked:
                continue
            for piece in pieces_right(hit, reading.hits):
                parts = [part.strip() for part in piece.text.split(",") if part.strip()]
                if len(parts) > 1:
                    return Candidate(parts, piece.row)
    return None
