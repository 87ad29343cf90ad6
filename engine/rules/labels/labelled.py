"""The places where the answer to a question can stand: beside, under and over its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.concepts import CONCEPTS
from engine.languages.loading import WEAK
from engine.rules.candidates import Facts
from engine.rules.labels.hits import (
    ALIGNED,
    BOX_NUMBER,
    Hit,
    Piece,
    is_level,
    pieces_above,
    pieces_below,
    pieces_in_next_line,
    pieces_right,
    pieces_shifted,
)
from engine.rules.labels.likeness import labels_like
from engine.rules.layout import Row, Segment
from engine.rules.questions import Question, Source
from engine.rules.reading import Reading
from engine.values.words import phrase

RANKS = 20
"""Labels of a language's table beyond this place are all as unsure."""
UNKNOWN_LABEL = re.compile(r"[^\W\d][^\d:,]{0,24}:(?:\s|$)")
GOES_ON = re.compile(
    r"[,&;(.]|(?:(?![a-zß-öø-ÿ])[^\W\d_])*[a-zß-öø-ÿ][^\W\d_]*\s[a-zß-öø-ÿ]|[a-zß-öø-ÿ]{1,4}$"
)
CELLS_OF_HEAD = 3
FIGURES = re.compile(r"\d{1,2}")
MOST_BOXES_IN_ROW = 12
FAR_IN_HEIGHTS = 40.0
"""A value this many line heights away from its label is as far as can be."""


@dataclass(frozen=True, slots=True)
class LabelledPiece:
    """A text beside, under or over a label, and what is known of label and place."""

    piece: Piece
    hit: Hit
    facts: Facts


def labels_of(
    question: Question, reading: Reading, *concepts: str
) -> Iterator[tuple[Hit, dict[str, float]]]:
    """The labels that a question can mean, each once, with what speaks for it.

    ``concepts`` are those whose labels will do, beside the prompt's own words; the first is the one
    asked for.
    """
    alike = {
        (hit.row.index, hit.segment): (hit, likeness)
        for hit, likeness in labels_like(question.telling, reading.cell_labels)
    }
    seen: set[tuple[int, int]] = set()
    taken: set[tuple[int, int]] = set()
    for name in (question.literal, *concepts):
        for hit in reading.hits_of(name):
            place, cell = (hit.row.index, hit.start), (hit.row.index, hit.segment)
            facts = _label_facts(hit, question, concepts)
            # a cell that is like the whole question says more than a part of it that matches
            is_part = facts.get("label only part", 0.0) > 0 and "label of concept" not in facts
            if place not in seen and not (is_part and cell in alike):
                seen.add(place)
                taken.add(cell)
                yield hit, facts
    for cell, (hit, likeness) in alike.items():
        if cell not in taken:
            facts = _label_facts(hit, question, concepts)
            others = reading.vocabulary.labels.names_of(hit.words).keys() - {*concepts, "other"}
            yield (
                hit,
                {
                    **facts,
                    "label only alike": 1.0,
                    "label like question": likeness,
                    "label of another concept": float(bool(concepts and others)),
                },
            )


def _label_facts(hit: Hit, question: Question, concepts: tuple[str, ...]) -> dict[str, float]:
    facts = {
        "label with mark": float(hit.has_mark),
        "label alone": float(hit.fills_segment),
        "label in running text": float(not hit.starts_segment),
        "label of one word": float(len(hit.words) == 1 and not hit.is_marked),
        "label in lower case": float(
            hit.row.table is None
            and hit.fills_segment
            and not hit.has_mark
            and hit.row.text[hit.start].islower()
        ),
    }
    rank = hit.names.get(question.literal)
    if rank is not None:
        label = question.labels[rank]
        facts[f"label {label.source}"] = label.share
        facts["label only part"] = float(label.source is Source.PART)
    known = next((name for name in concepts if name in hit.names), None)
    if known is not None:
        place = hit.names[known]
        facts["label of concept"] = 1.0
        facts["label is weak"] = float(place >= WEAK)
        facts["label is unsure"] = min(place % WEAK, RANKS) / RANKS
        facts["stands in for another"] = float(known != concepts[0])
    return facts


def pieces_for(question: Question, reading: Reading, *concepts: str) -> Iterator[LabelledPiece]:
    """Where the value of a question can stand, for each of its labels the likeliest place first."""
    for hit, facts in labels_of(question, reading, *concepts):
        is_weak = facts.get("label is weak", 0.0) > 0 and question.literal not in hit.names
        for piece in pieces_of(hit, reading):
            is_next = piece.is_same_segment or (hit.has_mark and piece.row is hit.row)
            if is_weak and not (is_next and hit.starts_segment):
                continue
            yield LabelledPiece(piece, hit, {**facts, **place_facts(hit, piece, reading)})


def pieces_of(hit: Hit, reading: Reading) -> Iterator[Piece]:
    right = list(pieces_right(hit, reading.hits))
    if len(right) > 1 and goes_on(hit, right):
        yield right[1]
    right = right[:1]
    yield from right
    if not right and hit.fills_segment:
        yield from pieces_shifted(hit, reading.layout, reading.hits)
    if not right and hit.has_mark:
        yield from pieces_in_next_line(hit, reading.layout)
    if hit.fills_segment or (hit.is_marked and not right) or goes_on(hit, right):
        yield from pieces_below(hit, reading.layout, reading.hits, rows=1)
        yield from pieces_above(hit, reading.layout, reading.hits)


def goes_on(hit: Hit, right: Sequence[Piece]) -> bool:
    """Whether the words behind a label in its cell are more of it: "Name, if different"."""
    if hit.has_mark or not right or not right[0].is_same_segment or not hit.starts_segment:
        return False
    rest = right[0].text
    return GOES_ON.match(rest) is not None and not any(sign.isdigit() for sign in rest)


def place_facts(hit: Hit, piece: Piece, reading: Reading) -> dict[str, float]:
    if piece.row.index < hit.row.index and not is_level(piece.row, hit.row):
        where = "above"
    elif piece.is_below:
        where = "below"
    else:
        where = "in cell" if piece.is_same_segment else "beside"
    is_far = where == "beside" and piece.row.table is None
    distance = (piece.x0 - hit.x1) / (FAR_IN_HEIGHTS * max(hit.row.height, 1.0)) if is_far else 0.0
    return {
        f"value {where}": 1.0,
        "value far": min(max(distance, 0.0), 1.0),
        "value looks like label": float(looks_like_label(piece, reading)),
        "value in heading": float(piece.row.index in reading.header_rows),
        "value among labels": float(where == "beside" and _is_among_labels(hit, reading)),
        "row of words": float(where == "beside" and not hit.has_mark and _is_of_words(hit.row)),
        "value is box number": float(is_box_number(piece) or _are_boxes(hit, piece)),
        "value in label column": float(_is_in_label_column(hit, piece, reading)),
    }


def _is_among_labels(hit: Hit, reading: Reading) -> bool:
    """Whether two labels stand side by side in the row, so that it is the head of columns."""
    alone = {each.segment for each in reading.hits.get(hit.row.index, ()) if each.fills_segment}
    return any(segment + 1 in alone for segment in alone)


def _is_of_words(row: Row) -> bool:
    """Whether a row of several cells has no figures, as the head of columns has none."""
    return len(row.segments) >= CELLS_OF_HEAD and not any(sign.isdigit() for sign in row.text)


def _is_in_label_column(hit: Hit, piece: Piece, reading: Reading) -> bool:
    """Whether a text under a label has a value beside it as the label has: it is the next label."""
    beside = _after(hit.row, hit.start)
    if not piece.is_below or abs(piece.x0 - hit.x0) > ALIGNED:
        return False
    if not hit.has_mark:
        return beside is not None and _are_both_capitals(hit, piece, beside)
    if beside is None or ":" in beside.text:
        return False
    if any(
        each.start >= beside.start and each.fills_segment
        for each in reading.hits.get(hit.row.index, ())
    ):
        return False
    other = _after(piece.row, piece.start)
    return other is not None and abs(other.x0 - beside.x0) <= ALIGNED


def _are_both_capitals(hit: Hit, piece: Piece, beside: Segment) -> bool:
    """Whether a label and what stands under it are in capitals, and the text beside is not."""
    is_alike = hit.row.text[hit.start : hit.end].isupper() and piece.text.isupper()
    if any(sign.isdigit() for sign in piece.text):
        return False
    return is_alike and not beside.text.isupper() and beside.text[:1].isalnum()


def _after(row: Row, offset: int) -> Segment | None:
    return next((segment for segment in row.segments if segment.start > offset), None)


def is_numbered(hit: Hit) -> bool:
    """Whether the number of a form's box stands before a label, in its cell or in one before."""
    segment = hit.row.segments[hit.segment]
    before = hit.row.text[segment.start : hit.start]
    if not before.strip() and hit.segment:
        before = f"{hit.row.segments[hit.segment - 1].text} "
    return BOX_NUMBER.fullmatch(before) is not None


def is_label_of_box(hit: Hit) -> bool:
    """Whether a label has a box's number or letter before it and goes on behind the label."""
    segment = hit.row.segments[hit.segment]
    before = hit.row.text[segment.start : hit.start]
    rest = hit.row.text[hit.end : segment.end]
    has_figures = any(sign.isdigit() for sign in rest)
    return BOX_NUMBER.fullmatch(before) is not None and bool(rest.strip()) and not has_figures


def is_box_number(piece: Piece) -> bool:
    """Whether a text begins with the number of a box, in a row of a form's numbered boxes."""
    if not _begins_box(piece.text):
        return False
    return sum(_begins_box(segment.text) for segment in piece.row.segments) > 1


def _are_boxes(hit: Hit, piece: Piece) -> bool:
    """Whether a text under a numbered label is the next numbered label."""
    label = hit.row.segments[hit.segment].text
    if not (piece.is_below and _begins_box(label) and _begins_box(piece.text)):
        return False
    numbers = [FIGURES.match(text) for text in (label, piece.text)]
    # under box 5 stands box 6 or the first of the next row, but a house has any number
    first, second = (int(found[0]) if found else 0 for found in numbers)
    return first <= second <= first + MOST_BOXES_IN_ROW if first and second else True


def _begins_box(text: str) -> bool:
    number = BOX_NUMBER.match(f"{text} ")
    behind = text[number.end() : number.end() + 1] if number else "."
    return not behind or behind.isupper()


def looks_like_label(piece: Piece, reading: Reading) -> bool:
    """Whether a text stands as labels do: known and alone in its cell, or with a colon at its end.

    What a language's table knows for a label is one whatever the document's own language is.
    """
    if piece.text.rstrip().endswith((":", "：")):
        return True
    if piece.is_below and UNKNOWN_LABEL.match(piece.text):
        return True
    words = phrase(piece.text)
    # "Tiempo de" goes on in the next line, as no value does
    if len(words) > 1 and words[-1] in reading.vocabulary.single_words["of"]:
        return True
    if phrase(re.split(r"[/|]", piece.text)[0]) in reading.vocabulary.name_labels:
        return True
    return any(
        hit.start == piece.start
        and hit.fills_segment
        and any(name in CONCEPTS or name == "other" for name in hit.names)
        for hit in reading.hits.get(piece.row.index, ())
    )


def is_own(facts: Facts) -> bool:
    """Whether the label is the prompt's own words, and not only a known label."""
    return "label like question" in facts or any(f"label {source}" in facts for source in Source)
