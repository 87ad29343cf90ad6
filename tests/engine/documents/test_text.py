"""Plain text, JSON, XML and delimited text, in the encodings that they come in."""

from __future__ import annotations

import codecs

import pytest

from engine.types import UnreadableDocument
from tests.engine.documents.files import lines, read, sample

GREETING = "Grüße für Zoë: naïve café"


@pytest.mark.parametrize(
    "data",
    [
        GREETING.encode("utf-8"),
        codecs.BOM_UTF8 + GREETING.encode("utf-8"),
        GREETING.encode("utf-16"),
        codecs.BOM_UTF16_BE + GREETING.encode("utf-16-be"),
        GREETING.encode("utf-16-le"),
        GREETING.encode("utf-16-be"),
        GREETING.encode("utf-32"),
        GREETING.encode("latin-1"),
        GREETING.encode("cp1252"),
    ],
    ids=[
        "UTF-8",
        "UTF-8 with a mark",
        "UTF-16 with a mark",
        "big-endian UTF-16 with a mark",
        "little-endian UTF-16",
        "big-endian UTF-16",
        "UTF-32",
        "Latin-1",
        "Windows-1252",
    ],
)
def test_the_encoding_is_found(tmp_path, data):
    document = read(tmp_path, data, "letter.txt")

    assert document.mime_type == "text/plain"
    assert document.text == GREETING


def test_windows_quotes_and_euro_signs_are_read(tmp_path):
    assert read(tmp_path, "“Total” – 12,50 €".encode("cp1252")).text == "“Total” – 12,50 €"


def test_bytes_that_windows_leaves_undefined_are_dropped(tmp_path):
    assert read(tmp_path, b"price\x81 caf\xe9", "a.txt").text == "price café"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_every_kind_of_line_end_ends_a_line(tmp_path, end):
    data = f"first{end}second".encode()

    assert lines(read(tmp_path, data, "a.txt")) == ["first", "second"]


def test_form_feeds_divide_pages(tmp_path):
    document = read(tmp_path, b"one\n\ftwo\n\f\n", "a.txt")

    assert [page.number for page in document.pages] == [1, 2]
    assert document.text == "one\ftwo"


def test_what_cannot_be_seen_is_left_out(tmp_path):
    text = "in\u200bvisi\u00adble \u202eright\u202c \ufb01ne\u00a0space e\u0301"

    assert read(tmp_path, text.encode(), "a.txt").text == "invisible right fine space é"


def test_null_characters_never_reach_the_text(tmp_path):
    assert read(tmp_path, b"a" * 500 + b"\0b", "a.txt").text == "a" * 500 + "b"


def test_json_in_one_line_is_spread_and_its_numbers_stay_as_written(tmp_path):
    document = read(tmp_path, rb'{"total": 12.50, "n": 1e400, "of": ["a,\"b", "\u00e9", null]}')

    assert document.mime_type == "application/json"
    assert lines(document) == [
        "{",
        ' "total": 12.50,',
        ' "n": 1e400,',
        ' "of": [',
        '  "a,\\"b",',
        '  "é",',
        "  null",
        " ]",
        "}",
    ]


def test_json_that_has_lines_stays_as_it_is(tmp_path):
    assert lines(read(tmp_path, b'{\n  "a":1\n}')) == ["{", '  "a":1', "}"]


def test_xml_in_one_line_is_spread(tmp_path):
    document = read(tmp_path, b'<?xml version="1.0"?><order><id>7</id><total>12</total></order>')

    assert document.mime_type == "application/xml"
    assert "<id>7</id>" in lines(document)


def test_xml_is_read_in_the_encoding_that_it_declares(tmp_path):
    data = '<?xml version="1.0" encoding="ISO-8859-2"?>\n<a>Łódź</a>'.encode("iso-8859-2")

    assert lines(read(tmp_path, data))[-1] == "<a>Łódź</a>"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = [["Item", "Qty", "Price"], ["Oak shelf", "4", "312.50"], ["Box", "25", "14.20"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()

    document = read(tmp_path, data)

    assert document.mime_type == "text/csv"
    (table,) = document.pages[0].tables
    assert table.rows == tuple(tuple(row) for row in rows)
    assert lines(document)[1] == "Oak shelf\t4\t312.50"


def test_quoted_cells_keep_delimiters_quotes_and_line_ends(tmp_path):
    data = b'Item,Note\n"Shelf, oak","a ""big""\none"\nBox,\n'

    (table,) = read(tmp_path, data, "a.csv").pages[0].tables

    assert table.rows == (("Item", "Note"), ("Shelf, oak", 'a "big"\none'), ("Box", ""))


def test_decimal_commas_do_not_divide_cells(tmp_path):
    data = b"Artikel;Menge;Preis\nRegal;4;312,50\nKiste;25;14,20\n"

    (table,) = read(tmp_path, data, "a.csv").pages[0].tables

    assert table.rows[1] == ("Regal", "4", "312,50")


def test_rows_of_different_lengths_are_filled(tmp_path):
    (table,) = read(tmp_path, b"a,b,c\n1,2\n\n1,2,3,4\n", "a.csv").pages[0].tables

    assert table.rows == (("a", "b", "c", ""), ("1", "2", "", ""), ("1", "2", "3", "4"))


def test_prose_with_commas_is_no_table(tmp_path):
    text = b"Dear Ada, dear Grace, hello.\nWe met, as you know, in May.\nYours, truly, Charles.\n"

    document = read(tmp_path, text)

    assert document.mime_type == "text/plain"
    assert document.pages[0].tables == ()


def test_a_giant_cell_is_read_as_text(tmp_path):
    data = b'id,note\n1,"' + b"x" * 1_200_000 + b'"\n'

    document = read(tmp_path, data, "a.csv")

    assert document.pages[0].tables == ()
    assert len(document.text) > 1_200_000


def test_the_sample_is_one_table(tmp_path):
    (table,) = read(tmp_path, sample("orders.csv"), "orders.csv").pages[0].tables

    assert len({len(row) for row in table.rows}) == 1
    assert table.first_line == 1


def test_a_text_over_the_limit_is_refused(tmp_path):
    with pytest.raises(UnreadableDocument, match="more than 1000 characters"):
        read(tmp_path, b"word " * 300, "a.txt", max_characters=1000)
