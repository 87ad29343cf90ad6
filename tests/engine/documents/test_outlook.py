"""Outlook messages, and what Outlook packs messages into for others."""

from __future__ import annotations

import datetime as dt
import struct
from email.message import EmailMessage

import compressed_rtf
import pytest

from engine.types import UnreadableDocument
from tests.engine.documents.files import lines, pdf, read, text_at
from tests.engine.documents.outlook_files import (
    msg,
    msg_tree,
    ole,
    tnef,
    tnef_properties,
)

INVOICE = pdf(text_at((72, 72, "Invoice INV-7")))
SUBJECT, SENDER, ADDRESS, TO, BODY, RTF, HTML = 0x37, 0xC1A, 0xC1F, 0xE04, 0x1000, 0x1009, 0x1013
CONTENT, NAME = 0x3701, 0x3707
MESSAGE = {
    SUBJECT: "Rechnung für März",
    SENDER: "Zoë Müller",
    ADDRESS: "zoe@example.com",
    TO: "billing@example.com",
    BODY: "Hello.\r\n\r\nBye.",
}


def test_an_outlook_message_is_read_like_a_mail(tmp_path):
    document = read(tmp_path, msg(MESSAGE, [{CONTENT: INVOICE, NAME: "invoice.pdf"}]), "a.msg")

    assert document.mime_type == "application/vnd.ms-outlook"
    assert lines(document) == [
        "From: Zoë Müller <zoe@example.com>",
        "To: billing@example.com",
        "Subject: Rechnung für März",
        "",
        "Hello.",
        "",
        "Bye.",
    ]
    assert lines(document, 2) == ["Invoice INV-7"]


def test_its_date_and_code_page_are_read(tmp_path):
    sent = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC) - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
    ticks = int(sent.total_seconds()) * 10_000_000
    tree = msg_tree({SUBJECT: "x"})
    tree["__properties_version1.0"] += struct.pack("<HHIQ", 0x40, 0x39, 0, ticks)
    tree["__properties_version1.0"] += struct.pack("<HHIQ", 0x03, 0x3FFD, 0, 1251)
    tree["__substg1.0_1000001E"] = "Номер заказа: 908".encode("cp1251")

    text = read(tmp_path, ole(tree)).text

    assert "Date: Tue, 03 Nov 2026 09:00:00 +0000" in text
    assert "Номер заказа: 908" in text


def test_a_message_inside_a_message_is_a_page(tmp_path):
    inner = msg_tree({**MESSAGE, BODY: "the inner one"}, head=24)

    document = read(tmp_path, msg({BODY: "the outer one"}, [{CONTENT: inner}]))

    assert lines(document) == ["the outer one"]
    assert lines(document, 2)[-1] == "the inner one"


def test_html_is_taken_where_it_has_a_table(tmp_path):
    html = b"<table><tr><td>Oak<td>9</tr><tr><td>Elm<td>4</tr></table>"

    document = read(tmp_path, msg({BODY: "Oak 9 Elm 4", HTML: html}))

    assert document.pages[0].tables[0].rows == (("Oak", "9"), ("Elm", "4"))


def test_html_that_is_hidden_in_rtf_is_read(tmp_path):
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag19 <html>}{\*\htmltag50 <body>}"
        rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Total \'80 42\htmlrtf\par}\htmlrtf0 "
        rb"{\*\htmltag72 </p>}{\*\htmltag148 <b>}{\*\htmltag84 &amp;}\htmlrtf \b\htmlrtf0 Co}"
    )

    document = read(tmp_path, msg({RTF: compressed_rtf.compress(rtf, compressed=True)}))

    assert lines(document) == ["Total € 42", "&Co"]


@pytest.mark.parametrize("data", [ole({"__substg1.0_001A001F": b"I\0P\0"}), msg({SUBJECT: ""})])
def test_a_message_without_text_is_named(tmp_path, data):
    with pytest.raises(UnreadableDocument, match="This is an Outlook message"):
        read(tmp_path, data)


def test_a_message_that_is_cut_off_is_named(tmp_path):
    with pytest.raises(UnreadableDocument, match="This is an Outlook message"):
        read(tmp_path, msg(MESSAGE, [{CONTENT: b"x" * 9_000}])[:-600])


def packed(*attributes: tuple[int, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"] = "a@example.com"
    mail["To"] = "b@example.com"
    mail.set_content("See attached.")
    mail.add_attachment(
        tnef(*attributes), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    return mail.as_bytes()


def test_what_is_attached_in_winmail_dat_is_read(tmp_path):
    data = packed(
        (0x9003, tnef_properties({SUBJECT: "Invoice", BODY: "the packed text"})),
        (0x9002, b"\0" * 14),
        (0x8010, b"invoice.pdf\0"),
        (0x800F, INVOICE),
        (0x9002, b"\0" * 14),
        (0x9005, tnef_properties({NAME: "rows.csv", CONTENT: b"a;b;c\n1;2;3\n4;5;6\n"})),
    )

    document = read(tmp_path, data)

    assert [page.lines[0].text for page in document.pages] == [
        "From: a@example.com",
        "Subject: Invoice",
        "Invoice INV-7",
        "a\tb\tc",
    ]


def test_a_message_in_winmail_dat_is_read(tmp_path):
    inner = tnef((0x9003, tnef_properties({BODY: "the inner one"})))
    data = tnef((0x9002, b""), (0x9005, tnef_properties({CONTENT: b"\0" * 16 + inner})))

    assert read(tmp_path, data).text == "the inner one"


def test_named_and_multiple_properties_are_passed_over(tmp_path):
    named = struct.pack("<HH16sII", 0x1F, 0x8005, b"", 1, 6) + "ab\0".encode("utf-16-le") + b"\0\0"
    named += struct.pack("<II", 1, 4) + "x\0".encode("utf-16-le")
    multiple = struct.pack("<HHIII", 0x1003, 0x1234, 2, 7, 8)
    body = tnef_properties({BODY: "seen"})[4:]
    data = tnef((0x9003, struct.pack("<I", 3) + named + multiple + body))

    assert read(tmp_path, data).text == "seen"


@pytest.mark.parametrize("cut", [6, 10, 40])
def test_winmail_dat_that_is_cut_off_or_empty_is_named(tmp_path, cut):
    whole = tnef((0x9003, tnef_properties({BODY: "seen" * 20})))

    with pytest.raises(UnreadableDocument, match=r"attachment of Outlook \(winmail.dat\)"):
        read(tmp_path, whole[:cut])
