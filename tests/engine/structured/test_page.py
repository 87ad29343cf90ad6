"""The HTML page of a structured document."""

from selectolax.lexbor import LexborHTMLParser

from engine.documents.structured.page import page_of
from engine.documents.structured.reading import structured_xml
from tests.engine.structured import documents


def test_a_page_shows_parties_values_and_rows():
    page = LexborHTMLParser(page_of(structured_xml(documents.EBINTERFACE.encode())))
    shown = page.body.text(separator=" ")
    for text in ("W-12", "Wachauer Obst", "Marillen", "59.4", "reduced rate"):
        assert text in shown
    assert [title.text() for title in page.css("h2")] == [
        "Vendor",
        "Customer",
        "Lines",
        "Tax by rate",
        "Allowances and charges",
    ]


def test_what_stands_in_the_data_is_escaped():
    hostile = documents.EBINTERFACE.replace("Marillen<", "&lt;script&gt;alert(1)&lt;/script&gt;<")
    page = page_of(structured_xml(hostile.encode()))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_failed_check_is_said():
    wrong = documents.CII.replace("<GrandTotalAmount>129", "<GrandTotalAmount>130")
    assert "Check failed: subtotal + tax_amount is 129, not 130." in page_of(
        structured_xml(wrong.encode())
    )
