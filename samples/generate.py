#!/usr/bin/env python
"""Writes the sample documents and the values that are to be found in them.

``python samples/generate.py [folder]`` writes the same bytes on every run. Companies, people and
bank accounts are invented; the check digits of the IBANs are right.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from docx import Document as WordDocument
from docx.shared import Pt
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

CENT = Decimal("0.01")
FIXED_ZIP_TIME = (2026, 11, 3, 9, 0, 0)


@dataclass(frozen=True)
class Item:
    description: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return rounded(self.quantity * self.unit_price)

    def expected(self) -> dict[str, Any]:
        return {
            "description": self.description,
            "quantity": plain(self.quantity),
            "unit_price": plain(self.unit_price),
            "amount": plain(self.amount),
        }


def item(description: str, quantity: str, unit_price: str) -> Item:
    return Item(description, Decimal(quantity), Decimal(unit_price))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def total_of(items: Iterable[Item]) -> Decimal:
    return sum((each.amount for each in items), Decimal(0))


def english(value: Decimal, sign: str = "") -> str:
    return f"{sign}{value:,.2f}"


def continental(value: Decimal, thousands: str = ".") -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", thousands)


def iban(country: str, account: str) -> str:
    """The IBAN with its check digits, in groups of four (ISO 13616)."""
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    compact = f"{country}{98 - int(digits) % 97:02d}{account}"
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def compact(value: str) -> str:
    return value.replace(" ", "")


class Sheet:
    """A PDF page whose coordinates count from the top left corner, in points."""

    def __init__(self, target: io.BytesIO, size: tuple[float, float], title: str) -> None:
        self.width, self.height = size
        self.canvas = Canvas(target, pagesize=size, invariant=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Sample documents")

    def text(self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, self.height - y, text)

    def right(
        self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawRightString(x, self.height - y, text)

    def centre(
        self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawCentredString(x, self.height - y, text)

    def lines(self, x: float, y: float, texts: Iterable[str], size: float = 9.5) -> None:
        for index, text in enumerate(texts):
            self.text(x, y + index * (size + 3.5), text, size)

    def rule(self, y: float, x0: float = 50, x1: float | None = None) -> None:
        self.canvas.setStrokeColor(HexColor("#8a8f98"))
        right = self.width - 50 if x1 is None else x1
        self.canvas.line(x0, self.height - y, right, self.height - y)

    def box(self, x: float, y: float, width: float, height: float, fill: str | None = None) -> None:
        self.canvas.setStrokeColor(HexColor("#8a8f98"))
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        self.canvas.rect(x, self.height - y - height, width, height, fill=int(bool(fill)))
        self.canvas.setFillColor(HexColor("#000000"))

    def finish(self) -> None:
        self.canvas.showPage()
        self.canvas.save()


def invoice() -> tuple[bytes, dict[str, Any]]:
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
    return target.getvalue(), {
        "invoice_number": "HP-2026-0417",
        "invoice_date": "2026-11-03",
        "due_date": "2026-12-03",
        "vendor_name": "Harbour & Pine Trading Ltd",
        "customer_name": "Lindqvist Interiors Ltd",
        "currency": "GBP",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "accounts@harbourpine.example.com",
        "iban": compact(account),
        "line_items": [each.expected() for each in items],
    }


def invoice_two_column() -> tuple[bytes, dict[str, Any]]:
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
    return target.getvalue(), {
        "invoice_number": "10482",
        "invoice_date": "2026-11-03",
        "due_date": "2026-12-18",
        "vendor_name": "Brightfield Solar Inc.",
        "customer_name": "Cedar Hollow School District",
        "currency": "USD",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "billing@brightfield.example.com",
        "iban": None,
        "line_items": [each.expected() for each in items],
    }


def invoice_de() -> tuple[bytes, dict[str, Any]]:
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
    return target.getvalue(), {
        "invoice_number": "RE-2026-1187",
        "invoice_date": "2026-11-03",
        "due_date": "2026-11-17",
        "vendor_name": "Rösterei Möwenschrei GmbH",
        "customer_name": "Hotel Strandläufer KG",
        "currency": "EUR",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "buchhaltung@moewenschrei.example.com",
        "iban": compact(account),
        "line_items": [each.expected() for each in items],
    }


def service_items() -> list[tuple[Item, str]]:
    """The long bill's items; some have a second line under the description."""
    works = [
        ("Cloud server, 4 cores, 16 GB", "month", "84.00"),
        ("Object storage, per 100 GB", "month", "2.35"),
        ("Managed database, standby replica", "month", "129.90"),
        ("Support engineer on call", "hour", "72.50"),
        ("Load balancer with certificate renewal", "month", "18.40"),
        ("Outgoing traffic, per TB", "TB", "6.15"),
        ("Backup vault, 30 days of retention", "month", "11.75"),
    ]
    sites = ["Cork", "Galway", "Limerick", "Dublin", "Sligo", "Athlone", "Ennis", "Tralee", "Naas"]
    listed = []
    for index in range(63):
        text, _unit, price = works[index % len(works)]
        quantity = Decimal((index * 7) % 11 + 1)
        wrapped = "including the night shift of 24 October" if index % 9 == 3 else ""
        description = f"{text}, {sites[index // len(works)]}"
        listed.append((Item(description, quantity, Decimal(price)), wrapped))
    return listed


def invoice_multipage() -> tuple[bytes, dict[str, Any]]:
    listed = service_items()
    net = total_of(each for each, _ in listed)
    tax = rounded(net * Decimal("0.23"))
    account = iban("IE", "TEST93115212345678")
    target = io.BytesIO()
    sheet = Sheet(target, A4, "Invoice 2026/11/00318")

    def header(y: float) -> float:
        sheet.rule(y - 12)
        for x, text, place in [
            (50, "No.", sheet.text),
            (82, "Service", sheet.text),
            (370, "Quantity", sheet.right),
            (455, "Price", sheet.right),
            (545, "Amount EUR", sheet.right),
        ]:
            place(x, y, text, 9, bold=True)
        sheet.rule(y + 5)
        return y + 20

    def footer(page: int) -> None:
        sheet.text(50, 815, "Shannonside Hosting DAC, Registered in Ireland No. 555019", 7.5)
        sheet.right(545, 815, f"Page {page} of 3", 7.5)

    sheet.text(50, 60, "Shannonside Hosting DAC", 16, bold=True)
    sheet.lines(50, 76, ["Unit 9, Dock Business Park, Limerick, Ireland"], 8.5)
    sheet.text(50, 110, "TAX INVOICE", 12, bold=True)
    sheet.lines(
        50,
        130,
        [
            "Invoice No: 2026/11/00318",
            "Date of issue: 03/11/2026",
            "Payment due: 17/11/2026",
            "Your reference: CC-1009",
        ],
    )
    sheet.text(340, 110, "Customer:", 9.5, bold=True)
    sheet.lines(
        340,
        125,
        ["Corrib Components Limited", "Station Road", "Galway H91 XX00", "VAT: IE9999001T"],
    )
    y = header(210)
    page = 1
    for position, (each, wrapped) in enumerate(listed, 1):
        if y > 770:
            footer(page)
            sheet.canvas.showPage()
            page += 1
            sheet.text(50, 50, "Shannonside Hosting DAC - Invoice No: 2026/11/00318", 8)
            y = header(80)
        sheet.text(50, y, str(position))
        sheet.text(82, y, each.description)
        sheet.right(370, y, str(each.quantity))
        sheet.right(455, y, english(each.unit_price))
        sheet.right(545, y, english(each.amount))
        y += 13
        if wrapped:
            sheet.text(82, y, wrapped)
            y += 13
        y += 9
    sheet.rule(y - 8)
    y += 10
    for label, amount in [
        ("Total excl. VAT", net),
        ("VAT 23%", tax),
        ("Total incl. VAT", net + tax),
    ]:
        sheet.text(380, y, label, 10, bold=label.endswith("incl. VAT"))
        sheet.right(545, y, english(amount, "€"), 10, bold=label.endswith("incl. VAT"))
        y += 16
    sheet.lines(
        50,
        y + 20,
        [
            f"Bank transfer to IBAN {account}, BIC TESTIE2DXXX.",
            "Accounts department: accounts@shannonside.example.com",
        ],
    )
    footer(page)
    sheet.finish()
    return target.getvalue(), {
        "invoice_number": "2026/11/00318",
        "invoice_date": "2026-11-03",
        "due_date": "2026-11-17",
        "vendor_name": "Shannonside Hosting DAC",
        "customer_name": "Corrib Components Limited",
        "currency": "EUR",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "accounts@shannonside.example.com",
        "iban": compact(account),
        "line_items": [
            {**each.expected(), "description": f"{each.description} {wrapped}".strip()}
            for each, wrapped in listed
        ],
    }


def receipt() -> tuple[bytes, dict[str, Any]]:
    items = [
        item("Flat white", "2", "4.75"),
        item("Almond croissant", "1", "4.25"),
        item("Avocado toast", "1", "12.50"),
        item("Sparkling water", "2", "3.00"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.07"))
    width = 80 * mm
    target = io.BytesIO()
    sheet = Sheet(target, (width, 150 * mm), "Receipt 004-21877")
    middle = width / 2
    sheet.centre(middle, 28, "THE COPPER KETTLE", 13, bold=True)
    sheet.centre(middle, 42, "118 Larch Street, Portland, OR 97205", 7.5)
    sheet.centre(middle, 52, "Tel (503) 555-0188", 7.5)
    sheet.text(14, 74, "Receipt no. 004-21877", 8)
    sheet.right(width - 14, 74, "Server: Dana", 8)
    sheet.text(14, 86, "11/23/2026 08:41 AM", 8)
    sheet.right(width - 14, 86, "Table 12", 8)
    sheet.rule(93, 14, width - 14)
    sheet.text(14, 104, "Qty", 8)
    sheet.text(38, 104, "Item", 8)
    sheet.right(width - 60, 104, "Price", 8)
    sheet.right(width - 14, 104, "Amount", 8)
    y = 118.0
    for each in items:
        sheet.text(14, y, str(each.quantity), 8)
        sheet.text(38, y, each.description, 8)
        sheet.right(width - 60, y, english(each.unit_price), 8)
        sheet.right(width - 14, y, english(each.amount), 8)
        y += 12
    sheet.rule(y - 6, 14, width - 14)
    y += 8
    for label, text in [
        ("Sub-total", english(net)),
        ("Sales tax 7%", english(tax)),
        ("TOTAL", english(net + tax, "$")),
        ("VISA ****4417", english(net + tax, "$")),
        ("Change", "$0.00"),
    ]:
        sheet.text(14, y, label, 9 if label == "TOTAL" else 8, bold=label == "TOTAL")
        sheet.right(width - 14, y, text, 9 if label == "TOTAL" else 8, bold=label == "TOTAL")
        y += 13
    sheet.centre(middle, y + 16, "Thank you! hello@copperkettle.example.com", 7.5)
    sheet.finish()
    return target.getvalue(), {
        "invoice_number": None,
        "invoice_date": "2026-11-23",
        "due_date": None,
        "vendor_name": "THE COPPER KETTLE",
        "customer_name": None,
        "currency": "USD",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "hello@copperkettle.example.com",
        "iban": None,
        "line_items": [each.expected() for each in items],
        "receipt_number": "004-21877",
    }


def purchase_order() -> tuple[bytes, dict[str, Any]]:
    items = [
        item("Torque wrench 20-100 Nm", "6", "118.00"),
        item("Nitrile gloves, box of 100, size L", "40", "9.60"),
        item("Safety glasses, clear, anti-fog", "55", "7.25"),
        item("Floor marking tape, yellow, 33 m", "18", "12.40"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.13"))
    document = WordDocument()
    document.core_properties.author = "Sample documents"
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading("Purchase Order", level=1)
    document.add_paragraph("Northgate Assembly Works Corp.")
    document.add_paragraph("55 Foundry Road, Hamilton, Ontario L8P 1A1, Canada")
    facts = document.add_table(rows=0, cols=2)
    for label, value in [
        ("Purchase order number", "NAW-77120"),
        ("Order date", "November 3, 2026"),
        ("Delivery date", "November 24, 2026"),
        ("Supplier", "Maple & Steel Supply Co."),
        ("Ship to", "Northgate Assembly Works Corp., Dock 4"),
        ("Payment terms", "Net 30"),
        ("Buyer", "Priya Raman"),
        ("E-mail", "purchasing@northgate.example.com"),
    ]:
        row = facts.add_row().cells
        row[0].text, row[1].text = label, value
    document.add_paragraph()
    table = document.add_table(rows=1, cols=5)
    table.style = "Table Grid"
    header = ["Item no.", "Description", "Quantity", "Unit price", "Amount"]
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = text
    for position, each in enumerate(items, 1):
        values = [
            f"{position:03d}",
            each.description,
            str(each.quantity),
            english(each.unit_price),
            english(each.amount),
        ]
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text
    document.add_paragraph()
    document.add_paragraph(f"Subtotal: {english(net, 'CA$')}")
    document.add_paragraph(f"HST 13%: {english(tax, 'CA$')}")
    document.add_paragraph(f"Order total: {english(net + tax, 'CA$')}")
    document.add_paragraph("Rush order: [x] Yes  [ ] No")
    target = io.BytesIO()
    document.save(target)
    return with_fixed_times(target.getvalue()), {
        "order_number": "NAW-77120",
        "order_date": "2026-11-03",
        "delivery_date": "2026-11-24",
        "vendor_name": "Maple & Steel Supply Co.",
        "currency": "CAD",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "payment_terms": "Net 30",
        "contact_email": "purchasing@northgate.example.com",
        "is_rush_order": True,
        "invoice_number": None,
        "line_items": [each.expected() for each in items],
    }


def with_fixed_times(archive: bytes) -> bytes:
    """The same ZIP archive with one fixed time on every member, so that its bytes do not vary."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, FIXED_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(member, source.read(name))
    return target.getvalue()


def orders() -> tuple[bytes, dict[str, Any]]:
    rows = [
        ("SO-5001", "2026-11-02", "Alder Books", item("Notebook A5, dotted", "120", "3.40")),
        ("SO-5002", "2026-11-02", "Café Lumen", item("Paper cups, 250 ml", "2000", "0.06")),
        ("SO-5003", "2026-11-03", "Studio Vega", item("Marker set, 12 colours", "15", "18.90")),
        ("SO-5004", "2026-11-03", "Alder Books", item("Gift wrap, roll", "60", "2.15")),
    ]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    header = "Order number,Order date,Customer,Description,Quantity,Unit price,Amount"
    writer.writerow(header.split(","))
    for number, date, customer, each in rows:
        cells = [number, date, customer, each.description]
        writer.writerow([*cells, each.quantity, each.unit_price, each.amount])
    return target.getvalue().encode(), {
        "line_items": [each.expected() for _, _, _, each in rows],
        "orders": [
            {
                "order_number": number,
                "order_date": date,
                "customer": customer,
                "description": each.description,
                "quantity": plain(each.quantity),
                "unit_price": plain(each.unit_price),
                "amount": plain(each.amount),
            }
            for number, date, customer, each in rows
        ],
        "invoice_number": None,
        "total_amount": None,
    }


ORDER_EMAIL = """\
From: Tomas Hruby <tomas.hruby@velodrom.example.com>
To: Orders <orders@spokeworks.example.com>
Subject: Order 2026-0931
Date: Tue, 03 Nov 2026 09:12:45 +0100
Message-ID: <order-2026-0931@velodrom.example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="sample-boundary"

--sample-boundary
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Hello,

please send us the following:

Order number: 2026-0931
Customer: Velodrom Cycling Club
Requested delivery date: 20 November 2026

Item                        Quantity    Unit price       Amount
Inner tube 28 inch                50          4.20       210.00
Brake pads, pair                  24          9.75       234.00
Chain oil 100 ml                  12          6.50        78.00

Order total: EUR 522.00

Please confirm to tomas.hruby@velodrom.example.com.

Kind regards
Tomas Hruby
Phone: +420 555 012 345

--sample-boundary
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit

<html><body><p>Hello,</p><p>please send us the following:</p>
<p>Order number: 2026-0931<br>Customer: Velodrom Cycling Club<br>
Requested delivery date: 20 November 2026</p>
<table><tr><th>Item</th><th>Quantity</th><th>Unit price</th><th>Amount</th></tr>
<tr><td>Inner tube 28 inch</td><td>50</td><td>4.20</td><td>210.00</td></tr>
<tr><td>Brake pads, pair</td><td>24</td><td>9.75</td><td>234.00</td></tr>
<tr><td>Chain oil 100 ml</td><td>12</td><td>6.50</td><td>78.00</td></tr></table>
<p>Order total: EUR 522.00</p>
<p>Please confirm to tomas.hruby@velodrom.example.com.</p>
<p>Kind regards<br>Tomas Hruby<br>Phone: +420 555 012 345</p></body></html>

--sample-boundary--
"""


def order_email() -> tuple[bytes, dict[str, Any]]:
    return ORDER_EMAIL.encode(), {
        "order_number": "2026-0931",
        "delivery_date": "2026-11-20",
        "customer_name": "Velodrom Cycling Club",
        "currency": "EUR",
        "total_amount": 522,
        "phone": "+420 555 012 345",
        "invoice_number": None,
        "line_items": [
            item("Inner tube 28 inch", "50", "4.20").expected(),
            item("Brake pads, pair", "24", "9.75").expected(),
            item("Chain oil 100 ml", "12", "6.50").expected(),
        ],
    }


BILL_FR = """\
<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Facture F-2026-0212</title>
<style>
body {{ font-family: serif }}
td, th {{ padding: 4px 12px }}
.n {{ text-align: right }}
</style>
</head>
<body>
<h1>Atelier Brindille SARL</h1>
<p>12 rue des Tilleuls<br>69003 Lyon<br>Tél. : 04 55 01 02 03<br>
Courriel : compta@brindille.example.com</p>
<h2>Facture n° F-2026-0212</h2>
<p>Date de facturation : 3 novembre 2026<br>Date d&rsquo;échéance : 3 décembre 2026</p>
<p><strong>Facturé à :</strong><br>Librairie du Canal SAS<br>4 quai Sainte-Anne<br>35000 Rennes</p>
<table>
<thead>
<tr><th>Désignation</th><th>Quantité</th><th>Prix unitaire HT</th><th>Montant HT</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
<table>
<tr><td>Total HT</td><td class="n">{net} €</td></tr>
<tr><td>TVA 20 %</td><td class="n">{tax} €</td></tr>
<tr><td>Total TTC</td><td class="n">{gross} €</td></tr>
</table>
<p>N° TVA intracommunautaire : FR99999900123</p>
<p>Règlement par virement : IBAN {iban}</p>
</body>
</html>
"""


def bill_fr() -> tuple[bytes, dict[str, Any]]:
    items = [
        item("Étagère en frêne massif", "3", "248.50"),
        item("Présentoir à cartes postales", "2", "96.40"),
        item("Pose et réglage (heures)", "2.5", "42.00"),
    ]
    net = total_of(items)
    tax = rounded(net * Decimal("0.20"))
    account = iban("FR", "99999000010123456789X55")
    thin = "\N{NARROW NO-BREAK SPACE}"
    rows = "\n".join(
        f"<tr><td>{each.description}</td>"
        f'<td class="n">{str(each.quantity).replace(".", ",")}</td>'
        f'<td class="n">{continental(each.unit_price, thin)} €</td>'
        f'<td class="n">{continental(each.amount, thin)} €</td></tr>'
        for each in items
    )
    html = BILL_FR.format(
        rows=rows,
        net=continental(net, thin),
        tax=continental(tax, thin),
        gross=continental(net + tax, thin),
        iban=account,
    )
    return html.encode(), {
        "invoice_number": "F-2026-0212",
        "invoice_date": "2026-11-03",
        "due_date": "2026-12-03",
        "vendor_name": "Atelier Brindille SARL",
        "customer_name": "Librairie du Canal SAS",
        "currency": "EUR",
        "subtotal": plain(net),
        "tax_amount": plain(tax),
        "total_amount": plain(net + tax),
        "contact_email": "compta@brindille.example.com",
        "iban": compact(account),
        "line_items": [each.expected() for each in items],
    }


SAMPLES: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {
    "invoice.pdf": invoice,
    "invoice_two_column.pdf": invoice_two_column,
    "invoice_de.pdf": invoice_de,
    "invoice_multipage.pdf": invoice_multipage,
    "receipt.pdf": receipt,
    "purchase_order.docx": purchase_order,
    "orders.csv": orders,
    "order_email.eml": order_email,
    "bill_fr.html": bill_fr,
}


def write_samples(folder: Path) -> None:
    """Write every sample and, under ``expected/``, the values that are to be found in it."""
    expected_folder = folder / "expected"
    expected_folder.mkdir(parents=True, exist_ok=True)
    for name, make in SAMPLES.items():
        content, expected = make()
        (folder / name).write_bytes(content)
        text = json.dumps(expected, ensure_ascii=False, indent=2)
        (expected_folder / f"{Path(name).stem}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    write_samples(parser.parse_args().folder)


if __name__ == "__main__":
    main()
