"""Drawn tables by the places of their cells."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.types import ValueType
from tests.engine.rules_pages import Rows, answer, pages


@dataclass(frozen=True)
class Drawing:
    """Pages of texts at places, a question that names columns, and the rows in that order."""

    what: str
    question: str
    pages: list[Rows]
    expected: list[list[object]]


DRAWINGS = [
    Drawing(
        "values a little higher than their labels",
        "List the deductions: deduction, current and ytd",
        [
            {
                40: [(40, "PAY SLIP")],
                80: [(60, "Deduction"), (200, "Current"), (300, "YTD"), (450, "Net pay")],
                98: [(-230, "30.00"), (-330, "360.00"), (-500, "955.00")],
                102: [(40, "Tax")],
                118: [(-230, "12.00"), (-330, "144.00")],
                122: [(40, "Pension"), (440, "Paid to account")],
                138: [(-230, "3.00"), (-330, "36.00")],
                142: [(40, "Union")],
                160: [(40, "Total"), (-230, "45.00"), (-330, "540.00")],
            }
        ],
        [["Tax", 30, 360], ["Pension", 12, 144], ["Union", 3, 36]],
    ),
    Drawing(
        "cells wrapped around the middle",
        "List items with article, qty and price",
        [
            {
                50: [(40, "Article"), (250, "Qty"), (350, "Price")],
                70: [(40, "Garden chair,")],
                76: [(255, "2"), (-375, "35.50")],
                82: [(40, "folding, green")],
                100: [(40, "Umbrella"), (255, "1"), (-375, "80.00")],
                118: [(40, "Table cloth,")],
                129: [(40, "cotton, washable,"), (255, "3"), (-375, "12.00")],
                140: [(40, "2 m")],
                170: [(300, "Total"), (-375, "187.00")],
            }
        ],
        [
            ["Garden chair, folding, green", 2, 35.5],
            ["Umbrella", 1, 80],
            ["Table cloth, cotton, washable, 2 m", 3, 12],
        ],
    ),
    Drawing(
        "rows below the foot of a page",
        "Lista de artículos con descripción, cantidad e importe",
        [
            {
                40: [(40, "Muebles Sol S.L."), (450, "Factura F-8")],
                80: [(40, "Descripción"), (-300, "Cantidad"), (-450, "Importe")],
                100: [(40, "Silla"), (-300, "4"), (-450, "80,00")],
                116: [(40, "Mesa"), (-300, "1"), (-450, "120,00")],
                800: [(40, "Muebles Sol S.L. - Calle Luna 3 - Sevilla"), (500, "1 / 2")],
            },
            {
                40: [(40, "Muebles Sol S.L."), (450, "Factura F-8")],
                80: [(40, "Lámpara"), (-300, "2"), (-450, "50,00")],
                96: [(40, "Estante"), (-300, "1"), (-450, "35,00")],
                130: [(40, "Total"), (-450, "285,00")],
                800: [(40, "Muebles Sol S.L. - Calle Luna 3 - Sevilla"), (500, "2 / 2")],
            },
        ],
        [["Silla", 4, 80], ["Mesa", 1, 120], ["Lámpara", 2, 50], ["Estante", 1, 35]],
    ),
    Drawing(
        "texts set left under centred names",
        "Linhas com descrição, quantidade, preço e valor",
        [
            {
                60: [
                    (30, "Código"),
                    (160, "Descrição"),
                    (320, "Quantidade"),
                    (400, "Preço"),
                    (500, "Valor"),
                ],
                80: [(20, "1002"), (75, "PÃO"), (-350, "2,00"), (-430, "0,50"), (-540, "1,00")],
                94: [
                    (20, "1003"),
                    (75, "LEITE MEIO GORDO"),
                    (-350, "1,00"),
                    (-430, "0,90"),
                    (-540, "0,90"),
                ],
                130: [(430, "Total"), (-540, "1,90")],
            }
        ],
        [["PÃO", 2, 0.5, 1], ["LEITE MEIO GORDO", 1, 0.9, 0.9]],
    ),
    Drawing(
        "an amount in the next line",
        "Positionen mit Beschreibung, Preis, Menge und Betrag",
        [
            {
                60: [(40, "Beschreibung"), (250, "Preis"), (350, "Menge"), (450, "Betrag")],
                80: [(40, "Miete Bagger"), (-280, "120,00"), (-370, "2")],
                91: [(-490, "240,00")],
                120: [(40, "Transport"), (-280, "80,00"), (-370, "1")],
                131: [(-490, "80,00")],
                170: [(40, "Summe"), (-490, "320,00")],
            }
        ],
        [["Miete Bagger", 120, 2, 240], ["Transport", 80, 1, 80]],
    ),
    Drawing(
        "running text beside a table",
        "List the hours with task and hours",
        [
            {
                60: [
                    (40, "Task"),
                    (200, "Hours"),
                    (380, "Approved by the manager on Monday morning at nine"),
                ],
                76: [
                    (40, "Design"),
                    (-230, "4.0"),
                    (380, "All hours are paid at the end of the month, as usual"),
                ],
                92: [(40, "Build"), (-230, "6.5"), (380, "Signed: M. Holm")],
                108: [(40, "Test"), (-230, "2.0")],
            }
        ],
        [["Design", 4], ["Build", 6.5], ["Test", 2]],
    ),
    Drawing(
        "headings of groups and closing sums",
        "Transactions with post date, trans date, description and amount",
        [
            {
                50: [(40, "Post"), (100, "Trans")],
                61: [(40, "Date"), (100, "Date"), (160, "Description"), (-500, "Amount")],
                80: [(40, "Ida Holm"), (160, "Card ending 7741"), (-500, "$91.08")],
                96: [(40, "03/08"), (100, "03/07"), (160, "Deli"), (-500, "$28.61")],
                110: [(40, "03/09"), (100, "03/08"), (160, "Fuel"), (-500, "$53.47")],
                124: [(40, "03/10"), (100, "03/09"), (160, "Books"), (-500, "$9.00")],
                150: [(40, "2026 totals year-to-date")],
                166: [(40, "Total fees charged"), (-500, "$0.00")],
            }
        ],
        [
            ["03/08", "03/07", "Deli", 28.61],
            ["03/09", "03/08", "Fuel", 53.47],
            ["03/10", "03/09", "Books", 9],
        ],
    ),
    Drawing(
        "a text longer than its column",
        "List items with description and amount",
        [
            {
                50: [(40, "Description"), (-500, "Amount")],
                70: [(40, "Long text that goes far to the right, over the gap"), (-500, "10.00")],
                86: [(40, "Short"), (-500, "5.50")],
                120: [(40, "Total"), (-500, "15.50")],
            }
        ],
        [["Long text that goes far to the right, over the gap", 10], ["Short", 5.5]],
    ),
    Drawing(
        "rows of a form without values",
        "List pay with description, hours, rate and pay",
        [
            {
                50: [(40, "Description"), (200, "Hours"), (280, "Rate"), (380, "Pay")],
                72: [(40, "Regular"), (-225, "40"), (-310, "20.00"), (-420, "800.00")],
                96: [(40, "Holiday")],
                120: [(40, "Sick leave")],
                144: [(40, "Bonus"), (-420, "100.00")],
                168: [(300, "GROSS PAY"), (-420, "900.00")],
            }
        ],
        [["Regular", 40, 20, 800], ["Bonus", None, None, 100]],
    ),
    Drawing(
        "the title that the question names, not its small words",
        "List the repairs with date, device and amount",
        [
            {
                36: [(40, "Sales and returns")],
                56: [(40, "Date"), (150, "Device"), (-400, "Amount")],
                72: [(40, "22/03/2026"), (150, "Toaster"), (-400, "30.00")],
                88: [(40, "23/03/2026"), (150, "Kettle"), (-400, "20.00")],
                126: [(40, "Repairs")],
                146: [(40, "Date"), (150, "Device"), (-400, "Amount")],
                162: [(40, "25/03/2026"), (150, "Radio"), (-400, "45.00")],
                178: [(40, "26/03/2026"), (150, "Lamp"), (-400, "15.00")],
            }
        ],
        [["2026-03-25", "Radio", 45], ["2026-03-26", "Lamp", 15]],
    ),
    Drawing(
        "a block of sums beside the columns is no row",
        "Liste avec désignation, qté et montant",
        [
            {
                50: [(40, "Désignation"), (-350, "Qté"), (-520, "Montant")],
                66: [(40, "Store"), (-350, "3"), (-520, "270,00")],
                82: [(40, "Rail"), (-350, "2"), (-520, "80,00")],
                104: [(370, "Base"), (-480, "350,00")],
                118: [(370, "Taxe"), (-480, "70,00")],
                132: [(370, "Ensemble"), (-480, "420,00")],
            }
        ],
        [["Store", 3, 270], ["Rail", 2, 80]],
    ),
    Drawing(
        "a name without values at the distance of a row",
        "List the pay with kind, days and this month",
        [
            {
                50: [(40, "Kind"), (-225, "Days"), (-330, "This month")],
                68: [(40, "Normal"), (-225, "20"), (-330, "2,000.00")],
                86: [(40, "Night")],
                104: [(40, "Leave"), (-225, "2"), (-330, "200.00")],
                122: [(40, "Gift"), (-225, "1"), (-330, "50.00")],
            }
        ],
        [["Normal", 20, 2000], ["Leave", 2, 200], ["Gift", 1, 50]],
    ),
    Drawing(
        "groups of rows under their sums, and a word divided in the header",
        "Alle Fahrten mit Fahrer, Abfahrtstag und Kosten",
        [
            {
                50: [(160, "Abfahrts-")],
                61: [(40, "Fahrer"), (160, "tag"), (-400, "Kosten")],
                80: [(40, "Inland zusammen 95,50")],
                95: [(40, "Korn"), (160, "14.03.2026"), (-400, "70,00")],
                110: [(40, "Lenz"), (160, "15.03.2026"), (-400, "25,50")],
                125: [(40, "Ausland zusammen 240,00")],
                140: [(40, "Korn"), (160, "18.03.2026"), (-400, "110,00")],
                155: [(40, "Maas"), (160, "19.03.2026"), (-400, "130,00")],
            }
        ],
        [
            ["Korn", "2026-03-14", 70],
            ["Lenz", "2026-03-15", 25.5],
            ["Korn", "2026-03-18", 110],
            ["Maas", "2026-03-19", 130],
        ],
    ),
]


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.what)
def test_rows_of_a_drawn_table(drawing):
    found = answer(pages(*drawing.pages), "rows", ValueType.TABLE, drawing.question)

    assert [list(row.values()) for row in found] == drawing.expected


def test_a_name_keeps_the_small_words_that_its_header_has():
    rows = {
        50: [(40, "Earnings"), (-330, "This period"), (-430, "Rate")],
        68: [(40, "Regular"), (-330, "400.00"), (-430, "20.00")],
        86: [(40, "Tips"), (-330, "35.00"), (-430, "1.00")],
    }

    found = answer(
        pages(rows), "rows", ValueType.TABLE, "List the pay with earnings, this period and the rate"
    )

    assert list(found[0]) == ["earnings", "this_period", "rate"]


def test_columns_that_stand_too_close_to_be_told_apart_are_not_answered():
    rows = {
        50: [(40, "Meter"), (-200, "Used"), (300, "Month"), (-450, "Instalment Settled")],
        66: [(40, "G-1"), (-200, "84"), (300, "May"), (-430, "40.00 yes")],
        82: [(40, "G-2"), (-200, "31"), (300, "June"), (-430, "40.00 no")],
    }

    question = "List the instalments with month, instalment and settled"

    assert answer(pages(rows), "rows", ValueType.TABLE, question) is None


def test_a_number_is_named_by_its_row_and_its_column():
    rows = {
        50: [(40, "Item"), (-225, "Qty"), (-330, "This year"), (-450, "Last year")],
        66: [(40, "Seeds"), (-225, "20"), (-330, "310.00"), (-450, "290.00")],
        82: [(40, "Feed costs"), (-225, "4"), (-330, "75.00"), (-450, "81.50")],
    }

    found = answer(pages(rows), "n", ValueType.NUMBER, "Feed costs last year")

    assert found == 81.5
