"""Labels that share most of their words with a question, in whatever order and form.

"How much income tax was kept back?" finds the box "State income tax kept back". Words are compared
by their beginnings, so that "delivered" and "delivery" agree; letters are not compared one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from engine.rules.labels.hits import BOX_NUMBER, Hit
from engine.rules.layout import Row
from engine.values.words import Phrase, tokens

MAX_LABEL_TOKENS = 9
CODE_AT_END = re.compile(r"\W{1,3}\d[\w./-]{0,20}$")
MAX_QUESTION_WORDS = 10
STEM = 5
"""Letters in which two words must agree at their beginning; shorter words must be equal."""
SHORTEST_SINGULAR = 3
MAX_ENDING = 3
"""Letters in which their endings may differ: more make it another compound."""
ALIKE = 0.8
"""What words count that agree but for their ending."""
LEAST_LIKENESS = 0.7
CHANCE = 0.5
"""One word of two in common says nothing: such a likeness is told as 0."""
LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class CellLabel:
    """What stands as a label in a cell, and its words without idle ones."""

    hit: Hit
    words: frozenset[str]


Index = Mapping[str, Sequence[CellLabel]]
"""Beginning of a word → the labels with it."""


def labels_like(words: Phrase, index: Index) -> Iterator[tuple[Hit, float]]:
    """Labels with the share of words, 0 to 1, that they have in common with a question."""
    asked = frozenset(words)
    if not asked or len(asked) > MAX_QUESTION_WORDS:
        return
    seen: set[tuple[int, int]] = set()
    for word in words:
        for label in index.get(word[:STEM], ()):
            place = (label.hit.row.index, label.hit.start)
            if place in seen:
                continue
            seen.add(place)
            likeness = _likeness(asked, label.words)
            if likeness >= LEAST_LIKENESS:
                yield label.hit, (likeness - CHANCE) / (1 - CHANCE)


def _likeness(asked: Set[str], words: Set[str]) -> float:
    """The mean of the shares that what is common has in the question and in the label."""
    common = {word: max(agreement(word, other) for other in asked) for word in words}
    if sum(len(word) for word, agreement in common.items() if agreement) < LEAST_LETTERS:
        return 0.0
    agreed = sum(common.values())
    return (agreed / len(words) + min(agreed / len(asked), 1.0)) / 2


def agreement(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST_SINGULAR and long in {f"{short}s", f"{short}es"}:
        return ALIKE
    pairs = zip(one, other, strict=False)
    agreed = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    is_alike = agreed >= STEM and max(len(one), len(other)) - agreed <= MAX_ENDING
    return ALIKE if is_alike else 0.0


def index_of(rows: Iterable[Row], idle: Set[str]) -> Index:
    """The labels in the cells of some rows; ``idle`` words don't count."""
    index: dict[str, list[CellLabel]] = {}
    for row in rows:
        for number in range(len(row.segments)):
            hit = _label_in(row, number)
            words = frozenset(hit.words) - idle if hit else frozenset()
            if hit and words:
                label = CellLabel(hit, words)
                for stem in {word[:STEM] for word in words}:
                    index.setdefault(stem, []).append(label)
    return index


def _label_in(row: Row, number: int) -> Hit | None:
    """The label that a cell is, or has before its colon; one with figures in it is none."""
    segment = row.segments[number]
    box = BOX_NUMBER.match(segment.text)
    first = box.end() if box and segment.text[box.end() : box.end() + 1].isupper() else 0
    label, colon, rest = segment.text[first:].partition(":")
    # "Charged to card -4471": a code may end the label
    label = CODE_AT_END.sub("", label)
    words = tokens(label)
    if not 0 < len(words) <= MAX_LABEL_TOKENS or any(sign.isdigit() for sign in label):
        return None
    start = segment.start + first + words[0].start
    end = segment.start + first + words[-1].end
    return Hit(
        row=row,
        names={},
        segment=number,
        start=start,
        end=end,
        words=tuple(word.text for word in words),
        starts_segment=True,
        fills_segment=not any(sign.isalnum() for sign in rest),
        has_mark=bool(colon),
    )
