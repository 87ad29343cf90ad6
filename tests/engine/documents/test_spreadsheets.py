"""Spreadsheets."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.documents.office.number_formats import shown
from engine.documents.office.xlsx import UNCOMPUTED
from engine.types import UnreadableDocument
from tests.engine.documents.files import (
    DATE_STYLE,
    TIME_STYLE,
    inline,
    lines,
    number,
    ods,
    read,
    unzipped,
    xlsx,
    zipped,
)

STRICT = "http://purl.oclc.org/ooxml/"
EPOCH = dt.date(1899, 12, 30)


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


def test_one_far_cell_does_not_make_a_sheet_huge(tmp_path):
    data = xlsx({"Sheet": [[inline("near"), '<c r="ZZ40000"><v>1</v></c>']]})

    (table,) = read(tmp_path, data).pages[0].tables

    assert [cell for row in table.rows for cell in row if cell] == ["near", "1"]


def test_more_sheets_than_pages_allowed_are_refused(tmp_path):
    sheets = {f"S{n}": [[inline("x")]] for n in range(4)}

    with pytest.raises(UnreadableDocument, match="more than 3 pages"):
        read(tmp_path, xlsx(sheets), max_pages=3)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.19, "0%", "19%"),
        (0.125, "0.0%", "12.5%"),
        (180, '#,##0.00 "€"', "180.00 €"),
        (1234.5, "[$€-407] #,##0.00", "€ 1234.50"),
        (15.5, "[$USD] #,##0.00", "USD 15.50"),
        (-12.5, "$#,##0.00_);[Red]($#,##0.00)", "-$12.50"),
        (-5, '_-* #,##0.00 [$€-1]_-;-* #,##0.00 [$€-1]_-;_-* "-"?? [$€-1]_-;_-@_-', "-5.00 €"),
        (0, '_-* #,##0.00 [$€-1]_-;-* #,##0.00 [$€-1]_-;_-* "-"?? [$€-1]_-;_-@_-', "0 €"),
        (12.345, "0.00", "12.35"),
        (-0.001, "0.00", "0.00"),
        (1_234_567, "#,##0,", "1235"),
        (5, "#.##", "5"),
        (12, '0 "pcs"', "12 pcs"),
        (42, '"INV-"0000', "INV-0042"),
        (4155550123, "(000) 000-0000", "(415) 555-0123"),
        (0.5, "# ?/?", "0.5"),
        (123456, "0.00E+00", "123456"),
        (7, "@", "7"),
        (1, '"yes";;"no"', "yes"),
        (46080, "dd.mm.yyyy", "2026-02-27"),
        (46080, "[$-409]mmmm d, yyyy;@", "2026-02-27"),
        (46080, 'yyyy"年"m"月"d"日"', "2026-02-27"),
        (46080, "mmm-yy", "2026-02"),
        (46080.5, "m/d/yy h:mm", "2026-02-27 12:00:00"),
        (0.75, "h:mm AM/PM", "18:00:00"),
        (1.5, "[h]:mm", "36:00:00"),
        (-1, "dd.mm.yyyy", "-1"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1000000000000000000000"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value, code, text):
    assert shown(value, code) == text


def test_dates_may_count_from_1904():
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


def test_a_cell_is_shown_in_its_own_format(tmp_path):
    data = xlsx({"Sheet": [[number(0.19, 3), number(950, 4)]]}, formats=["0%", '0.00 "zł"'])

    assert read(tmp_path, data).pages[0].tables[0].rows == (("19%", "950.00 zł"),)


def test_hidden_rows_and_columns_are_not_read(tmp_path):
    rows = [
        ['<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>', '<c r="C1"><v>3</v></c>'],
        ['<c r="A2"><v>4</v></c>', '<c r="B2"><v>5</v></c>', '<c r="C2"><v>6</v></c>'],
        ['<c r="A3"><v>7</v></c>', '<c r="B3"><v>8</v></c>', '<c r="C3"><v>9</v></c>'],
    ]
    content = unzipped(xlsx({"Sheet": rows}))
    sheet = content["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace('<row r="2">', '<row r="2" hidden="1">')
    sheet = sheet.replace(
        "<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    )

    document = read(tmp_path, zipped({**content, "xl/worksheets/sheet1.xml": sheet}))

    assert document.pages[0].tables[0].rows == (("1", "3"), ("7", "9"))


def test_cells_merged_over_rows_stand_in_each_row(tmp_path):
    rows = [
        ['<c r="A1" t="inlineStr"><is><t>P-1</t></is></c>', '<c r="B1"><v>40</v></c>'],
        ['<c r="A2"/>', '<c r="B2"><v>25</v></c>'],
    ]

    (table,) = read(tmp_path, xlsx({"Sheet": rows}, merged="A1:A2")).pages[0].tables

    assert table.rows == (("P-1", "40"), ("P-1", "25"))


def formula(place: str, text: str) -> str:
    return f'<c r="{place}"><f>{text}</f><v></v></c>'


def test_simple_formulas_that_no_program_has_computed_are_computed(tmp_path):
    rows = [
        ['<c r="A1"><v>3</v></c>', '<c r="B1"><v>20</v></c>', formula("C1", "A1*B1")],
        ['<c r="A2"><v>2</v></c>', '<c r="B2"><v>5.5</v></c>', formula("C2", "$A$2*(B2+1)-2*1")],
        [formula("C3", "SUM(C1:C2)"), formula("D3", "ROUND(C3*19%,2)"), formula("E3", "-C3/2")],
    ]

    (table,) = read(tmp_path, xlsx({"Sheet": rows})).pages[0].tables

    assert [row[2] for row in table.rows] == ["60", "11", "71"]
    assert table.rows[2][3:] == ("13.49", "-35.5")


@pytest.mark.parametrize(
    "text",
    [
        "A1",
        "B1",
        "B1+A1",
        "NOW()",
        "Other!A1",
        "1/0",
        "VLOOKUP(A1,A1:B9,2)",
        "SUM(A1:XFD1048576)",
        "1+",
        "((1)",
        "9^9",
        "1E300*1E300",
        "-" * 2_000 + "1",
        "(" * 999,
    ],
)
def test_other_formulas_are_said_to_be_uncomputed(tmp_path, text):
    rows = [['<c r="A1" t="inlineStr"><is><t>word</t></is></c>', formula("B1", text)]]

    document = read(tmp_path, xlsx({"Sheet": rows}))

    assert lines(document) == ["word", UNCOMPUTED.format(count=1)]


def test_a_workbook_of_the_strict_format_is_read(tmp_path):
    members = {
        name: content.decode()
        .replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT + "main")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006", STRICT + "office")
        for name, content in unzipped(xlsx({"Sheet": [[inline("strict"), number(4)]]})).items()
    }

    assert lines(read(tmp_path, zipped(members))) == ["strict\t4"]
