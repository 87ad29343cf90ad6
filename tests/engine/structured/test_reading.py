"""Structured documents: what they are packed in, and what is refused of them."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from lxml import etree

from engine.documents.structured.edifact import edifact_lines, edifact_tree
from engine.documents.structured.reading import (
    signed_content,
    structured_edifact,
    structured_json,
    structured_xml,
)
from engine.documents.structured.standards import question_words, standards
from engine.types import Document, UnreadableDocument, ValueType
from tests.engine.rules_pages import answer

CASES = Path(__file__).parents[1] / "cases" / "files"

UBL = """<?xml version="1.0"?>
<inv:Invoice xmlns:inv="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <b:ID>{number}</b:ID><b:IssueDate>2030-05-06</b:IssueDate>
  <b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
  <a:AccountingSupplierParty><a:Party>
    <a:PartyName><b:Name>Ärger &amp; Söhne</b:Name></a:PartyName>
  </a:Party></a:AccountingSupplierParty>
  <a:LegalMonetaryTotal>
    <b:PayableAmount currencyID="EUR">12.50</b:PayableAmount>
  </a:LegalMonetaryTotal>
  {lines}
</inv:Invoice>"""
LINE = """<a:InvoiceLine><b:ID>{n}</b:ID><b:InvoicedQuantity unitCode="C62">{n}</b:InvoicedQuantity>
  <b:LineExtensionAmount currencyID="EUR">2.00</b:LineExtensionAmount>
  <a:Item><b:Name>Part {n}</b:Name></a:Item>
  <a:Price><b:PriceAmount currencyID="EUR">2.00</b:PriceAmount></a:Price>
</a:InvoiceLine>"""


def ubl(number: str = "A-1", lines: int = 1) -> str:
    return UBL.format(number=number, lines="".join(LINE.format(n=n) for n in range(1, lines + 1)))


def stated(document, concept):
    return document.facts[concept][0].value


def test_prefixes_of_name_spaces_do_not_matter():
    document = structured_xml(ubl().encode())
    assert (document.standard, document.kind) == ("UBL", "invoice")
    assert stated(document, "invoice_number") == "A-1"
    assert stated(document, "vendor_name") == "Ärger & Söhne"
    assert document.facts["amount_due"][0].currency == "EUR"
    assert document.items[0]["unit"].value == "piece"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-15", "windows-1252"])
def test_declared_encodings_are_read(encoding):
    text = ubl().replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    assert stated(structured_xml(text.encode(encoding)), "vendor_name") == "Ärger & Söhne"


def test_a_fact_says_where_it_stands():
    fact = structured_xml(ubl().encode()).facts["invoice_number"][0]
    assert (fact.line, fact.path, fact.term) == (5, "ID", "BT-1")


def test_a_document_packed_in_another_is_found():
    inner = base64.b64encode(ubl("B-2").encode()).decode()
    soap = f"<Envelope><Body><getFile><content>{inner}</content></getFile></Body></Envelope>"
    assert stated(structured_xml(soap.encode()), "invoice_number") == "B-2"
    wrapped = f"<Envelope><Body>{ubl('C-3').partition('?>')[2]}</Body></Envelope>"
    assert stated(structured_xml(wrapped.encode()), "invoice_number") == "C-3"


def test_of_a_batch_the_first_answers_and_the_count_is_known():
    bodies = "".join(
        "<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>"
        f"<Numero>{number}</Numero>"
        "</DatiGeneraliDocumento></DatiGenerali></FatturaElettronicaBody>"
        for number in (1, 2, 3)
    )
    batch = f"<FatturaElettronica>{bodies}</FatturaElettronica>"
    document = structured_xml(batch.encode())
    assert stated(document, "invoice_number") == "1"
    assert len(document.facts["invoice_number"]) == 1
    assert document.count == 3


def signed(content: bytes) -> bytes:
    """CMS in DER around the content, by a certificate made for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(certificate, key, hashes.SHA256())
        .sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )


def test_what_a_signature_signs_is_read_whatever_its_form():
    content = ubl().encode()
    der = signed(content)
    lines = base64.encodebytes(der)
    pem = b"-----BEGIN PKCS7-----\n" + lines + b"-----END PKCS7-----\n"
    for data in (der, base64.b64encode(der), lines, pem):
        assert signed_content(data) == content
    for data in (content, b"0", b"0\x82", b"plain", b"", der[: len(der) // 2]):
        assert signed_content(data) is None


def test_edifact_release_characters_and_several_messages():
    text = (
        "UNB+UNOC:3+A+B+300101:1000+1'UNH+1+INVOIC:D:01B:UN'BGM+380+N?'1?+2'DTM+137:20300102:102'"
        "UNT+4+1'UNH+2+INVOIC:D:01B:UN'BGM+380+9'UNT+2+2'"
    )
    document = structured_edifact(text)
    assert stated(document, "invoice_number") == "N'1+2"
    assert stated(document, "invoice_date") == "2030-01-02"
    assert document.count == 2


def test_edifact_names_its_separators():
    text = (
        "UNA|!,# ~UNB!UNOC|3!A!B!300101|1000!1~UNH!1!INVOIC|D|01B|UN~BGM!380!77~MOA!86|1,5~UNT!4!1~"
    )
    document = structured_edifact(text)
    assert stated(document, "invoice_number") == "77"
    assert stated(document, "total_amount") == 1.5


@pytest.mark.parametrize(
    ("set_", "encoding"), [("UNOC", "latin-1"), ("UNOD", "iso8859-2"), ("UNOY", "utf-8")]
)
def test_edifact_declares_its_characters(set_, encoding):
    text = f"UNB+{set_}:3+A+B+300101:1000+1'UNH+1+INVOIC:D:01B:UN'NAD+SU+1++Müller'UNT+3+1'"
    document = structured_edifact(edifact_lines(text.encode(encoding)))
    assert stated(document, "vendor_name") == "Müller"


def test_what_is_declared_as_entity_is_refused():
    data = b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice><ID>&a;</ID></Invoice>'
    with pytest.raises(UnreadableDocument, match="entities"):
        structured_xml(data)


def test_damaged_xml_is_refused_with_its_line():
    with pytest.raises(UnreadableDocument, match="line 3"):
        structured_xml(b"<Invoice>\n<ID>1</ID>\n<Broken</Invoice>")


@pytest.mark.parametrize("depth", [250, 5_000])
def test_what_is_nested_too_deeply_is_refused(depth):
    with pytest.raises(UnreadableDocument):
        structured_xml(b"<a>" * depth + b"</a>" * depth)
    with pytest.raises(UnreadableDocument):
        structured_json('{"a":' * depth + "1" + "}" * depth)


def test_an_interchange_without_a_message_is_refused():
    with pytest.raises(UnreadableDocument, match="message"):
        edifact_tree("UNB+UNOA:1+A+B+300101:1000+1'UNZ+0+1'")


def test_ten_thousand_lines_take_less_than_a_second():
    data = ubl(lines=10_000).encode()
    started = time.process_time()
    document = structured_xml(data)
    assert time.process_time() - started < 1.5
    assert len(document.items) == 10_000
    assert document.items[-1]["description"].value == "Part 10000"


def test_every_table_is_loaded_and_names_what_the_engine_knows():
    assert {standard.name for standard in standards()} >= {
        "UBL",
        "CII",
        "FatturaPA",
        "CFDI",
        "NF-e",
    }
    assert question_words().values


def test_every_path_of_every_table_is_one_that_can_be_asked():
    nothing = etree.fromstring("<nothing/>")
    for standard in standards():
        for entries in standard.values.values():
            for entry in entries:
                for path in entry.paths:
                    path(nothing)


def test_two_names_for_one_column_of_numbers_are_left_to_the_page():
    document = Document("application/pdf", (), data=structured_xml(ubl(lines=2).encode()))

    def lines(question):
        return answer(document, "lines", ValueType.TABLE, question)

    assert lines("List the lines with name, amount and line total") is None
    assert [row["amount"] for row in lines("List the lines with name, quantity and amount")] == [
        2,
        2,
    ]
