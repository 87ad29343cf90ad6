"""Several documents in one file: the first answers, and never a mixture."""

from __future__ import annotations

import pytest

from engine.languages.loading import default_vocabulary
from engine.rules.parts import with_parts
from engine.types import Document, Line, Page, Part, ValueType
from tests.engine.rules_pages import answer


def pages_of(*texts: str) -> Document:
    return Document(
        "text/plain",
        tuple(
            Page(number, tuple(Line(i, line) for i, line in enumerate(text.splitlines(), 1)))
            for number, text in enumerate(texts, 1)
        ),
    )


def parts_of(document: Document) -> list[tuple[int, int]]:
    parts = with_parts(document, default_vocabulary()).parts
    return [(part.first_page, part.last_page) for part in parts]


RECHNUNG = """Rechnung
Rechnungsnummer: R-{number}
Rechnungsdatum: {day}. Mai 2026

Bezeichnung              Menge   Einzelpreis    Betrag
Dachrinne                    3         40,00    {amount}

Gesamtbetrag                                    {amount}
"""


def test_another_number_under_the_same_label_begins_another_document():
    document = pages_of(
        RECHNUNG.format(number=17, day=3, amount="120,00"),
        RECHNUNG.format(number=18, day=9, amount="480,00"),
    )

    assert parts_of(document) == [(1, 1), (2, 2)]
    assert answer(document, "total", ValueType.NUMBER, "Gesamtbetrag") == 120.0
    assert answer(document, "datum", ValueType.DATE, "Rechnungsdatum") == "2026-05-03"


def test_a_second_page_with_the_same_number_goes_on():
    document = pages_of(
        RECHNUNG.format(number=17, day=3, amount="120,00"),
        "Rechnungsnummer: R-17\nSeite 2\n\nBitte zahlen Sie binnen 14 Tagen.\nVielen Dank.",
    )

    assert parts_of(document) == []


def test_a_page_without_a_number_belongs_to_the_document_before_it():
    terms = "Allgemeine Bedingungen\n\nLieferung frei Haus."
    document = pages_of(
        RECHNUNG.format(number=17, day=3, amount="120,00"),
        terms,
        RECHNUNG.format(number=18, day=9, amount="480,00"),
        terms,
    )

    assert parts_of(document) == [(1, 2), (3, 4)]


def test_what_stands_before_the_first_number_is_of_the_first_document():
    document = pages_of(
        "Guten Tag,\n\nanbei zwei Rechnungen.",
        RECHNUNG.format(number=17, day=3, amount="120,00"),
        RECHNUNG.format(number=18, day=9, amount="480,00"),
    )

    assert parts_of(document) == [(1, 2), (3, 3)]


@pytest.mark.parametrize("name", ["Kopie", "Zweitschrift", "für das Lager"])
def test_a_copy_is_a_document_of_its_own(name):
    original = RECHNUNG.format(number=17, day=3, amount="120,00")
    document = pages_of(original, original.replace("Rechnung\n", f"Rechnung  {name}\n", 1))

    assert parts_of(document) == [(1, 1), (2, 2)]
    rows = answer(
        document, "positionen", ValueType.TABLE, "Positionen mit Bezeichnung, Menge und Betrag"
    )
    assert len(rows) == 1


def test_pages_that_are_counted_from_one_again_are_another_document():
    document = pages_of(
        "Mietvertrag\n\nDie Wohnung liegt im zweiten Stock.\n\nSeite 1 von 2",
        "Die Miete ist am Ersten fällig.\n\nSeite 2 von 2",
        "Übergabeprotokoll\n\nZwei Schlüssel.\n\nSeite 1 von 1",
    )

    assert parts_of(document) == [(1, 2), (3, 3)]


def test_parts_that_the_reader_knows_are_kept():
    document = Document("message/rfc822", pages_of("a", "b").pages, parts=(Part(1, 1), Part(2, 2)))

    assert with_parts(document, default_vocabulary()) is document
    assert [page.number for page in document.first.pages] == [1]
