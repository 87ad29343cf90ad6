"""A language is a table of words: nothing but a TOML text teaches the rules to read it."""

import re

import pytest

from engine.concepts import UnknownConcept
from engine.languages.loading import FOLDER, vocabulary_of
from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest
from tests.engine.rules_pages import DEMO_PROMPTS, items, text

FINNISH = """
code = "fi"
decimal = ","
common = ["ja", "on", "ei", "sekä"]

[labels]
invoice_number = ["laskunumero", "laskun numero"]
invoice_date = ["laskun paiva", "laskun paivays"]
due_date = ["erapaiva"]
vendor_name = ["myyja"]
customer_name = ["ostaja"]
subtotal = ["veroton summa"]
tax_amount = ["alv"]
total_amount = ["maksettava"]

[columns]
description = ["kuvaus"]
quantity = ["maara"]
unit_price = ["yksikkohinta"]
amount = ["summa"]
"""

INVOICE = text(
    """\
Myyjä: Revontuli Puutyö Oy
Ostaja: Kahvila Lyhty

Laskunumero: 2026-118
Laskun päivä: 3. marraskuuta 2026
Eräpäivä: 3.12.2026

Kuvaus                        Määrä   Yksikköhinta        Summa
Pöytä, koivu                      2       1 250,00     2 500,00
Tuoli                             6         400,00     2 400,00

Veroton summa                                          4 900,00
Alv 25,5 %                                             1 249,50
Maksettava EUR                                         6 149,50
"""
)


def test_table_of_words_is_all_that_a_new_language_needs() -> None:
    known = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}
    assert all('code = "fi"' not in table for table in known.values())
    request = ExtractionRequest(DEMO_PROMPTS)
    before = RulesExtractor(vocabulary_of(known)).extract(INVOICE, request).values
    assert before["invoice_number"] is None
    assert before["line_items"] is None

    values = (
        RulesExtractor(vocabulary_of({**known, "fi.toml": FINNISH}))
        .extract(INVOICE, request)
        .values
    )
    assert values == {
        "invoice_number": "2026-118",
        "invoice_date": "2026-11-03",
        "due_date": "2026-12-03",
        "vendor_name": "Revontuli Puutyö Oy",
        "customer_name": "Kahvila Lyhty",
        "currency": "EUR",
        "subtotal": 4900,
        "tax_amount": 1249.5,
        "total_amount": 6149.5,
        "contact_email": None,
        "iban": None,
        "line_items": items(("Pöytä, koivu", 2, 1250, 2500), ("Tuoli", 6, 400, 2400)),
    }


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[labels]\nivoice_number = []", "xx.toml: [labels]: unknown ivoice_number"),
        ("[weak]\nthing = []", "xx.toml: [weak]: unknown thing"),
        ("[names]\nthing = []", "xx.toml: [names]: unknown thing"),
        ("[columns]\nprice = []", "xx.toml: [columns]: unknown price"),
        ("[words]\nnever = []", "xx.toml: [words]: unknown never"),
        ("[kinds]\nnovel = []", "xx.toml: [kinds]: unknown novel"),
        ("[label]\ninvoice_number = []", "xx.toml: unknown label"),
    ],
)
def test_words_for_what_the_engine_does_not_know_are_an_error(table: str, message: str) -> None:
    content = f'code = "xx"\ndecimal = "."\n{table}\n'
    with pytest.raises(UnknownConcept, match=re.escape(message)):
        vocabulary_of({"xx.toml": content})
