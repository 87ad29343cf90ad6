"""An order as DOCX, orders as CSV, an order by e-mail, a bill as HTML."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal

from docx import Document as WordDocument
from docx.shared import Pt

from samples.generator.parts import (
    Sample,
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

FIXED_ZIP_TIME = (2026, 11, 3, 9, 0, 0)


def purchase_order() -> Sample:
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
        ("Buyer", "Northgate Assembly Works Corp."),
        ("Contact", "Priya Raman"),
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
    return with_fixed_times(target.getvalue()), expected(
        order_number="NAW-77120",
        order_date="2026-11-03",
        delivery_date="2026-11-24",
        vendor_name="Maple & Steel Supply Co.",
        customer_name="Northgate Assembly Works Corp.",
        currency="CAD",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        payment_terms="Net 30",
        contact_email="purchasing@northgate.example.com",
        is_rush_order=True,
        invoice_number=None,
        line_items=[each.expected() for each in items],
    )


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


def orders() -> Sample:
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
    return target.getvalue().encode(), expected(
        line_items=[each.expected() for _, _, _, each in rows],
        orders=[
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
        invoice_number=None,
        total_amount=None,
    )


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


def order_email() -> Sample:
    return ORDER_EMAIL.encode(), expected(
        order_number="2026-0931",
        delivery_date="2026-11-20",
        customer_name="Velodrom Cycling Club",
        currency="EUR",
        total_amount=522,
        phone="+420 555 012 345",
        invoice_number=None,
        line_items=[
            item("Inner tube 28 inch", "50", "4.20").expected(),
            item("Brake pads, pair", "24", "9.75").expected(),
            item("Chain oil 100 ml", "12", "6.50").expected(),
        ],
    )


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


def bill_fr() -> Sample:
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
    return html.encode(), expected(
        invoice_number="F-2026-0212",
        invoice_date="2026-11-03",
        due_date="2026-12-03",
        vendor_name="Atelier Brindille SARL",
        customer_name="Librairie du Canal SAS",
        currency="EUR",
        subtotal=plain(net),
        tax_amount=plain(tax),
        total_amount=plain(net + tax),
        contact_email="compta@brindille.example.com",
        iban=compact(account),
        line_items=[each.expected() for each in items],
    )
