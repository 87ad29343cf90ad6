"""Where an answer from data stands, in the file and on the page, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data import StructuredDocument
from engine.rules.candidates import Candidate
from engine.rules.scoring import best_of
from engine.rules.structured.answers import DataAnswer
from engine.types import DataEvidence, Evidence, RowEvidence

SIGNATURE = "present, not verified"
_PER_FAILED_CHECK = 0.8
"""What is left of the confidence with each check that fails; the data are not read wrongly."""


def data_evidence(
    answer: DataAnswer,
    data: StructuredDocument,
    on_page: Sequence[tuple[Candidate, float]] = (),
) -> Evidence:
    """The place in the data, and the boxes where the page shows the same value.

    ``on_page`` are the candidates that the page has for the same question.
    """
    failed = [
        check.text
        for check in data.failed_checks
        if answer.concept is not None and answer.concept in check.concepts
    ]
    same = next((each for each, _ in on_page if _is_same(each.value, answer.value)), None)
    shown = same.evidence(None) if same else None
    best = None if same else best_of(on_page)
    return Evidence(
        page=shown.page if shown else 1,
        line=shown.line if shown else answer.fact.line or 1,
        text=shown.text if shown else answer.fact.text or answer.fact.path,
        boxes=shown.boxes if shown else None,
        confidence=round(_PER_FAILED_CHECK ** len(failed), 3),
        rows=tuple(RowEvidence(1, fact.line or 1, None) for fact in answer.rows),
        source="structured",
        data=DataEvidence(
            standard=data.standard,
            path=answer.fact.path,
            line=answer.fact.line,
            term=answer.fact.term,
            signature=SIGNATURE if data.is_signed else "",
            failed_checks=tuple(failed),
            page_shows=best[0].value if best else None,
        ),
    )


def _is_same(shown: object, stated: object) -> bool:
    """Whether the page shows what the data state; of a credit note it may show the minus."""
    if isinstance(shown, int | float) and isinstance(stated, int | float):
        return abs(shown) == abs(stated)
    return _bare(shown) == _bare(stated) != ""


def _bare(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(sign for sign in text if sign.isalnum()).casefold()
