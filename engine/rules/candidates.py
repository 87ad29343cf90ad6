"""A value that may be the answer, where it stands, and what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.rules.layout import Row
from engine.types import Evidence, RowEvidence
from engine.values.numbers import Number
from engine.values.words import Phrase

Facts = Mapping[str, float]
"""Named facts about a candidate, each from 0 (not so) to 1 (wholly so)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value and the row it stands in.

    ``text`` is what the row shows of it, ``start`` where in the row, if that is known; ``rows``
    are those that a table's rows begin with.
    """

    value: object
    row: Row
    text: str = ""
    start: int | None = None
    rows: tuple[Row, ...] = ()
    facts: Facts = field(default_factory=dict)

    def with_facts(self, more: Facts) -> Candidate:
        return replace(self, facts={**self.facts, **more})

    def evidence(self, confidence: float | None) -> Evidence:
        row = self.row
        start, end = self._span()
        return Evidence(
            page=row.page,
            line=row.line,
            text=row.shown,
            boxes=row.boxes(start, end),
            confidence=None if confidence is None else round(confidence, 3),
            rows=tuple(
                RowEvidence(each.page, each.line, each.boxes(0, len(each.text)))
                for each in self.rows
            ),
        )

    def _span(self) -> tuple[int, int]:
        """Where in the row the value stands: the whole row where that is not known."""
        text = self.text or (self.value if isinstance(self.value, str) else "")
        start = self.row.text.find(text, self.start or 0) if text else -1
        return (start, start + len(text)) if start >= 0 else (0, len(self.row.text))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at a label. ``rank`` is that of the label: the smaller, the surer."""

    value: int | float
    row: Row
    rank: int
    number: Number
    facts: Facts
    percent: int | float | None = None
    is_below: bool = False
    is_of_tax_table: bool = False
    words: Phrase = ()

    def candidate(self, more: Facts) -> Candidate:
        return Candidate(self.value, self.row, facts={**self.facts, **more})
