"""Single values in forms: boxes, columns, headings and sentences that hold them."""

from typing import Any

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import Document, ExtractionRequest, Prompt, ValueType
from tests.engine.rules_pages import text

BRACKETS = text(
    """\
5 Anschrift (Straße und Hausnummer)
48 Lindenallee
6 Town (or district)
Ashby
"""
)
GRANT = text(
    """\
NOTICE OF GRANT
3. Sum payable to the grantee:
$412,500.00exvat
Betreft klantcode 55120-7
"""
)
BOXES = text(
    """\
FACTURA
TOTAL DE BIENES      VALOR DEL FLETE      TOTAL DE LA FACTURA
       1.810,00                40,00                 1.850,00
"""
)
BOXES_IN_ENGLISH = text(
    """\
INVOICE 7
Goods total      Freight      Amount due
     310.40         9.60          320.00
"""
)


def ask(document: Document, question: str, value_type: str = "text", key: str = "field") -> Any:
    request = ExtractionRequest((Prompt(key, question, ValueType(value_type)),))
    return RulesExtractor().extract(document, request).values[key]


@pytest.mark.parametrize(
    ("question", "expected"), [("Anschrift", "48 Lindenallee"), ("Town", "Ashby")]
)
def test_brackets_behind_a_label_are_not_its_value(question: str, expected: str) -> None:
    assert ask(BRACKETS, question) == expected


@pytest.mark.parametrize(
    ("title", "box", "expected"),
    [
        ("PURCHASE ORDER", "No. P-40718", "P-40718"),
        ("BON DE COMMANDE", "N° 5512/A", "5512/A"),
        ("BESTELLUNG", "Nr.: 90-331", "90-331"),
    ],
)
def test_number_stands_behind_its_word_under_the_title(title: str, box: str, expected: str) -> None:
    document = text(
        f"Marlow Trading                         {title}\n"
        f"14 Quay Street\n"
        f"                                       {box}\n"
    )
    assert ask(document, "Purchase order number", key="po_number") == expected


@pytest.mark.parametrize(
    ("line", "question", "expected"),
    [
        ("FACTURE N° 0099123 - VOLET 2", "Numéro de facture", "0099123"),
        ("Invoice no. 55-17 - PAGE 3", "Invoice number", "55-17"),
    ],
)
def test_words_behind_a_dash_are_not_of_the_number(line: str, question: str, expected: str) -> None:
    assert ask(text(f"{line}\n"), question) == expected


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Sum payable to the grantee", "number", 412500),
        ("Wat is de klantcode?", "text", "55120-7"),
    ],
)
def test_value_is_glued_to_a_word_or_stands_in_a_sentence(
    question: str, value_type: str, expected: object
) -> None:
    assert ask(GRANT, question, value_type) == expected


def test_number_in_a_sentence_ends_before_its_next_word() -> None:
    document = text("Bitte immer Ihre Mitgliedsnummer 77120455 angeben.\n")
    assert ask(document, "Mitgliedsnummer") == "77120455"


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        (BOXES, "Total de bienes", 1810),
        (BOXES, "Valor del flete", 40),
        (BOXES_IN_ENGLISH, "Goods total", 310.4),
        (BOXES_IN_ENGLISH, "Freight", 9.6),
    ],
)
def test_row_of_figures_under_labels_is_no_table_of_items(
    document: Document, question: str, expected: float
) -> None:
    assert ask(document, question, "number") == expected
