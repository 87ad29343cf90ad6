"""Single values: what the question asks for, at the label that is meant, or nothing."""

from typing import Any

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import Document, ExtractionRequest, Prompt, ValueType
from tests.engine.rules_pages import pages, text

STUDIO = text(
    """\
INVOICE
Tidewater Studio Ltd
Invoice no: TS-88
Invoice date: 14 May 2026
Payment due: 13 June 2026
Our order: 5510
VAT no: GB998877665
Delivered on: 2 May 2026

Bill to: Fernhill School

Net amount                 300.00
VAT 20%                     60.00
Total                      360.00 GBP
"""
)
FORM = text(
    """\
REGISTRATION
a Applicant's tax number        1  Wages and tips        2  Income tax kept back
88-1234                         20,100.00                1,850.00
b Name of the firm
Kestrel Roofing
3 Name (as it stands on your card). Fill in every box.
Rosa Imber
4 Trade name, if any
Imber & Daughters
"""
)
BILINGUAL = text(
    """\
Facture / Invoice
Numéro de facture / Invoice no.: F-2211
Date / Datum: 03.05.2026
Total TTC / Total incl. VAT: 120,00 EUR
"""
)
SIDE_BY_SIDE = text(
    """\
LIEFERANT             KUNDE
Brandauer GmbH        Seewirt KG
Hauptstr. 1           Uferweg 5
5020 Salzburg         4810 Gmunden

Rechnungsnummer: 12-77
Gesamtbetrag: 80,00 EUR
"""
)
HEADED_PARTIES = text(
    """\
Rechnung Nr. 900-1
Verkäufer
Nummer: 445566
Name: Oberland Mühle
Käufer
Nummer: 778899
Name: Bäckerei Huber

Gesamtbetrag: 55,00 EUR
Kontoinhaber: Franz Huber-Lang
"""
)
PART_PAID = text(
    """\
RECHNUNG
Rechnungsnummer: 31
Bereits bezahlt       100,00
Restbetrag             40,00
"""
)


CONTRACT = text(
    """\
SUPPLY AGREEMENT
This Agreement (the "Contract") is made on 4 April 2027 (the "Start Date") between Alder Works Ltd.
(the "Supplier"), with its seat at 5 Mill Lane in Thornby, and Cobalt Foods Inc. (the "Buyer").
It runs for a first term of three (3) years (the "First Term") and ends by itself after that time.
The contract is governed by the laws of Ontario. A late delivery costs a penalty of 250.00 EUR.
"""
)


def ask(document: Document, question: str, value_type: str = "text", key: str = "field") -> Any:
    request = ExtractionRequest((Prompt(key, question, ValueType(value_type)),))
    return RulesExtractor().extract(document, request).values[key]


@pytest.mark.parametrize(
    ("key", "question", "value_type", "expected"),
    [
        ("total", "What is the net amount?", "number", 300),
        ("date", "When were the goods delivered?", "date", "2026-05-02"),
        ("tax", "What is the VAT number?", "text", "GB998877665"),
        ("amount", "How much VAT is charged?", "number", 60),
        ("x", "How much has to be paid in total?", "number", 360),
        ("x", "By when do we have to pay?", "date", "2026-06-13"),
        ("x", "Who sent this invoice?", "text", "Tidewater Studio Ltd"),
        ("x", "Which company is billed?", "text", "Fernhill School"),
        ("x", "You are a clerk. Read it well and return only the invoice number.", "text", "TS-88"),
        ("x", 'What stands at "Our order"?', "text", "5510"),
    ],
)
def test_question_outranks_the_key(
    key: str, question: str, value_type: str, expected: object
) -> None:
    assert ask(STUDIO, question, value_type, key) == expected


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Applicant's tax number", "text", "88-1234"),
        ("Wages and tips", "number", 20100),
        ("How much income tax was kept back?", "number", 1850),
        ("Name of the firm", "text", "Kestrel Roofing"),
        ("Name (as it stands on your card)", "text", "Rosa Imber"),
        ("Trade name", "text", "Imber & Daughters"),
    ],
)
def test_numbered_boxes_hold_their_values_below(
    question: str, value_type: str, expected: object
) -> None:
    assert ask(FORM, question, value_type) == expected


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Numéro de facture", "text", "F-2211"),
        ("What is the invoice number?", "text", "F-2211"),
        ("Invoice date", "date", "2026-05-03"),
        ("Total incl. VAT", "number", 120),
    ],
)
def test_label_in_two_languages_is_one_label(
    question: str, value_type: str, expected: object
) -> None:
    assert ask(BILINGUAL, question, value_type) == expected


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        (SIDE_BY_SIDE, "Wer ist der Lieferant?", "Brandauer GmbH"),
        (SIDE_BY_SIDE, "Wer ist der Kunde?", "Seewirt KG"),
        (HEADED_PARTIES, "Wer ist der Verkäufer?", "Oberland Mühle"),
        (HEADED_PARTIES, "Wer ist der Käufer?", "Bäckerei Huber"),
        (HEADED_PARTIES, "Wie lautet die Rechnungsnummer?", "900-1"),
    ],
)
def test_party_is_named_under_its_own_heading(
    document: Document, question: str, expected: str
) -> None:
    assert ask(document, question) == expected


@pytest.mark.parametrize(
    ("lines", "question", "value_type"),
    [
        (
            "INVOICE\nInvoice number: 7\nGuest: Ida Lorn, born 3 May 1971\nTotal: 5.00",
            "Invoice date",
            "date",
        ),
        (
            "QUOTATION\nQuote number: 9\nValid up to 30 June 2026\nTotal: 5.00 EUR",
            "Quote date",
            "date",
        ),
        ("INVOICE\nTotal amount: 20.00 - 30.00 EUR", "What is the total amount?", "number"),
        ("NOTE\nApplicable Law & Venue\nFee: 5.00", "Applicable Law", "text"),
        ("INVOICE\nInvoice number:\nCustomer number: 55", "What is the invoice number?", "text"),
        ("Kurtaxe 3 %\nZimmer 80,00", "Wie hoch ist die Kurtaxe?", "number"),
    ],
    ids=["birth date", "end of an offer", "range", "half a heading", "empty label", "percentage"],
)
def test_guess_is_null(lines: str, question: str, value_type: str) -> None:
    assert ask(text(lines), question, value_type) is None


def test_amount_due_is_no_total_where_a_part_was_paid() -> None:
    assert ask(PART_PAID, "Wie hoch ist der Gesamtbetrag?", "number") is None


def test_amount_stands_behind_the_rate_in_its_label() -> None:
    document = text("NOTA\nTassa di soggiorno 4 %      3,20 €\nTotale     83,20 €")
    assert ask(document, "A quanto ammonta la tassa di soggiorno?", "number") == 3.2


def test_last_digits_of_a_card_are_no_amount() -> None:
    document = text("ORDER\nCharged to card -4471        $19.90\nOrder number: 8")
    assert ask(document, "How much was charged to the card?", "number") == 19.9


def test_object_has_the_members_that_a_prompt_lists() -> None:
    question = "Extract invoice number, total amount and invoice date as JSON"
    assert ask(STUDIO, question, "json") == {
        "invoice_number": "TS-88",
        "total_amount": 360.0,
        "invoice_date": "2026-05-14",
    }


def test_next_label_is_no_value_in_two_columns_at_different_heights() -> None:
    document = pages(
        {
            100: [(60, "NIF:"), (160, "B-12345678")],
            107: [(380, "VENDEDOR:"), (470, "Marisol")],
            117: [(60, "EMPRESA:"), (160, "Talleres Nube")],
            124: [(380, "FECHA LIM."), (470, "2026-09-23")],
        }
    )
    assert ask(document, "¿Quién es el vendedor?") == "Marisol"


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Start date of the agreement", "date", "2027-04-04"),
        ("Who is the supplier?", "text", "Alder Works Ltd."),
        ("Who is the buyer?", "text", "Cobalt Foods Inc."),
        ("How long is the first term?", "text", "three (3) years"),
        ("Which law governs the contract?", "text", "Ontario"),
        ("How much is the penalty for a late delivery?", "number", 250),
        ("How much is the deposit?", "number", None),
        ("Who is the guarantor?", "text", None),
    ],
)
def test_one_clear_sentence_answers(question: str, value_type: str, expected: object) -> None:
    assert ask(CONTRACT, question, value_type) == expected
