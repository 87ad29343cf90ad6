"""PDF invoices of one page in three layouts."""

from __future__ import annotations

import io
from decimal import Decimal

from reportlab.lib.pagesizes import A4, LETTER

from samples.generator.parts import (
    Sample,
    Sheet,
    compact,
    continental,
    english,
    expected,
    iban,
    item,
    plain,
    rounded,
    total_of,
)


def invoice() -> Sample:
    items = [
        item("Oak shelving unit, 180 cm", "4", "312.50"),
        item("Wall brackets, brushed steel (set of 6)", "12", "18.75"),
        item("Linen storage box, large", "25", "14.20"),
        item("Delivery and installation", "1", "240.00"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.20"))
    account = iban("GB", "TEST20482019283746")
    target = io.BytesIO()
    sheet = Sheet(target, A4, "Invoice HP-2026-0417")
    sheet.text(50, 64, "Harbour & Pine Trading Ltd", 17, bold=True)
    sheet.lines(
        50,
        82,
        ["14 Quayside Row, Bristol BS1 4XX, United Kingdom", "VAT Reg. No. GB 123 4567 82"],
        8.5,
    )
    sheet.right(545, 64, "INVOICE", 22, bold=True)
    sheet.rule(112)
    sheet.text(50, 134, "Bill to", 9, bold=True)
    sheet.lines(
        50,
        149,
        [
            "Lindqvist Interiors Ltd",
            "Attn. Mara Lindqvist",
            "7 Orchard Street",
            "Manchester M2 5QA",
            "United Kingdom",
        ],
    )
    facts = [
        ("Invoice number:", "HP-2026-0417"),
        ("Invoice date:", "3 November 2026"),
        ("Due date:", "3 December 2026"),
        ("Purchase order number:", "PO-88213"),
        ("Payment terms:", "30 days net"),
    ]
    for index, (label, value) in enumerate(facts):
        sheet.text(330, 136 + index * 15, label, 9.5, bold=True)
        sheet.right(545, 136 + index * 15, value)
    sheet.box(50, 232, 495, 20, "#e8ebef")
    for x, text, place in [
        (56, "Description", sheet.text),
        (365, "Qty", sheet.right),
        (450, "Unit price", sheet.right),
        (539, "Amount", sheet.right),
    ]:
        place(x, 246, text, 9, bold=True)
    y = 270.0
    for each in items:
        sheet.text(56, y, each.description)
        sheet.right(365, y, str(each.quantity))
        sheet.right(450, y, english(each.unit_price))
        sheet.right(539, y, english(each.amount))
        sheet.rule(y + 7)
        y += 22
    y += 8
    for label, amount, bold in [
        ("Subtotal", net, False),
        ("VAT (20%)", tax, False),
        ("Total due", net + tax, True),
    ]:
        sheet.text(390, y, label, 10, bold=bold)
        sheet.right(539, y, english(amount, "£"), 10, bold=bold)
        y += 18
    sheet.text(50, 700, "Please pay by bank transfer to", 9, bold=True)
    sheet.lines(
        50,
        715,
        [
            f"IBAN: {account}",
            "BIC: TESTGB2LXXX",
            "Questions? E-mail accounts@harbourpine.example.com or call +44 117 496 0142.",
        ],
        9,
    )
    sheet.centre(297, 812, "Harbour & Pine Trading Ltd - Page 1 of 1", 7.5)
    sheet.finish()
    return target.getvalue(), expected(
        invoice_number="HP-2026-0417",
        invoice_date="2026-11-03",
        due_date="2026-12-03",
        vendor_name="Harbour & Pine Trading Ltd",
        customer_name="Lindqvist Interiors Ltd",
        currency="GBP",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="accounts@harbourpine.example.com",
        iban=compact(account),
        line_items=[each.expected() for each in items],
    )


def invoice_two_column() -> Sample:
    items = [
        item("Site survey and measurements", "6", "95.00"),
        item("Solar panel 410 W, mono", "18", "189.00"),
        item("Inverter 7.6 kW", "1", "1450.00"),
        item("Mounting rail, 14 ft", "12", "64.50"),
        item("Electrical permit (City of Alder Creek)", "1", "215.00"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.0825"))
    target = io.BytesIO()
    sheet = Sheet(target, LETTER, "Invoice 10482")
    sheet.box(0, 0, 612, 70, "#dfe9e2")
    sheet.text(46, 44, "Brightfield Solar Inc.", 19, bold=True)
    sheet.right(566, 44, "Invoice", 19)
    boxes = [
        ("INVOICE #", "10482"),
        ("DATE", "11/03/2026"),
        ("DUE DATE", "12/18/2026"),
        ("TERMS", "Net 45"),
        ("P.O. NUMBER", "4500-7731"),
    ]
    for index, (label, value) in enumerate(boxes):
        sheet.box(46 + index * 104, 90, 104, 36)
        sheet.text(52 + index * 104, 102, label, 7)
        sheet.text(52 + index * 104, 118, value, 10.5)
    sheet.text(46, 152, "FROM", 7.5, bold=True)
    sheet.lines(
        46,
        166,
        ["Brightfield Solar Inc.", "2210 Mesa Avenue", "Alder Creek, TX 78701", "(512) 555-0134"],
    )
    sheet.text(320, 152, "BILL TO", 7.5, bold=True)
    sheet.lines(
        320,
        166,
        [
            "Cedar Hollow School District",
            "Accounts Payable",
            "900 Learning Lane",
            "Elgin, TX 78621",
        ],
    )
    sheet.rule(232, 46, 566)
    for x, text, place in [
        (46, "QTY", sheet.text),
        (92, "ITEM DESCRIPTION", sheet.text),
        (470, "RATE", sheet.right),
        (566, "LINE TOTAL", sheet.right),
    ]:
        place(x, 246, text, 8, bold=True)
    sheet.rule(252, 46, 566)
    y = 270.0
    for each in items:
        sheet.text(46, y, str(each.quantity))
        sheet.text(92, y, each.description)
        sheet.right(470, y, english(each.unit_price))
        sheet.right(566, y, english(each.amount))
        y += 19
    sheet.rule(y - 8, 46, 566)
    y += 12
    for label, amount in [
        ("Subtotal", net),
        ("Sales tax 8.25%", tax),
        ("Amount due (USD)", net + tax),
    ]:
        sheet.right(470, y, label, 10, bold=label.startswith("Amount"))
        sheet.right(566, y, english(amount, "$"), 10, bold=label.startswith("Amount"))
        y += 17
    sheet.lines(
        46,
        690,
        [
            "Make checks payable to Brightfield Solar Inc. Late payments bear 1.5% per month.",
            "Billing questions: billing@brightfield.example.com",
        ],
        8.5,
    )
    sheet.finish()
    return target.getvalue(), expected(
        invoice_number="10482",
        invoice_date="2026-11-03",
        due_date="2026-12-18",
        vendor_name="Brightfield Solar Inc.",
        customer_name="Cedar Hollow School District",
        currency="USD",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="billing@brightfield.example.com",
        iban=None,
        line_items=[each.expected() for each in items],
    )


def invoice_de() -> Sample:
    items = [
        item("Espresso „Nordwind“, ganze Bohne, 1 kg", "24", "21.90"),
        item("Filterkaffee „Deichgold“, gemahlen, 500 g", "30", "11.25"),
        item("Kakao, fair gehandelt, 1 kg", "8", "17.36"),
        item("Schwarztee Ostfriesenmischung, 250 g", "19", "7.99"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.07"))
    account = iban("DE", "999900120045678901")
    target = io.BytesIO()
    sheet = Sheet(target, A4, "Rechnung RE-2026-1187")
    sheet.right(545, 60, "Rösterei Möwenschrei GmbH", 16, bold=True)
    sheet.right(545, 76, "Kaffee · Tee · Kakao", 9)
    sheet.text(57, 122, "Rösterei Möwenschrei GmbH · Hafenstraße 12 · 26789 Leer", 6.5)
    sheet.rule(126, 57, 260)
    sheet.lines(
        57,
        142,
        [
            "Hotel Strandläufer KG",
            "Frau Dr. Ilse Brökelmann",
            "Dünenweg 3",
            "26548 Norderney",
        ],
        10.5,
    )
    facts = [
        ("Rechnungsnummer", "RE-2026-1187"),
        ("Kundennummer", "K-20417"),
        ("Rechnungsdatum", "03.11.2026"),
        ("Lieferdatum", "30.10.2026"),
    ]
    for index, (label, value) in enumerate(facts):
        sheet.text(370, 150 + index * 14, label)
        sheet.text(465, 150 + index * 14, value)
    sheet.text(57, 250, "Rechnung", 15, bold=True)
    sheet.lines(
        57,
        272,
        [
            "Sehr geehrte Frau Dr. Brökelmann,",
            "für unsere Lieferung vom 30.10.2026 berechnen wir Ihnen:",
        ],
    )
    sheet.rule(300, 57, 545)
    for x, text, place in [
        (57, "Pos.", sheet.text),
        (85, "Bezeichnung", sheet.text),
        (375, "Menge", sheet.right),
        (460, "Einzelpreis", sheet.right),
        (545, "Gesamt", sheet.right),
    ]:
        place(x, 312, text, 9, bold=True)
    sheet.rule(317, 57, 545)
    y = 332.0
    for position, each in enumerate(items, 1):
        sheet.text(57, y, str(position))
        sheet.text(85, y, each.description)
        sheet.right(375, y, str(each.quantity))
        sheet.right(460, y, continental(each.unit_price) + " €")
        sheet.right(545, y, continental(each.amount) + " €")
        y += 17
    sheet.rule(y - 6, 57, 545)
    y += 10
    for label, amount in [
        ("Nettobetrag", net),
        ("zzgl. 7 % USt.", tax),
        ("Gesamtbetrag", net + tax),
    ]:
        sheet.text(370, y, label, 10, bold=label == "Gesamtbetrag")
        sheet.right(545, y, continental(amount) + " €", 10, bold=label == "Gesamtbetrag")
        y += 16
    sheet.text(57, y + 24, "Zahlbar ohne Abzug bis 17.11.2026. Vielen Dank für Ihren Auftrag!")
    sheet.rule(770, 57, 545)
    footer = [
        ("Rösterei Möwenschrei GmbH", "Hafenstraße 12", "26789 Leer"),
        ("Tel. 0491 555 01 20", "buchhaltung@moewenschrei.example.com", "Inhaber: Ubbo Tammen"),
        (f"IBAN {account}", "BIC TESTDE21XXX", "USt-IdNr. DE999900123"),
    ]
    for index, column in enumerate(footer):
        sheet.lines(57 + index * 168, 783, column, 7.5)
    sheet.finish()
    return target.getvalue(), expected(
        invoice_number="RE-2026-1187",
        invoice_date="2026-11-03",
        due_date="2026-11-17",
        vendor_name="Rösterei Möwenschrei GmbH",
        customer_name="Hotel Strandläufer KG",
        currency="EUR",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="buchhaltung@moewenschrei.example.com",
        iban=compact(account),
        line_items=[each.expected() for each in items],
    )
