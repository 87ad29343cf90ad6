"""The parts that need no server: values, numbers, places and the cutting of documents."""

import json
from itertools import pairwise

import pytest

from engine.llm.answers import NotJsonError, answered_object
from engine.llm.chunks import SourceLine, split
from engine.llm.places import PlaceFinder
from engine.llm.shapes import normalized
from engine.types import Document, Line, Page, ValueType
from engine.values.numbers import sole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", 1234),
        ("1,234.50", 1234.5),
        ("1.234,50 €", 1234.5),
        ("EUR 1 234,50", 1234.5),
        ("USD1,234", 1234),
        ("1'234.50 CHF", 1234.5),
        ("₹12,34,567.00", 1234567),
        ("1.234", 1234),
        ("0.125", 0.125),
        ("12,5 %", 12.5),
        ("-5", -5),
        ("$-5.25", -5.25),
        ("\u22125", -5),
        ("(1,000)", -1000),
        ("1.000,00-", -1000),
        ("30 days", 30),
        ("A-17", None),
        ("B17", None),
        ("2 million", None),
        ("3 to 5", None),
        ("12.03.2024", None),
        ("1.2.3,4", None),
        ("many", None),
        ("1,2 3.4", None),
        ("9" * 50, None),
    ],
)
def test_number_is_read_however_it_is_written(text, number):
    assert sole_number(text) == number


@pytest.mark.parametrize(
    ("value_type", "value", "shaped"),
    [
        (ValueType.TEXT, " x ", "x"),
        (ValueType.TEXT, "N/A", None),
        (ValueType.TEXT, "Not found.", None),
        (ValueType.TEXT, "", None),
        (ValueType.TEXT, 12, "12"),
        (ValueType.TEXT, True, "true"),
        (ValueType.TEXT, ["a", "b"], "a, b"),
        (ValueType.TEXT, {"a": "ä"}, '{"a": "ä"}'),
        (ValueType.TEXT, [], None),
        (ValueType.NUMBER, 12.5, 12.5),
        (ValueType.NUMBER, "12,50", 12.5),
        (ValueType.NUMBER, True, None),
        (ValueType.NUMBER, [1], None),
        (ValueType.EMAIL, "A.B@example.co.uk", "A.B@example.co.uk"),
        (ValueType.EMAIL, "Ann <mailto:a@example.com>", "a@example.com"),
        (ValueType.EMAIL, "a@example", None),
        (ValueType.EMAIL, "a..b@example.com", None),
        (ValueType.EMAIL, 5, None),
        (ValueType.DATE, "2024-03-01", "2024-03-01"),
        (ValueType.DATE, "2024-03-01T10:00:00Z", "2024-03-01"),
        (ValueType.DATE, "2024-02-30", None),
        (ValueType.DATE, "25/04/2024", "2024-04-25"),
        (ValueType.DATE, "04/25/2024", "2024-04-25"),
        (ValueType.DATE, "04.04.2024", "2024-04-04"),
        (ValueType.DATE, "03/04/2024", None),
        (ValueType.DATE, "March 1st, 2024", "2024-03-01"),
        (ValueType.DATE, "1. März 2024", "2024-03-01"),
        (ValueType.DATE, "March 2024", None),
        (ValueType.DATE, "next week", None),
        (ValueType.DATE, 20240301, None),
        (ValueType.BOOLEAN, False, False),
        (ValueType.BOOLEAN, "Yes", True),
        (ValueType.BOOLEAN, "false", False),
        (ValueType.BOOLEAN, 1, True),
        (ValueType.BOOLEAN, "maybe", None),
        (ValueType.BOOLEAN, [True], None),
        (ValueType.JSON, {"a": [1]}, {"a": [1]}),
        (ValueType.JSON, '{"a": 1}', {"a": 1}),
        (ValueType.JSON, "{no json", "{no json"),
        (ValueType.TABLE, [{"a": "n/a", "b": 1}, {"a": None}, "x"], [{"a": None, "b": 1}]),
        (ValueType.TABLE, {"rows": [{"a": 1}]}, [{"a": 1}]),
        (ValueType.TABLE, {"a": 1, "b": 2}, [{"a": 1, "b": 2}]),
        (ValueType.LINE_ITEM, '[{"a": 1}]', [{"a": 1}]),
        (ValueType.LINE_ITEM, [], None),
        (ValueType.LINE_ITEM, "none", None),
        (ValueType.LINE_ITEM, 5, None),
        *[(value_type, None, None) for value_type in ValueType],
    ],
)
def test_value_takes_the_shape_of_its_type(value_type, value, shaped):
    result = normalized(value, value_type)
    assert result == shaped
    assert type(result) is type(shaped)


def test_answer_holds_only_what_can_be_stored():
    text = (
        '{"a": "x\\u0000y", "b": "\\ud800", "c": NaN, "d": 1e999, "e": 123456789012345678901234,'
        ' "f": 9223372036854775807}'
    )
    answer = answered_object(text)
    assert answer == {"a": "xy", "b": "?", "c": None, "d": None, "e": 1.2345678901234568e23} | {
        "f": 9223372036854775807
    }
    json.dumps(answer, allow_nan=False).encode()


@pytest.mark.parametrize(
    "text", ["", "[1]", "null", "{" * 10_000, '{"a":' * 5_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_answer_without_an_object_is_refused(text):
    with pytest.raises(NotJsonError):
        answered_object(text)


LINES = [
    SourceLine(1, 1, "Crédit  Agricole, Straße 5"),
    SourceLine(1, 2, "Invoice \u2013 “INV-2024-007”"),
    SourceLine(1, 3, "Total 1.234,50 EUR due in 30 days; VAT 21.50"),
    SourceLine(2, 1, "Qty 2 100 200"),
    SourceLine(2, 2, "合計金額1000円"),
    SourceLine(2, 3, "Long name that goes"),
    SourceLine(2, 4, "on, contact ann@example.com"),
    SourceLine(2, 5, "Net 1 234 567,80"),
]


@pytest.mark.parametrize(
    ("value", "value_type", "quote", "place"),
    [
        ("x", ValueType.TEXT, "credit agricole", (1, 1)),
        ("x", ValueType.TEXT, "STRASSE 5", (1, 1)),
        ("x", ValueType.TEXT, 'invoice - "INV-2024-007"', (1, 2)),
        ("x", ValueType.TEXT, "Total 1,234.50 EUR", (1, 3)),
        ("x", ValueType.TEXT, "金額", (2, 2)),
        ("x", ValueType.TEXT, "name that goes on, contact", (2, 3)),
        ("x", ValueType.TEXT, "agri", None),
        ("x", ValueType.TEXT, "50 EUR due", None),
        ("x", ValueType.TEXT, "Total 1", None),
        ("x", ValueType.TEXT, "never written", None),
        ("x", ValueType.TEXT, "...", None),
        ("x", ValueType.TEXT, "x" * 3000, None),
        ("INV-2024-007", ValueType.TEXT, None, (1, 2)),
        ("INV-2024-007", ValueType.TEXT, " ", (1, 2)),
        ("INV-2024-007", ValueType.TEXT, "made up", None),
        (1234.5, ValueType.NUMBER, "Total 1.234,50", (1, 3)),
        (99, ValueType.NUMBER, "Total 1.234,50", None),
        (1234567.8, ValueType.NUMBER, None, (2, 5)),
        (100, ValueType.NUMBER, None, (2, 1)),
        (1.234, ValueType.NUMBER, None, None),
        (5, ValueType.NUMBER, None, (1, 1)),
        (50, ValueType.NUMBER, None, None),
        ("ann@example.com", ValueType.EMAIL, "goes on, contact ann@example.com", (2, 4)),
        ("bob@example.com", ValueType.EMAIL, "contact ann@example.com", None),
        (True, ValueType.BOOLEAN, None, None),
        ([{"a": 1}], ValueType.TABLE, "Qty 2 100 200", (2, 1)),
        ("21", ValueType.TEXT, None, None),
        ("21.5", ValueType.TEXT, None, (1, 3)),
    ],
)
def test_place_is_where_the_quote_stands(value, value_type, quote, place):
    found = PlaceFinder(LINES).place(value, value_type, quote)
    assert (found and (found.page, found.line)) == place
    assert found is None or found.text in {line.text for line in LINES}


def document(*pages):
    return Document(
        "text/plain",
        tuple(
            Page(number, tuple(Line(at, text) for at, text in enumerate(lines, start=1)))
            for number, lines in enumerate(pages, start=1)
        ),
    )


def test_pages_that_fit_are_not_cut():
    pages = [["x" * 50] * 4, ["y" * 50] * 4, ["z" * 50] * 4]
    chunks = split(document(*pages), room=300, overlap_lines=0)
    assert [{line.page for line in chunk.lines} for chunk in chunks] == [{1}, {2}, {3}]


@pytest.mark.parametrize("overlap_lines", [0, 1, 3])
@pytest.mark.parametrize("room", [200, 350, 1000])
def test_chunks_fit_and_together_hold_every_line_once_but_for_the_overlap(room, overlap_lines):
    pages = [[f"{page}-{row} " + "x" * (row * 7 % 60) for row in range(20)] for page in range(4)]
    chunks = split(document(*pages), room=room, overlap_lines=overlap_lines)

    assert all(len(chunk.render(with_page_marks=True)) <= room for chunk in chunks)
    assert all(chunk.overlap <= overlap_lines for chunk in chunks)
    fresh = [line.text for chunk in chunks for line in chunk.lines[chunk.overlap :]]
    assert fresh == [text for page in pages for text in page]
    for before, after in pairwise(chunks):
        assert before.lines[len(before.lines) - after.overlap :] == after.lines[: after.overlap]


def test_line_longer_than_a_chunk_is_cut():
    chunks = split(document(["x" * 1000]), room=300, overlap_lines=2)
    assert all(len(chunk.render(with_page_marks=True)) <= 300 for chunk in chunks)
    assert {line.number for chunk in chunks for line in chunk.lines} == {1}
    fresh = "".join(line.text for chunk in chunks for line in chunk.lines[chunk.overlap :])
    assert fresh == "x" * 1000


@pytest.mark.parametrize(
    ("value", "is_shown"),
    [
        ("INV-2024-007", True),
        ("inv-2024-008", False),
        (1234.5, True),
        (1234.6, False),
        ("Invoice, Qty 2", True),
        ("Invoice, Bill to", False),
        ([{"name": "Crédit Agricole", "amount": 21.5, "paid": True, "note": None}], True),
        ([{"name": "Crédit Agricole", "amount": 21.5}, {"name": "Crédit Lyonnais"}], False),
        ({"total": 1234.5, "rows": [100, 200]}, True),
        ({"total": 1234.5, "rows": [100, 300]}, False),
        ("2024-03-01", True),
        ("2024-01-03", True),
        ("2024-03-02", False),
        ("Long name that goes on, contact ann@example.com " * 60, False),
    ],
)
def test_value_is_shown_where_every_part_of_it_stands_in_the_text(value, is_shown):
    lines = [*LINES, SourceLine(3, 1, "Date: 01/03/2024")]
    assert PlaceFinder(lines).shows(value) is is_shown
