"""A PDF invoice of several pages, and a till receipt."""

from __future__ import annotations

import io
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from samples.generator.parts import (
    Item,
    Sample,
    Sheet,
    compact,
    english,
    expected,
    iban,
    item,
    plain,
    rounded,
    total_of,
)


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


def invoice_multipage() -> Sample:
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
    return target.getvalue(), expected(
        invoice_number="2026/11/00318",
        invoice_date="2026-11-03",
        due_date="2026-11-17",
        vendor_name="Shannonside Hosting DAC",
        customer_name="Corrib Components Limited",
        currency="EUR",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="accounts@shannonside.example.com",
        iban=compact(account),
        line_items=[
            {**each.expected(), "description": f"{each.description} {wrapped}".strip()}
            for each, wrapped in listed
        ],
    )


def receipt() -> Sample:
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
    return target.getvalue(), expected(
        invoice_number=None,
        invoice_date="2026-11-23",
        due_date=None,
        vendor_name="THE COPPER KETTLE",
        customer_name=None,
        currency="USD",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="hello@copperkettle.example.com",
        iban=None,
        line_items=[each.expected() for each in items],
        receipt_number="004-21877",
    )
