"""Data that a PDF carries, and the page that shows them."""

from __future__ import annotations

import io

import pypdfium2

from engine.rules.extractor import RulesExtractor
from engine.types import Extraction, ExtractionRequest, Prompt, ValueType
from tests.engine.documents.files import pdf, read
from tests.engine.structured import documents

PROMPTS = (
    Prompt("number", "Invoice number"),
    Prompt("date", "Invoice date", ValueType.DATE),
    Prompt("total", "Total amount", ValueType.NUMBER),
    Prompt("phone", "Phone"),
)


def with_data(data: str, *lines: str) -> bytes:
    def draw(canvas):
        for place, line in enumerate(lines):
            canvas.drawString(60, 780 - 24 * place, line)

    with pypdfium2.PdfDocument(pdf(draw)) as document:
        document.new_attachment("factur-x.xml").set_data(data.encode())
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


def answers(folder, *lines: str) -> Extraction:
    document = read(folder, with_data(documents.CII, *lines), "invoice.pdf")
    return RulesExtractor().extract(document, ExtractionRequest(PROMPTS))


def test_the_evidence_has_boxes_where_the_page_shows_the_same_value(tmp_path):
    found = answers(tmp_path, "Invoice number: R-9", "Total amount: 129.00", "Phone: 040 555 1234")
    assert found.values == {
        "number": "R-9",
        "date": "2032-01-10",
        "total": 129,
        "phone": "040 555 1234",
    }
    assert found.evidence["total"].boxes
    assert found.evidence["total"].data.page_shows is None
    assert found.evidence["date"].boxes is None
    assert found.evidence["phone"].source == "text"


def test_the_data_win_and_what_the_page_shows_is_said(tmp_path):
    found = answers(tmp_path, "Invoice number: R-9", "Total amount: 120.00")
    assert found.values["total"] == 129
    assert found.evidence["total"].data.page_shows == 120


def test_data_of_another_invoice_than_the_page_are_left_out(tmp_path):
    found = answers(tmp_path, "Invoice number: Q-77", "Total amount: 55.00")
    assert found.values["number"] == "Q-77"
    assert found.values["total"] == 55
