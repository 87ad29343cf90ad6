"""Layouts that differ from the samples on purpose, with the values that are in them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.types import Document, Prompt, ValueType
from tests.engine.rules_pages import DEMO_PROMPTS, answer, extract, items, pages, text

US_BOXES_UNDER_VALUES = pages(
    {
        40: [(40, "Juniper Creek Landscaping LLC")],
        54: [(40, "88 Ridge Road, Boulder, CO 80302")],
        90: [(40, "2026-0098"), (200, "11/03/26"), (360, "12/03/26")],
        104: [(40, "Invoice #"), (200, "Date"), (360, "Due Date")],
        140: [(40, "Bill To"), (330, "Service Location")],
        154: [(40, "Aspen Ridge HOA"), (330, "Clubhouse")],
        168: [(40, "12 Summit Ct"), (330, "14 Summit Ct")],
        182: [(40, "Boulder, CO 80304"), (330, "Boulder, CO 80304")],
        220: [(40, "Activity"), (-340, "Qty"), (-430, "Rate"), (-540, "Amount")],
        240: [(40, "Mowing and edging"), (-340, "4"), (-430, "85.00"), (-540, "340.00")],
        254: [(40, "Mulch, delivered"), (-340, "2.5"), (-430, "62.00"), (-540, "155.00")],
        268: [(40, "dark hardwood, per yard")],
        300: [(-430, "Subtotal"), (-540, "495.00")],
        316: [(-430, "Tax (8.845%)"), (-540, "43.78")],
        332: [(-430, "Total"), (-540, "$538.78")],
        348: [(-430, "Payments received"), (-540, "-$100.00")],
        364: [(-430, "Balance Due"), (-540, "$438.78")],
        700: [(40, "Questions? office@junipercreek.example.com")],
    }
)

CODE_BEFORE_AMOUNT = pages(
    {
        50: [(50, "INVOICE"), (400, "Invoice no. 77/2026")],
        66: [(400, "3 Nov. 2026")],
        82: [(50, "Seller: Alpenglow Optics AG"), (400, "Payable by 3 Dec. 2026")],
        98: [(50, "Buyer: Fjordlys Fotoklubb")],
        150: [(50, "Article"), (300, "Quantity"), (400, "Unit price CHF"), (500, "Total CHF")],
        170: [(50, "Spotting scope 65 mm"), (300, "2"), (400, "1'249.00"), (500, "2'498.00")],
        186: [(50, "Tripod, carbon"), (300, "1"), (400, "389.50"), (500, "389.50")],
        230: [(50, "Net total CHF 2'887.50")],
        246: [(50, "8.1% VAT CHF 233.89")],
        262: [(50, "Invoice total CHF 3'121.39")],
        300: [(50, "IBAN CH56 0483 5012 3456 7800 9")],
    }
)

SPANISH_WITHOUT_RULES = pages(
    {
        40: [(50, "Talleres Montaña Azul S.L.")],
        54: [(50, "Calle del Olmo 18, 28012 Madrid")],
        68: [(50, "CIF: B99999901")],
        100: [(50, "FACTURA"), (330, "Nº de factura: A-2026/331")],
        114: [(330, "Fecha de emisión: 3 de noviembre de 2026")],
        128: [(330, "Vencimiento: 03/12/2026")],
        150: [(50, "Cliente")],
        164: [(50, "Ferretería La Llave S.A.")],
        178: [(50, "Avenida del Puerto 4")],
        192: [(50, "46021 Valencia")],
        230: [(50, "Concepto"), (-330, "Cantidad"), (-430, "Precio unitario"), (-540, "Importe")],
        250: [(50, "Revisión de maquinaria"), (-330, "3"), (-430, "120,00"), (-540, "360,00")],
        266: [(50, "Cambio de correas"), (-330, "1"), (-430, "1.085,50"), (-540, "1.085,50")],
        310: [(-430, "Base imponible"), (-540, "1.445,50 €")],
        326: [(-430, "IVA 21%"), (-540, "303,56 €")],
        342: [(-430, "TOTAL"), (-540, "1.749,06 €")],
        400: [(50, "Correo: facturas@montanaazul.example.com")],
    }
)

DUTCH_TEXT = text(
    """\
Kwekerij De Linde B.V.
Dijkweg 7, 4201 AB Gorinchem

Factuur aan:
Tuincentrum Groenrijk
Postbus 12
3500 AA Utrecht

Factuurnummer:   2026.0455
Factuurdatum:    3 november 2026
Vervaldatum:     17-11-2026

Omschrijving                    Aantal      Prijs      Bedrag
Beukenhaag 100 cm                  120       2,85      342,00
Lavendel, pot 13                   200       1,10      220,00
Bezorging binnen
regio Utrecht                        1      45,00       45,00

                    Totaal excl. btw             607,00
                    BTW 9%                        54,63
                    Te betalen                 € 661,63

Bankrekening t.n.v. Kwekerij De Linde B.V. NL02 ABNA 0123 4567 89
administratie@delinde.example.com
"""
)

TWO_TOTALS_AND_TWO_RATES = pages(
    {
        40: [(50, "Papierwerk Sundheim e.K.")],
        90: [(50, "Rechnung an:"), (350, "Rechnung Nr.: 4711")],
        104: [(50, "Buchladen am Eck"), (350, "Datum: 03.11.2026")],
        118: [(50, "Marktplatz 2"), (350, "Fällig am: 01.12.2026")],
        132: [(50, "35037 Marburg")],
        180: [
            (50, "Artikel"),
            (250, "Menge"),
            (330, "Einzelpreis"),
            (420, "MwSt."),
            (490, "Betrag"),
        ],
        200: [(50, "Kalender 2027"), (250, "10"), (330, "8,00"), (420, "7%"), (490, "80,00")],
        216: [(50, "Füller"), (250, "5"), (330, "20,00"), (420, "19%"), (490, "100,00")],
        250: [(330, "Summe netto"), (490, "180,00")],
        266: [(330, "MwSt. 7%"), (490, "5,60")],
        282: [(330, "MwSt. 19%"), (490, "19,00")],
        298: [(330, "Gesamtbetrag"), (490, "EUR 204,60")],
        340: [(50, "Skonto 2% bei Zahlung bis 10.11.2026: 200,51")],
        700: [(50, "Seite 1 von 1")],
    }
)

PROSE_AROUND = pages(
    {
        40: [(50, "Larkspur & Co")],
        60: [(50, "Total customer care is what we stand for since 1998.")],
        80: [(50, "Invoice Number: LS-300 Order Number: 5512 Invoice Date: Nov 3rd, 2026")],
        100: [(50, "Prepared for: Windmill Bakery")],
        140: [(50, "Service"), (300, "Hours"), (380, "Rate"), (470, "Total")],
        160: [(50, "Bookkeeping"), (300, "6"), (380, "40.00"), (470, "240.00")],
        200: [(380, "Total (GBP)"), (470, "240.00")],
        240: [(50, "Payment is due within 14 days. The total may change after 31/12/2026.")],
        260: [(50, "Interest is charged after the due date. Order by 20/12/2026 for delivery.")],
        700: [(50, "Page 3 of 12")],
    }
)

LAYOUTS: dict[str, tuple[Document, dict[str, Any]]] = {
    "labels under values, US dates, part paid": (
        US_BOXES_UNDER_VALUES,
        {
            "invoice_number": "2026-0098",
            "invoice_date": "2026-11-03",
            "due_date": "2026-12-03",
            "vendor_name": "Juniper Creek Landscaping LLC",
            "customer_name": "Aspen Ridge HOA",
            "currency": "USD",
            "subtotal": 495,
            "tax_amount": 43.78,
            "total_amount": 538.78,
            "contact_email": "office@junipercreek.example.com",
            "iban": None,
            "line_items": items(
                ("Mowing and edging", 4, 85, 340),
                ("Mulch, delivered dark hardwood, per yard", 2.5, 62, 155),
            ),
        },
    ),
    "currency code before the amount": (
        CODE_BEFORE_AMOUNT,
        {
            "invoice_number": "77/2026",
            "invoice_date": None,
            "due_date": "2026-12-03",
            "vendor_name": "Alpenglow Optics AG",
            "customer_name": "Fjordlys Fotoklubb",
            "currency": "CHF",
            "subtotal": 2887.5,
            "tax_amount": 233.89,
            "total_amount": 3121.39,
            "contact_email": None,
            "iban": "CH5604835012345678009",
            "line_items": items(
                ("Spotting scope 65 mm", 2, 1249, 2498), ("Tripod, carbon", 1, 389.5, 389.5)
            ),
        },
    ),
    "Spanish, no rules": (
        SPANISH_WITHOUT_RULES,
        {
            "invoice_number": "A-2026/331",
            "invoice_date": "2026-11-03",
            "due_date": "2026-12-03",
            "vendor_name": "Talleres Montaña Azul S.L.",
            "customer_name": "Ferretería La Llave S.A.",
            "currency": "EUR",
            "subtotal": 1445.5,
            "tax_amount": 303.56,
            "total_amount": 1749.06,
            "contact_email": "facturas@montanaazul.example.com",
            "iban": None,
            "line_items": items(
                ("Revisión de maquinaria", 3, 120, 360),
                ("Cambio de correas", 1, 1085.5, 1085.5),
            ),
        },
    ),
    "Dutch plain text, wrapped description first": (
        DUTCH_TEXT,
        {
            "invoice_number": "2026.0455",
            "invoice_date": "2026-11-03",
            "due_date": "2026-11-17",
            "vendor_name": "Kwekerij De Linde B.V.",
            "customer_name": "Tuincentrum Groenrijk",
            "currency": "EUR",
            "subtotal": 607,
            "tax_amount": 54.63,
            "total_amount": 661.63,
            "contact_email": "administratie@delinde.example.com",
            "iban": "NL02ABNA0123456789",
        },
    ),
    "two tax rates that add up, and a cash discount": (
        TWO_TOTALS_AND_TWO_RATES,
        {
            "invoice_number": "4711",
            "invoice_date": "2026-11-03",
            "due_date": "2026-12-01",
            "vendor_name": "Papierwerk Sundheim e.K.",
            "customer_name": "Buchladen am Eck",
            "currency": "EUR",
            "subtotal": 180,
            "tax_amount": 24.6,
            "total_amount": 204.6,
            "contact_email": None,
            "iban": None,
            "line_items": items(("Kalender 2027", 10, 8, 80), ("Füller", 5, 20, 100)),
        },
    ),
    "labels in sentences are no labels": (
        PROSE_AROUND,
        {
            "invoice_number": "LS-300",
            "invoice_date": "2026-11-03",
            "due_date": None,
            "vendor_name": "Larkspur & Co",
            "customer_name": "Windmill Bakery",
            "currency": "GBP",
            "subtotal": None,
            "tax_amount": None,
            "total_amount": 240,
            "line_items": items(("Bookkeeping", 6, 40, 240)),
        },
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_strange_layout(name: str) -> None:
    document, expected = LAYOUTS[name]
    values = extract(document, *DEMO_PROMPTS).values
    assert {key: values[key] for key in expected} == expected


def test_order_number_beside_the_invoice_number() -> None:
    assert answer(PROSE_AROUND, "order_number") == "5512"


def test_balance_due_is_another_question_than_the_total() -> None:
    assert answer(US_BOXES_UNDER_VALUES, "balance_due", ValueType.NUMBER) == 438.78
    assert answer(US_BOXES_UNDER_VALUES, "amount_paid", ValueType.NUMBER) == -100


def test_columns_are_the_header_cells_where_the_prompt_names_none() -> None:
    prompt = Prompt("items", "Give me all positions", ValueType.TABLE)
    assert extract(TWO_TOTALS_AND_TWO_RATES, prompt).values["items"] == [
        {"artikel": "Kalender 2027", "menge": 10, "einzelpreis": 8, "mwst": 7, "betrag": 80},
        {"artikel": "Füller", "menge": 5, "einzelpreis": 20, "mwst": 19, "betrag": 100},
    ]
