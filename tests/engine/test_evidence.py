"""Where a value stands: its line, its box on the page, and the places of a table's rows."""

import orjson
import pytest

from engine.rules.extractor import RulesExtractor
from engine.sandbox import wire
from engine.types import (
    Document,
    Extraction,
    ExtractionRequest,
    Line,
    Page,
    Prompt,
    ValueType,
    Word,
)
from tests.engine.rules_pages import text

REQUEST = ExtractionRequest(
    (
        Prompt("invoice_number", "What is the invoice number?"),
        Prompt("items", "List the items with description and amount.", ValueType.LINE_ITEM),
    )
)
TABLE = text(
    """\
Invoice number: R-77

Description          Amount
Oak shelf             12.00
Pine shelf             9.50
"""
)


def _page_with_layout() -> Document:
    words = (
        Word("Invoice", 100, 50, 140, 60),
        Word("number:", 145, 50, 185, 60),
        Word("R-77", 300, 50, 340, 60),
    )
    line = Line(1, "Invoice number: R-77", words)
    return Document("application/pdf", (Page(1, (line,), width=400, height=500),))


def test_value_has_its_own_box_on_the_page() -> None:
    evidence = RulesExtractor().extract(_page_with_layout(), REQUEST).evidence["invoice_number"]
    assert (evidence.page, evidence.line, evidence.text) == (1, 1, "Invoice number: R-77")
    assert evidence.boxes is not None
    (box,) = evidence.boxes
    assert box.page == 1
    assert (box.x, box.y, box.width, box.height) == pytest.approx((0.75, 0.1, 0.1, 0.02))


def test_format_without_layout_has_no_boxes() -> None:
    evidence = RulesExtractor().extract(TABLE, REQUEST).evidence
    assert evidence["invoice_number"].boxes is None
    assert evidence["invoice_number"].rows == ()


def test_every_row_of_a_table_has_a_place() -> None:
    rows = RulesExtractor().extract(TABLE, REQUEST).evidence["items"].rows
    assert [(row.page, row.line) for row in rows] == [(1, 4), (1, 5)]


def test_evidence_crosses_the_pipe_of_the_sandbox_unchanged() -> None:
    for document in (_page_with_layout(), TABLE):
        extraction = RulesExtractor().extract(document, REQUEST)
        assert _piped(extraction).evidence == extraction.evidence


def _piped(extraction: Extraction) -> Extraction:
    frame = wire.frame(wire.extraction_data(extraction))
    return wire.extraction_from(orjson.loads(frame[wire.LENGTH.size :]))
