"""Tables that the format itself marks as such: CSV, XLSX, HTML, DOCX."""

from __future__ import annotations

from engine.types import ValueType
from tests.engine.rules_pages import answer, tables


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
