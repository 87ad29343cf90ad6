"""Everyday questions in several languages, asked of documents that word things their own way."""

from typing import Any

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import Document, ExtractionRequest, Prompt, ValueType
from tests.engine.rules_pages import text

INVOICE = text(
    """\
INVOICE
Harbour Tiles Ltd
Invoice number: HT-310
Invoice date: 4 March 2027
Fitting day: 19 February 2027
Payment due: 3 April 2027
Bill to: Corner Bakery
IBAN: GB29 NWBK 6016 1331 9268 19

Net amount                    200.00
VAT 20%                        40.00
Total                         240.00 GBP
"""
)
PAYSLIP = text(
    """\
Gehaltsabrechnung Juli 2027
Arbeitgeber: Holzbau Lindner GmbH
Arbeitnehmer: Karin Steg
Geburtsdatum: 2. Mai 1988
Bruttogehalt          3.100,00
Lohnsteuer              402,10
Nettogehalt           2.090,40
Auszahlung am: 30.07.2027
"""
)
STATEMENT = text(
    """\
SEASIDE BANK                       Statement of account
Account number: 5510 7781
Opening balance     100.00
Total paid in       640.00
Total paid out      510.25
Closing balance     229.75
"""
)
DELIVERY = text(
    """\
Lieferschein Nr. 7780
Datum: 05.04.2027
Ihre Bestellung: K-551 vom 28.03.2027
Empfänger: Gasthof Linde
"""
)
BAIL = text(
    """\
CONTRAT DE LOCATION
Propriétaire: Agathe Mornand
Locataire: Luc Perrier
Loyer mensuel: 610,00 EUR
Préavis: 3 mois
Valable jusqu'au: 31/12/2028
Taux de majoration: 4 %
"""
)
VET = text(
    """\
Tierarztpraxis Am Deich
Tier: Kater Felix
Halterin: Doris Wulff
Kastration                      88,00 EUR
"""
)


def ask(document: Document, question: str, value_type: str = "text", key: str = "field") -> Any:
    request = ExtractionRequest((Prompt(key, question, ValueType(value_type)),))
    return RulesExtractor().extract(document, request).values[key]


@pytest.mark.parametrize(
    ("key", "question", "value_type", "expected"),
    [
        ("invoice_date", "On which date was the fitting day?", "date", "2027-02-19"),
        ("total", "What would it be before tax?", "number", 200),
        ("x", "What does it cost altogether?", "number", 240),
        ("x", "Which day do I have to have paid by at the latest?", "date", "2027-04-03"),
        ("x", "Which account should I transfer it to?", "text", "GB29NWBK60161331926819"),
        ("x", "VAT in percent", "number", 20),
        ("x", "Combien de TVA ?", "number", 40),
    ],
)
def test_invoice_answers_everyday_questions(
    key: str, question: str, value_type: str, expected: object
) -> None:
    assert ask(INVOICE, question, value_type, key) == expected


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Für wen arbeite ich?", "text", "Holzbau Lindner GmbH"),
        ("Who is the employee?", "text", "Karin Steg"),
        ("Date of birth", "date", "1988-05-02"),
        ("Wie viel verdiene ich vor Abzügen?", "number", 3100),
        ("Take-home pay", "number", 2090.4),
        ("Wann wird das Gehalt überwiesen?", "date", "2027-07-30"),
        ("How much income tax?", "number", 402.1),
    ],
)
def test_payslip_is_asked_in_its_own_and_another_language(
    question: str, value_type: str, expected: object
) -> None:
    assert ask(PAYSLIP, question, value_type) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Total paid in", 640),
        ("Total paid out", 510.25),
        ("How much came in?", 640),
        ("Summe der Ausgänge", 510.25),
    ],
)
def test_money_in_and_money_out_are_told_apart(question: str, expected: float) -> None:
    assert ask(STATEMENT, question, "number") == expected


def test_date_of_an_order_stands_behind_its_number() -> None:
    assert ask(DELIVERY, "Wann wurde bestellt?", "date", "datum") == "2027-03-28"


def test_number_of_a_document_is_asked_for_with_a_genitive() -> None:
    question = "Wie lautet die Nummer des Lieferscheins?"
    assert ask(DELIVERY, question, key="rechnungsnummer") == "7780"


@pytest.mark.parametrize(
    ("question", "value_type", "expected"),
    [
        ("Who is the owner?", "text", "Agathe Mornand"),
        ("Kündigungsfrist", "text", "3 mois"),
        ("How much is the rent?", "number", 610),
        ("Until when is it valid?", "date", "2028-12-31"),
        ("Quel est le taux de majoration en pour cent ?", "number", 4),
    ],
)
def test_lease_answers_in_other_languages(question: str, value_type: str, expected: object) -> None:
    assert ask(BAIL, question, value_type) == expected


def test_owner_is_not_the_thing_owned() -> None:
    assert ask(VET, "Wem gehört das Tier?", key="halter") == "Doris Wulff"
