"""Tables that the format itself marks as such: CSV, XLSX, HTML, DOCX."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.types import ValueType
from tests.engine.rules_pages import answer, tables


@dataclass(frozen=True)
class Grid:
    """A table, a question that names columns, and the values of its rows in that order."""

    behaviour: str
    question: str
    rows: list[list[str]]
    expected: list[list[object]]


GRIDS = [
    Grid(
        "a row without an amount is a row",
        "Positionen mit Artikel, Menge, Preis und Summe",
        [
            ["Artikel", "Menge", "Preis", "Summe"],
            ["Tisch", "1", "90,00", "90,00"],
            ["Aufbau, gratis", "1", "", ""],
            ["Stuhl", "4", "20,00", "80,00"],
            ["", "", "Summe", "170,00"],
        ],
        [["Tisch", 1, 90, 90], ["Aufbau, gratis", 1, None, None], ["Stuhl", 4, 20, 80]],
    ),
    Grid(
        "facts above the header are no rows",
        "List the items with item, qty, price and total",
        [
            ["Acme", "", "", ""],
            ["Quote", "Q-9", "", ""],
            ["Date", "2026-01-05", "", ""],
            ["Item", "Qty", "Price", "Total"],
            ["Lamp", "2", "10", "20"],
            ["Cable", "1", "5", "5"],
            ["Grand total", "", "", "25"],
        ],
        [["Lamp", 2, 10, 20], ["Cable", 1, 5, 5]],
    ),
    Grid(
        "names of single columns stand under those of groups",
        "Liste des produits avec produit, quantité, unitaire et total",
        [
            ["Produit", "Quantité", "Prix", "", "TVA"],
            ["", "", "Unitaire", "Total", ""],
            ["Vis", "10", "0,50", "5,00", "20 %"],
            ["Clou", "20", "0,10", "2,00", "20 %"],
        ],
        [["Vis", 10, 0.5, 5], ["Clou", 20, 0.1, 2]],
    ),
    Grid(
        "a closing line under dates is no row",
        "Movimientos con fecha, concepto, cargo, abono y saldo",
        [
            ["Fecha", "Concepto", "Cargo", "Abono", "Saldo"],
            ["01/03/2026", "Compra", "20,00", "", "80,00"],
            ["02/03/2026", "Nómina", "", "900,00", "980,00"],
            ["Saldo final del periodo", "", "", "", "980,00"],
            ["Gracias por su confianza", "", "", "", ""],
        ],
        [["2026-03-01", "Compra", 20, None, 80], ["2026-03-02", "Nómina", None, 900, 980]],
    ),
    Grid(
        "headings of sections are no rows",
        "List items with item, qty and amount",
        [
            ["Item", "Qty", "Amount"],
            ["Kitchen", "", ""],
            ["Pan", "2", "40.00"],
            ["Pot", "1", "30.00"],
            ["Bath", "", ""],
            ["Towel", "4", "20.00"],
            ["Total", "", "90.00"],
        ],
        [["Pan", 2, 40], ["Pot", 1, 30], ["Towel", 4, 20]],
    ),
    Grid(
        "a row whose first cells are empty goes on",
        "List bookings with date, description and amount",
        [
            ["Date", "Description", "Amount"],
            ["2026-02-01", "Transfer", "-10.00"],
            ["", "to savings account", ""],
            ["2026-02-03", "Salary", "900.00"],
        ],
        [["2026-02-01", "Transfer to savings account", -10], ["2026-02-03", "Salary", 900]],
    ),
    Grid(
        "a balance is told by the amounts between",
        "List transactions with date, description, amount and balance",
        [
            ["2026-01-02", "Bakery", "-4.20", "95.80"],
            ["2026-01-03", "Rent", "-50.00", "45.80"],
            ["2026-01-05", "Refund", "10.00", "55.80"],
        ],
        [
            ["2026-01-02", "Bakery", -4.2, 95.8],
            ["2026-01-03", "Rent", -50, 45.8],
            ["2026-01-05", "Refund", 10, 55.8],
        ],
    ),
    Grid(
        "quantity and price are told by their product",
        "List items with description, quantity, unit price and amount",
        [
            ["Screw", "10", "0.50", "5.00"],
            ["Nail", "20", "0.10", "2.00"],
            ["Hook", "3", "1.50", "4.50"],
        ],
        [["Screw", 10, 0.5, 5], ["Nail", 20, 0.1, 2], ["Hook", 3, 1.5, 4.5]],
    ),
    Grid(
        "other names begin another table",
        "List the items with item, qty and price",
        [
            ["Name", "Hours", ""],
            ["Ann", "7", ""],
            ["Bob", "8", ""],
            ["Item", "Qty", "Price"],
            ["Pen", "3", "1.20"],
            ["Ink", "1", "8.00"],
        ],
        [["Pen", 3, 1.2], ["Ink", 1, 8]],
    ),
    Grid(
        "sums in the middle are no rows",
        "List products with product, qty and amount",
        [
            ["Product", "Qty", "Amount"],
            ["Pen", "2", "4.00"],
            ["Ink", "1", "8.00"],
            ["Subtotal stationery", "", "12.00"],
            ["Desk", "1", "100.00"],
            ["Lamp", "1", "20.00"],
            ["Subtotal furniture", "", "120.00"],
            ["Total", "", "132.00"],
        ],
        [["Pen", 2, 4], ["Ink", 1, 8], ["Desk", 1, 100], ["Lamp", 1, 20]],
    ),
    Grid(
        "codes keep their zeros",
        "List products with code, name and price",
        [["Code", "Name", "Price"], ["00017", "Pen", "1.20"], ["00018", "Ink", "8.00"]],
        [["00017", "Pen", 1.2], ["00018", "Ink", 8]],
    ),
    Grid(
        "a sum under an unknown word is no row",
        "Lista med vara, antal, pris och summa",
        [
            ["Vara", "Antal", "Pris", "Summa"],
            ["Skruv", "10", "1,00", "10,00"],
            ["Spik", "5", "2,00", "10,00"],
            ["Krok", "4", "3,00", "12,00"],
            ["Slutbelopp", "", "", "32,00"],
        ],
        [["Skruv", 10, 1, 10], ["Spik", 5, 2, 10], ["Krok", 4, 3, 12]],
    ),
    Grid(
        "columns are found by quoted names",
        "明細の「品名」「数量」「単価」「金額」",
        [
            ["品名", "数量", "単価", "金額"],
            ["りんご", "3", "120", "360"],
            ["みかん", "10", "40", "400"],
            ["合計", "", "", "760"],
        ],
        [["りんご", 3, 120, 360], ["みかん", 10, 40, 400]],
    ),
    Grid(
        "rows of nothing are no sums",
        "List line items with description, qty, unit price and amount",
        [
            ["Description", "Qty", "Unit price", "Amount"],
            ["Desk", "1", "100.00", "100.00"],
            ["Sample", "1", "0.00", "0.00"],
            ["Chair", "1", "0.00", "0.00"],
        ],
        [["Desk", 1, 100, 100], ["Sample", 1, 0, 0], ["Chair", 1, 0, 0]],
    ),
    Grid(
        "words of totals can be values",
        "List with date, invoice, amount and status",
        [
            ["Date", "Invoice", "Amount", "Status"],
            ["2026-01-01", "A-1", "10.00", "paid"],
            ["2026-01-02", "A-2", "20.00", "total loss"],
            ["2026-01-03", "A-3", "30.00", "due"],
        ],
        [
            ["2026-01-01", "A-1", 10, "paid"],
            ["2026-01-02", "A-2", 20, "total loss"],
            ["2026-01-03", "A-3", 30, "due"],
        ],
    ),
    Grid(
        "a labelled value below the sum is no row",
        "List the plots with plot, rent, levy and paid",
        [
            ["Plot", "Rent", "Levy", "Paid"],
            ["A-4", "300.00", "12.00", "312.00"],
            ["A-9", "280.00", "10.00", "290.00"],
            ["Total", "580.00", "", "602.00"],
            ["Late fee", "4.50", "", ""],
        ],
        [["A-4", 300, 12, 312], ["A-9", 280, 10, 290]],
    ),
    Grid(
        "a full row under any name that sums up three columns is no row",
        "Liste der Helfer mit Helfer, Stunden, Fahrten und Geld",
        [
            ["Helfer", "Stunden", "Fahrten", "Geld"],
            ["Ute Brand", "12", "3", "240"],
            ["Olaf Reh", "7", "1", "130"],
            ["Alle", "19", "4", "370"],
        ],
        [["Ute Brand", 12, 3, 240], ["Olaf Reh", 7, 1, 130]],
    ),
    Grid(
        "a balance with a date is no booking",
        "List the bookings with day, text, amount and balance",
        [
            ["Day", "Text", "Amount", "Balance"],
            ["01/04/2026", "Saldo anterior", "", "50.00"],
            ["02/04/2026", "Refund", "25.00", "75.00"],
            ["03/04/2026", "Fare", "-5.00", "70.00"],
            ["30/04/2026", "Closing balance", "70.00", "70.00"],
        ],
        [["2026-04-02", "Refund", 25, 75], ["2026-04-03", "Fare", -5, 70]],
    ),
    Grid(
        "of two like heads each name takes its own",
        "List the goods with item, tax amount and taxable amount",
        [
            ["Item", "Taxable Amt", "Tax Amt"],
            ["Kayak", "400.00", "40.00"],
            ["Paddle", "60.00", "6.00"],
        ],
        [["Kayak", 40, 400], ["Paddle", 6, 60]],
    ),
    Grid(
        "the things that are to be listed are a column",
        "List the tenants with deposit and rent",
        [
            ["Tenant", "Deposit", "Rent"],
            ["Ola Vik", "900", "450"],
            ["Mira Dahl", "1200", "610"],
        ],
        [["Ola Vik", 900, 450], ["Mira Dahl", 1200, 610]],
    ),
    Grid(
        "another word for the things that are to be listed",
        "Articles avec prix et montant",
        [
            ["Désignation", "Qté", "Prix", "Montant"],
            ["Lampe", "2", "15,00", "30,00"],
            ["Vase", "3", "8,00", "24,00"],
        ],
        [["Lampe", 15, 30], ["Vase", 8, 24]],
    ),
    Grid(
        "the list in brackets counts",
        "Breed and age of each horse (horse, breed, age)",
        [
            ["Horse", "Breed", "Age", "Box"],
            ["Fjola", "Icelandic", "7", "3"],
            ["Bruno", "Haflinger", "12", "5"],
        ],
        [["Fjola", "Icelandic", 7], ["Bruno", "Haflinger", 12]],
    ),
    Grid(
        "the form of the answer is no part of a name",
        "Boot und Liegeplatz als Tabelle",
        [["Boot", "Liegeplatz", "Flagge"], ["Elva", "C12", "DE"], ["Nixe", "C14", "NL"]],
        [["Elva", "C12"], ["Nixe", "C14"]],
    ),
    Grid(
        "amounts of a year to date are numbers",
        "List the pay: kind, current and year to date",
        [
            ["Kind", "Current", "Year to date"],
            ["Regular", "1,200.00", "12,400.00"],
            ["Bonus", "90.00", "270.00"],
        ],
        [["Regular", 1200, 12400], ["Bonus", 90, 270]],
    ),
    Grid(
        "days under an unknown name are dates",
        "List the dogs with dog and chipped",
        [
            ["Dog", "Weight", "Chipped"],
            ["Rex", "21", "23/04/2024"],
            ["Lumi", "8", "05/11/2025"],
        ],
        [["Rex", "2024-04-23"], ["Lumi", "2025-11-05"]],
    ),
]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.behaviour)
def test_rows_of_a_native_table(grid):
    found = answer(tables(grid.rows), "rows", ValueType.TABLE, grid.question)

    assert [list(row.values()) for row in found] == grid.expected


def test_a_cell_that_equals_its_left_neighbour_is_a_cell():
    document = tables(
        [
            ["Bezeichnung", "Menge", "Einzelpreis", "Betrag"],
            ["Dachrinne", "3", "40,00", "120,00"],
            ["Fallrohr", "1", "27,50", "27,50"],
            ["Schelle", "2", "2", "4"],
        ]
    )

    found = answer(
        document,
        "positionen",
        ValueType.TABLE,
        "Liste der Positionen mit Bezeichnung, Menge, Einzelpreis und Betrag",
    )

    assert [tuple(row.values()) for row in found] == [
        ("Dachrinne", 3, 40.0, 120.0),
        ("Fallrohr", 1, 27.5, 27.5),
        ("Schelle", 2, 2, 4),
    ]


def test_tables_with_one_header_are_one_table():
    parcels = [
        [["Artikel", "Menge", "Preis"], ["Becher", "2", "8,00"], ["Tablett", "1", "15,00"]],
        [["Artikel", "Menge", "Preis"], ["Kanne", "1", "29,00"]],
    ]

    found = answer(tables(*parcels), "rows", ValueType.TABLE, "Alle mit Artikel, Menge und Preis")

    assert [row["Artikel"] for row in found] == ["Becher", "Tablett", "Kanne"]
