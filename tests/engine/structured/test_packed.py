"""Structured documents inside of other files."""

from __future__ import annotations

import base64
import time
from email.message import EmailMessage

import pytest

from engine.documents.structured.reading import signed_content, structured_xml
from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest, Part, Prompt, UnreadableDocument, ValueType
from tests.engine.documents.files import read, zipped
from tests.engine.structured import documents
from tests.engine.structured.test_reading import signed, ubl


def number_in(document) -> object:
    request = ExtractionRequest((Prompt("number", "Invoice number"),))
    return RulesExtractor().extract(document, request).values["number"]


def test_xml_attached_to_a_mail_answers(tmp_path):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.example", "c@d.example", "Your invoice"
    mail.set_content("Please find our invoice attached.")
    mail.add_attachment(documents.CII.encode(), maintype="application", subtype="xml")
    assert number_in(read(tmp_path, mail.as_bytes())) == "R-9"


def test_xml_in_a_zip_answers(tmp_path):
    assert number_in(read(tmp_path, zipped({"invoice.dat": documents.CII}))) == "R-9"


def test_xml_that_another_holds_as_text_answers(tmp_path):
    inner = documents.CII.replace("&", "&amp;").replace("<", "&lt;")
    outer = f"<AttachedDocument xmlns='urn:x'><Description>{inner}</Description></AttachedDocument>"
    assert number_in(read(tmp_path, outer.encode())) == "R-9"


def test_markup_in_a_text_of_own_data_is_no_document(tmp_path):
    note = "&lt;p&gt;Thank you &lt;br&gt; " * 20
    data = f"<order xmlns='urn:x'><note>{note}</note><InvoiceNumber>7</InvoiceNumber></order>"
    assert number_in(read(tmp_path, data.encode())) == "7"


def test_xml_behind_another_in_one_file_keeps_its_lines():
    frame = "<?xml version='1.0'?>\n<Envelope>\n<Header/>\n</Envelope>\n"
    document = structured_xml((frame + documents.CII).encode())
    alone = structured_xml(documents.CII.encode())
    (fact,), (same,) = document.facts["invoice_number"], alone.facts["invoice_number"]
    assert fact.line == same.line + 4


def test_each_document_of_a_batch_is_a_part(tmp_path):
    message = documents.ORDERS.partition("UNH+")[2].partition("UNZ")[0]
    batch = documents.ORDERS.replace("UNZ+1+1'", f"UNH+{message}UNZ+2+1'")
    document = read(tmp_path, batch.encode())
    assert document.parts == (Part(1, 1), Part(1, 1))
    assert read(tmp_path, documents.ORDERS.encode()).parts == ()


def in_pieces(content: bytes, size: int = 100) -> bytes:
    """An octet string of pieces, of indefinite length, as streaming signers write it."""
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    body = b"".join(b"\x04" + bytes([len(piece)]) + piece for piece in pieces)
    return b"\x24\x80" + body + b"\x00\x00"


def test_signed_content_in_pieces_is_put_together():
    content = ubl().encode()
    signed_data = bytes.fromhex("06092a864886f70d010702")
    data_type = bytes.fromhex("06092a864886f70d010701")
    encapsulated = b"\x30\x80" + data_type + b"\xa0\x80" + in_pieces(content) + bytes(4)
    inner = b"\x30\x80\x02\x01\x01\x31\x00" + encapsulated + b"\x31\x00\x00\x00"
    message = b"\x30\x80" + signed_data + b"\xa0\x80" + inner + bytes(4)
    assert signed_content(message) == content
    assert signed_content(base64.encodebytes(message)) == content


def test_what_is_signed_twice_is_read(tmp_path):
    document = read(tmp_path, signed(signed(documents.CII.encode())), "invoice.xml.p7m")
    assert number_in(document) == "R-9"
    assert document.data is not None
    assert document.data.is_signed


@pytest.mark.parametrize("cut", [200, 1_000, 3_000])
def test_a_broken_invoice_is_refused_with_the_line(tmp_path, cut):
    with pytest.raises(UnreadableDocument, match=r"damaged in line \d+"):
        read(tmp_path, documents.CII[:cut].encode(), "invoice.xml")


def test_ten_thousand_lines_are_answered_in_a_second(tmp_path):
    document = read(tmp_path, ubl(lines=10_000).encode(), "invoice.xml")
    table = "List the lines with description, quantity, unit price, amount and colour"
    prompts = [Prompt(f"v{place}", f"Invoice number {place}") for place in range(20)]
    request = ExtractionRequest((*prompts, Prompt("lines", table, ValueType.TABLE)))
    extractor = RulesExtractor()
    started = time.process_time()
    rows = extractor.extract(document, request).values["lines"]
    assert time.process_time() - started < 2
    assert len(rows) == 10_000


@pytest.mark.parametrize("text", ["<a>" + "<b>1</b>" * 6_000_000 + "</a>", "[" + "1," * 24_000_000])
def test_fifty_megabytes_are_refused_at_once(tmp_path, text):
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match="characters"):
        read(tmp_path, text.encode(), "data.xml" if text[0] == "<" else "data.json")
    assert time.process_time() - started < 5
