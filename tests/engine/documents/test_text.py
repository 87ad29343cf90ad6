"""Plain text, JSON, XML and delimited text, in the encodings that they come in."""

from __future__ import annotations

import codecs
import time

import pytest

from engine.documents.text.encodings import likely_encoding
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


UNDECLARED = [
    ("cp1250", "Faktura nr FV/12/2026\nSprzedawca: Zakład Śląski Łódź\nNabywca: Pod Dębem"),
    ("cp1250", "Odběratel: Truhlářství Novák, Žižkova 12\nCelkem k úhradě: 1 250,00 Kč"),
    ("cp1250", "Vevő: Kovács és Társa Kft., Győr, Fő utca 3.\nFizetendő összeg: 12 500 Ft"),
    ("iso8859_2", "Sprzedawca: Zakład Śląski Łódź\nNabywca: Piekarnia Pod Dębem"),
    ("cp1251", "Счёт № 12 от 5 марта\nПоставщик: ЗАО «Северный ветер»"),
    ("cp1251", "Покупець: ТОВ Їжак і син\nСума: 900 грн"),
    ("koi8_r", "Номер заказа: 908\nПокупатель: ООО Ромашка"),
    ("cp1252", "Käufer: Müller & Söhne GmbH, Straße 5\nGesamt: 12,50 €"),
    ("cp1252", "Facture n° 12\nMontant déjà payé à la société"),
    ("cp1252", "Factura nº 5\nCliente: Peña y Núñez, año 2026"),
    ("cp1252", "Cliente: João Conceição, São Paulo\nValor não pago"),
    ("cp1252", "Køber: Søren Bæk, Århus\nKund: Åke Öberg, Malmö"),
    ("cp1252", "Total £12"),
    ("cp1253", "Τιμολόγιο: 908\nΠελάτης: Παπαδόπουλος ΑΕ\nΣύνολο: 120,50 €"),
    ("cp1254", "Sipariş numarası: 55\nAlıcı: Ayşe Yıldız, Eskişehir, Kağıthane"),
    ("cp1255", "חשבונית מספר: 908\nלקוח: כהן ובניו"),
    ("cp1256", "رقم الفاتورة: 908\nالعميل: شركة النور"),
    ("cp1257", "Pirkėjas: UAB Žalgirio šaltinis\nIš viso: 120,50 €"),
    ("cp874", "ใบแจ้งหนี้เลขที่: 908\nลูกค้า: บริษัท ตัวอย่าง จำกัด"),
    ("cp932", "請求書番号: 12\nお客様: 株式会社サンプル\n合計金額: 1,200円"),
    ("euc_jp", "請求書番号: 12\nお客様: 株式会社サンプル"),
    ("cp949", "세금계산서 번호 12\n공급자: 서울전자 주식회사"),
    ("gb18030", "发票号码: 12\n客户: 上海贸易有限公司\n合计金额: 1200元"),
    ("big5", "訂單編號: 908\n客戶: 台北貿易有限公司"),
]


@pytest.mark.parametrize(("encoding", "text"), UNDECLARED)
def test_the_encoding_is_told_by_what_the_text_looks_like(tmp_path, encoding, text):
    assert read(tmp_path, text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(("encoding", "text"), UNDECLARED)
def test_a_long_text_is_looked_at_in_no_time(encoding, text):
    data = (text + "\n").encode(encoding) * 20_000
    started = time.process_time()

    assert likely_encoding(data) == encoding
    assert time.process_time() - started < 1


def test_a_broken_byte_does_not_hide_that_a_text_is_utf_8(tmp_path):
    data = ("Käufer: Müller & Söhne, Straße 5, Größe ü" * 3).encode() + b"\xc3 7"

    assert "Söhne" in read(tmp_path, data, "a.txt").text


@pytest.mark.parametrize("name", ["", "export.txt", "export.csv", "export.log"])
def test_a_table_is_one_whatever_its_name(tmp_path, name):
    document = read(tmp_path, b"Date;Text;Sum\n2026-02-03;Rent;-850\n2026-02-11;Fee;-4\n", name)

    assert document.mime_type == "text/csv"
    assert len(document.pages[0].tables[0].rows) == 3


@pytest.mark.parametrize("first", ["sep=~\n", "sep=~\r\n", "\ufeffSEP=~\n", '"sep=~"\n'])
def test_a_file_may_say_what_divides_its_cells(tmp_path, first):
    (table,) = read(tmp_path, f"{first}a~b\n1,5~2;5\n".encode(), "a.csv").pages[0].tables

    assert table.rows == (("a", "b"), ("1,5", "2;5"))


def test_rows_that_leave_out_their_end_do_not_hide_the_delimiter(tmp_path):
    data = (
        b"Date;Description;Amount;Status\nMay 1, 2026;Sale 1;1,50;paid;\nMay 2, 2026;Sale 2;2,50\n"
        b"May 3, 2026;Sale 3;3,50;paid;\nMay 4, 2026;Sale 4;4,50\n"
    )

    (table,) = read(tmp_path, data, "a.csv").pages[0].tables

    assert [row[2] for row in table.rows] == ["Amount", "1,50", "2,50", "3,50", "4,50"]


def test_lines_above_a_table_are_text(tmp_path):
    data = (
        b"Statement of account\nAccount;DE02\n\nDate;Text;In;Out\n"
        b"03.02.;Rent;;850\n11.02.;Fee;;4\n12.02.;Sale;9;\n"
    )

    document = read(tmp_path, data, "a.csv")

    assert lines(document)[:2] == ["Statement of account", "Account\tDE02"]
    (table,) = document.pages[0].tables
    assert table.rows[0] == ("Date", "Text", "In", "Out")
    assert lines(document)[table.first_line - 1] == "Date\tText\tIn\tOut"


def test_a_lone_quotation_mark_does_not_swallow_the_rows_after_it(tmp_path):
    rows = [f'{n};"pipe 5;9' if n == 3 else f"{n};pipe;9" for n in range(100)]

    (table,) = read(tmp_path, "\n".join(rows).encode(), "a.csv").pages[0].tables

    assert len(table.rows) == 100


def test_digits_written_as_a_formula_are_text(tmp_path):
    (table,) = read(tmp_path, b'id;n\n="00123";4\n="7";5\n', "a.csv").pages[0].tables

    assert [row[0] for row in table.rows] == ["id", "00123", "7"]


@pytest.mark.parametrize(
    "text",
    [
        "Invoice no.\tX-1\nDate\t4 May\nTotal\t12.50\n",
        "Item    Amount\nOak 2   12,50 4,10\nElm 1   9,20 1,30\nAsh 3   4,10 2,20\n",
        "Oak 12,50 4,10\nElm 9,20 1,30\nAsh 4,10 2,20\n",
        "| Date | Text | Sum |\n|------|------|-----|\n| 1 | a | 2 |\n| 3 | b | 4 |\n",
    ],
)
def test_text_that_is_laid_out_with_signs_stays_text(tmp_path, text):
    assert read(tmp_path, text.encode(), "a.txt").mime_type == "text/plain"


@pytest.mark.parametrize("name", ["½", "1", "-", "a b", "×", "ª", "\u0301", "x·y"])
def test_json_may_name_its_members_as_it_likes(tmp_path, name):
    assert "Total" in read(tmp_path, f'{{"{name}": "Total", "b": [{{"{name}": 7}}]}}'.encode()).text
