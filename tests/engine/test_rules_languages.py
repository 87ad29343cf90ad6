"""A language is a table of words: nothing but a TOML text teaches the rules to read it."""

import re

import pytest

from engine.concepts import UnknownConcept
from engine.languages.loading import FOLDER, vocabulary_of
from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest
from tests.engine.rules_pages import DEMO_PROMPTS, items, text

ICELANDIC = """
code = "is"
decimal = ","
common = ["og", "er", "ekki", "með"]

[months]
11 = ["nóvember"]

[labels]
invoice_number = ["reikningsnúmer", "númer reiknings"]
invoice_date = ["reikningsdagur", "dagsetning reiknings"]
due_date = ["eindagi"]
vendor_name = ["seljandi"]
customer_name = ["kaupandi"]
subtotal = ["upphæð án vsk"]
tax_amount = ["vsk"]
total_amount = ["til greiðslu"]

[columns]
description = ["lýsing"]
quantity = ["magn"]
unit_price = ["einingarverð"]
amount = ["upphæð"]
"""

INVOICE = text(
    """\
Seljandi: Norðurljós Smíði Oy
Kaupandi: Kaffihús Lukt

Reikningsnúmer: 2026-118
Reikningsdagur: 3. nóvember 2026
Eindagi: 3.12.2026

Lýsing                         Magn   Einingarverð       Upphæð
Borð, birki                       2       1 250,00     2 500,00
Stóll                             6         400,00     2 400,00

Upphæð án vsk                                          4 900,00
Vsk 25,5 %                                             1 249,50
Til greiðslu EUR                                       6 149,50
"""
)


def test_table_of_words_is_all_that_a_new_language_needs() -> None:
    known = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}
    assert all('code = "is"' not in table for table in known.values())
    request = ExtractionRequest(DEMO_PROMPTS)
    before = RulesExtractor(vocabulary_of(known)).extract(INVOICE, request).values
    assert before["invoice_number"] is None
    assert before["line_items"] is None

    values = (
        RulesExtractor(vocabulary_of({**known, "is.toml": ICELANDIC}))
        .extract(INVOICE, request)
        .values
    )
    assert values == {
        "invoice_number": "2026-118",
        "invoice_date": "2026-11-03",
        "due_date": "2026-12-03",
        "vendor_name": "Norðurljós Smíði Oy",
        "customer_name": "Kaffihús Lukt",
        "currency": "EUR",
        "subtotal": 4900,
        "tax_amount": 1249.5,
        "total_amount": 6149.5,
        "contact_email": None,
        "iban": None,
        "line_items": items(("Borð, birki", 2, 1250, 2500), ("Stóll", 6, 400, 2400)),
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
