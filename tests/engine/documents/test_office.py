"""DOCX and spreadsheets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.types import UnreadableDocument
from tests.engine.documents.files import (
    DATE_STYLE,
    TIME_STYLE,
    inline,
    lines,
    number,
    ods,
    read,
    sample,
    word,
    xlsx,
)

EPOCH = dt.date(1899, 12, 30)


def test_word_paragraphs_and_tables_come_in_order(tmp_path):
    def fill(document: Any) -> None:
        document.add_paragraph("Order 7")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("Item", "Price", "Shelf", "12.50"), strict=True):
            cell.text = text
        document.add_paragraph("Thank you")

    document = read(tmp_path, word(fill))

    assert document.mime_type.endswith("wordprocessingml.document")
    assert lines(document) == ["Order 7", "Item\tPrice", "Shelf\t12.50", "Thank you"]
    (table,) = document.pages[0].tables
    assert (table.rows, table.first_line) == ((("Item", "Price"), ("Shelf", "12.50")), 2)


def test_word_headers_and_footers_are_read_once(tmp_path):
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Harbour & Pine"
        document.sections[0].footer.paragraphs[0].text = "IBAN GB44"
        document.add_paragraph("body")
        document.add_section()
        document.add_paragraph("more")

    assert lines(read(tmp_path, word(fill))) == [
        "Harbour & Pine",
        "body",
        "",
        "more",
        "IBAN GB44",
    ]


def test_merged_word_cells_are_read_once(tmp_path):
    def fill(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "wide"
        table.cell(1, 2).text = "last"

    (table,) = read(tmp_path, word(fill)).pages[0].tables
    assert table.rows == (("wide", "", ""), ("", "", "last"))


def test_tables_in_word_cells_are_text_of_the_cell(tmp_path):
    def fill(document: Any) -> None:
        cell = document.add_table(rows=1, cols=2).cell(0, 1)
        cell.text = "outer"
        cell.add_table(rows=1, cols=2).cell(0, 0).text = "inner"

    assert "inner" in read(tmp_path, word(fill)).text


def test_word_documents_have_the_sample_order(tmp_path):
    document = read(tmp_path, sample("purchase_order.docx"))

    assert document.pages[0].tables


def test_every_sheet_is_a_page(tmp_path):
    document = read(
        tmp_path,
        xlsx({"Orders": [[inline("Item"), inline("Qty")]], "Empty": [], "Notes": [[inline("hi")]]}),
    )

    assert document.mime_type.endswith("spreadsheetml.sheet")
    assert document.text == "Item\tQty\fhi"
    assert [page.number for page in document.pages] == [1, 2]


def test_hidden_sheets_are_not_read(tmp_path):
    sheets = {"Seen": [[inline("seen")]], "Secret": [[inline("secret")]]}

    assert read(tmp_path, xlsx(sheets, hidden=["Secret"])).text == "seen"


def test_dates_and_numbers_are_shown_as_such(tmp_path):
    day = (dt.date(2026, 11, 3) - EPOCH).days

    document = read(
        tmp_path,
        xlsx(
            {
                "Sheet": [
                    [number(day, DATE_STYLE), number(day + 0.5, TIME_STYLE)],
                    [number(0.1 + 0.2), number(2484)],
                    [number(1e21), number(-12.5)],
                    ['<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>'],
                ]
            }
        ),
    )

    rows = document.pages[0].tables[0].rows
    assert rows[0] == ("2026-11-03", "2026-11-03 12:00:00")
    assert rows[1] == ("0.3", "2484")
    assert rows[2] == ("1000000000000000000000", "-12.5")
    assert rows[3][0] == "TRUE"


def test_merged_cells_are_read_once(tmp_path):
    rows = [['<c r="A1" t="inlineStr"><is><t>wide</t></is></c>'], [number(1), number(2)]]

    (table,) = read(tmp_path, xlsx({"Sheet": rows}, merged="A1:B1")).pages[0].tables

    assert table.rows == (("wide", ""), ("1", "2"))


def test_open_document_sheets_are_read(tmp_path):
    document = read(tmp_path, ods([["Item", "Qty"], ["Shelf", "4"]]))

    assert document.mime_type == "application/vnd.oasis.opendocument.spreadsheet"
    assert document.pages[0].tables[0].rows == (("Item", "Qty"), ("Shelf", "4"))


def test_a_sheet_that_is_huge_for_one_far_cell_is_refused(tmp_path):
    data = xlsx({"Sheet": [[inline("near"), '<c r="ZZ40000"><v>1</v></c>']]})

    with pytest.raises(UnreadableDocument, match="MB when unpacked"):
        read(tmp_path, data)


def test_more_sheets_than_pages_allowed_are_refused(tmp_path):
    sheets = {f"S{n}": [[inline("x")]] for n in range(4)}

    with pytest.raises(UnreadableDocument, match="more than 3 pages"):
        read(tmp_path, xlsx(sheets), max_pages=3)
