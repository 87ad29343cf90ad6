"""E-mail: head, body, and attachments, which are read like files of their own."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from engine.types import UnreadableDocument
from tests.engine.documents.files import lines, pdf, read, sample, text_at

ATTACHED = pdf(text_at((72, 72, "Invoice INV-7")))


def message(body: str = "Please find it attached.", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Zoë Müller <zoe@example.com>"
    mail["To"] = "billing@example.com"
    mail["Date"] = "Tue, 03 Nov 2026 09:00:00 +0000"
    mail["Subject"] = headers.get("subject", "Rechnung für März")
    mail.set_content(body)
    return mail


def test_the_head_and_the_body_are_one_page(tmp_path):
    document = read(tmp_path, message("Hello.\n\nBye.").as_bytes())

    assert document.mime_type == "message/rfc822"
    assert lines(document) == [
        "From: Zoë Müller <zoe@example.com>",
        "To: billing@example.com",
        "Date: Tue, 03 Nov 2026 09:00:00 +0000",
        "Subject: Rechnung für März",
        "",
        "Hello.",
        "",
        "Bye.",
    ]


def test_attached_documents_are_the_following_pages(tmp_path):
    mail = message()
    mail.add_attachment(ATTACHED, maintype="application", subtype="pdf", filename="invoice.pdf")
    mail.add_attachment("a;b\n1;2\n3;4\n", subtype="csv", filename="data.csv")

    document = read(tmp_path, mail.as_bytes())

    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].lines[0].text == "Invoice INV-7"
    assert document.pages[1].lines[0].words
    assert document.pages[2].tables[0].rows[0] == ("a", "b")


def test_an_attachment_that_cannot_be_read_is_left_out(tmp_path):
    mail = message()
    mail.add_attachment(b"\x00\x01\x02" * 50, maintype="application", subtype="octet-stream")
    mail.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="a.pdf")

    assert len(read(tmp_path, mail.as_bytes()).pages) == 1


def test_a_message_whose_only_text_is_attached_is_read(tmp_path):
    mail = message("")
    mail.add_attachment(ATTACHED, maintype="application", subtype="pdf", filename="invoice.pdf")

    assert "Invoice INV-7" in read(tmp_path, mail.as_bytes()).text


def test_an_html_body_is_taken_where_it_has_a_table(tmp_path):
    mail = message("Item Price Shelf 12.50")
    mail.add_alternative(
        "<p>Order</p><table><tr><th>Item</th><th>Price</th></tr>"
        "<tr><td>Shelf</td><td>12.50</td></tr></table>",
        subtype="html",
    )

    document = read(tmp_path, mail.as_bytes())

    (table,) = document.pages[0].tables
    assert table.rows == (("Item", "Price"), ("Shelf", "12.50"))
    assert lines(document)[table.first_line - 1] == "Item\tPrice"


def test_plain_text_is_taken_where_html_has_none(tmp_path):
    mail = message("the plain one")
    mail.add_alternative("<p>the other one</p>", subtype="html")

    text = read(tmp_path, mail.as_bytes()).text

    assert "the plain one" in text
    assert "the other one" not in text


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
def test_transfer_encodings_are_undone(tmp_path, transfer):
    mail = message()
    mail.set_content("Größe: 12 €", cte=transfer)

    assert "Größe: 12 €" in read(tmp_path, mail.as_bytes()).text


def test_a_wrong_charset_does_not_matter(tmp_path):
    raw = b'From: a@example.com\nSubject: x\nContent-Type: text/plain; charset="zip"\n\ncaf\xc3\xa9'

    assert "café" in read(tmp_path, raw).text


def test_forwarded_messages_are_read_to_a_depth(tmp_path):
    mail = message("the innermost")
    for level in range(3):
        outer = message(f"level {level}")
        outer.add_attachment(mail)
        mail = outer

    assert "level 2" in read(tmp_path, mail.as_bytes()).text


def test_messages_as_files_inside_messages_end_somewhere(tmp_path):
    mail = message("the innermost").as_bytes()
    for level in range(8):
        outer = message(f"level {level}")
        outer.add_attachment(mail, maintype="application", subtype="octet-stream", filename="m.eml")
        mail = outer.as_bytes()

    text = read(tmp_path, mail).text

    assert "level 7" in text
    assert "level 3" not in text


def test_attachments_share_the_limits_of_the_message(tmp_path):
    mail = message()
    for number in range(4):
        mail.add_attachment(
            ATTACHED, maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )

    with pytest.raises(UnreadableDocument, match="more than 3 pages"):
        read(tmp_path, mail.as_bytes(), max_pages=3)


def test_the_sample_is_a_message(tmp_path):
    assert read(tmp_path, sample("order_email.eml")).mime_type == "message/rfc822"


def raw(head: str, body: bytes) -> bytes:
    return b"From: a@example.com\nTo: b@example.com\n" + head.encode() + b"\n\n" + body


def test_a_forwarded_message_is_a_page_of_its_own(tmp_path):
    inner = message("Order 7, please.", subject="Our order")
    inner.add_attachment(ATTACHED, maintype="application", subtype="pdf", filename="invoice.pdf")
    outer = message("See below.")
    outer.add_attachment(inner)

    document = read(tmp_path, outer.as_bytes())

    assert len(document.pages) == 3
    assert "Subject: Our order" in lines(document, 2)
    assert "Order 7, please." in lines(document, 2)
    assert lines(document, 3) == ["Invoice INV-7"]


def test_texts_around_an_inline_part_are_read_in_their_order(tmp_path):
    mail = message("Before.")
    mail.make_mixed()
    for text, kind, name in (
        ("a;b;c\n1;2;3\n4;5;6\n", "csv", "list.csv"),
        ("<p>Between</p>", "html", None),
        ("After.", "plain", "note.txt"),
    ):
        mail.add_attachment(text, subtype=kind, disposition="inline", filename=name)

    document = read(tmp_path, mail.as_bytes())

    assert lines(document)[4:] == ["", "Before.", "", "Between", "", "After."]
    assert document.pages[1].tables[0].rows[0] == ("a", "b", "c")


@pytest.mark.parametrize(
    "plain",
    [
        "This message needs an HTML viewer.",
        "Your receipt is attached below. Open it in a browser: https://example.com/r/91?x=4",
        " ",
    ],
)
def test_html_is_taken_where_the_plain_text_says_something_else(tmp_path, plain):
    mail = message(plain)
    mail.add_alternative(
        "<div><p>Receipt 55-901</p><p>Total <b>€ 42.10</b></p></div>", subtype="html"
    )

    assert lines(read(tmp_path, mail.as_bytes()))[5:] == ["Receipt 55-901", "", "Total € 42.10"]


def test_pictures_inside_html_are_no_documents(tmp_path):
    mail = message("Hello")
    mail.add_alternative('<p>Hello</p><img src="cid:x">', subtype="html")
    mail.get_payload()[1].add_related(b"\x89PNG\r\n", "image", "png", cid="x", filename="logo.png")

    assert len(read(tmp_path, mail.as_bytes()).pages) == 1


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("ks_c_5601-1987", "cp949", "주문 번호: 7 뷁"),
        ("gb2312", "gbk", "订单号: 7 镕"),
        ("shift_jis", "cp932", "請求書①"),
        ("iso-8859-1", "cp1252", "Total: 12,50 €"),
        ("us-ascii", "utf-8", "Größe 7"),
        ("iso-8859-8-i", "iso-8859-8", "חשבונית 7"),
        ("x-unknown", "cp1251", "Номер заказа: 908, покупатель Ромашка"),
        ("unicode-1-1-utf-7", "utf-7", "Größe 7"),
        ("x-mac-roman", "mac-roman", "Größe 7"),
    ],
)
def test_charsets_are_what_mail_programs_mean_by_their_names(tmp_path, charset, encoding, text):
    head = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nSubject: x"

    assert lines(read(tmp_path, raw(head, text.encode(encoding))))[-1] == text


def test_headers_in_any_encoding_are_read(tmp_path):
    word = base64.b64encode("订单镕".encode("gbk")).decode()
    data = raw(f"Subject: Re: =?gb2312?B?{word}?= (7)\n =?utf-8?q?_caf=C3=A9?=", b"x")
    bare = data.replace(b"From: a@", b"From: " + "Иван Петров".encode("cp1251") + b" <a@", 1)

    document = read(tmp_path, bare)

    assert "Subject: Re: 订单镕 (7) café" in lines(document)
    assert lines(document)[0].startswith("From: Иван Петров <a@example.com")


def test_a_text_that_is_attached_is_read_in_its_encoding(tmp_path):
    mail = message()
    mail.add_attachment(
        "件名,数量,金額\n木,2,300\n石,1,40\n", subtype="csv", filename="a.csv", charset="shift_jis"
    )

    assert read(tmp_path, mail.as_bytes()).pages[1].tables[0].rows[0] == ("件名", "数量", "金額")
