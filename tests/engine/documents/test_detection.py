"""What a file is, by its content: senders' names and types are not believed."""

from __future__ import annotations

import re
import time

import pytest

from engine.documents.detection import MimeType, detect
from engine.types import UnreadableDocument
from tests.engine.documents.files import inline, ods, sample, xlsx, zipped
from tests.engine.documents.outlook_files import msg, ole, tnef

XPS = '<Types><Override ContentType="application/vnd.ms-package.xps-fixeddocumentsequence+xml"/>'
ODF_DRAWING = "application/vnd.oasis.opendocument.graphics"
KINDS = {
    "invoice.pdf": MimeType.PDF,
    "purchase_order.docx": MimeType.DOCX,
    "bill_fr.html": MimeType.HTML,
    "order_email.eml": MimeType.EMAIL,
    "orders.csv": MimeType.CSV,
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("sent_as", ["", "scan.png", "data.xml", "letter.docx", "note.eml"])
def test_the_content_tells_the_type(name, sent_as):
    assert detect(sample(name), sent_as) is KINDS[name]


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (xlsx({"Sheet": [[inline("a")]]}), MimeType.XLSX),
        (ods([["a"]]), MimeType.ODS),
        (msg({}), MimeType.OUTLOOK),
        (ole({"Workbook": b"x"}), MimeType.XLS),
        (ole({"Workbook": b"x", "MBD1": {"WordDocument": b"x"}}), MimeType.XLS),
        (tnef(), MimeType.TNEF),
        (b"{\\rtf1 hello}", MimeType.RTF),
        (zipped({"a.txt": b"x"}), MimeType.ZIP),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 9, MimeType.PNG),
        (b"\xff\xd8\xff\xe0" + b"\0" * 9, MimeType.JPEG),
        (b"II*\0" + b"\x08" * 9, MimeType.TIFF),
        (b"MM\0*" + b"\x08" * 9, MimeType.TIFF),
        (b"RIFF\x0a\x00\x0a\x00WEBPVP8 ", MimeType.WEBP),
        (b"junk before\n%PDF-1.4\n", MimeType.PDF),
        (b"<?xml version='1.0'?><a/>", MimeType.XML),
        (b"<!-- note --><!DOCTYPE html><p>", MimeType.HTML),
        (b'{"a": [1, 2]}', MimeType.JSON),
        (b'{"a": [1, 2', MimeType.TEXT),
        (b"Subject: hello\nDear all", MimeType.TEXT),
        (b"Invoice no. 7", MimeType.TEXT),
    ],
)
def test_files_of_every_kind_are_told_apart(data, mime_type):
    assert detect(data, "") is mime_type


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("a.csv", MimeType.CSV),
        ("a.tsv", MimeType.CSV),
        ("A.HTM", MimeType.HTML),
        ("a.md", MimeType.MARKDOWN),
        ("a.log", MimeType.TEXT),
    ],
)
def test_the_name_settles_what_text_leaves_open(name, mime_type):
    assert detect(b"one two", name) is mime_type


@pytest.mark.parametrize("data", [b"", b"   \r\n\t\n", b"\0" * 4096])
def test_empty_files_are_called_empty(data):
    with pytest.raises(UnreadableDocument, match=r"^The file is empty\.$"):
        detect(data, "invoice.pdf")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"GIF89a" + bytes(range(200)), "image/gif"),
        (b"\x1f\x8b\x08" + bytes(range(200)), "gzip"),
        (bytes(range(256)) * 9, "can't be read"),
        (ole({"WordDocument": b"x"}), "an old Word document (.doc)"),
        (ole({"WordDocument": b"x", "ObjectPool": {"Workbook": b"x"}}), "an old Word document"),
        (ole({"PowerPoint Document": b"x"}), "an old PowerPoint presentation (.ppt)"),
        (ole({"Contents": b"x"}), "a file of an old office program"),
        (ole({"WordDocument": b"Bookman Workbook"})[:-600], "an old Word document"),
        (zipped({"[Content_Types].xml": XPS, "FixedDocSeq.fdseq": ""}), "an XPS document"),
        (zipped({"Index/Document.iwa": b"x", "preview.jpg": b"y"}), "Apple's Pages"),
        (zipped({"mimetype": ODF_DRAWING}), "an OpenDocument drawing"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "an encrypted message (PGP)"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(range(200)), "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(range(200)), "a 7-Zip archive"),
    ],
)
def test_other_types_are_named(data, named):
    with pytest.raises(UnreadableDocument, match=re.escape(named)) as refused:
        detect(data, "invoice.pdf")

    assert "can't be read" in str(refused.value)
    assert "damaged" not in str(refused.value)


def test_comments_before_html_take_no_time():
    comments = b"<!-- -->" * 5_000
    started = time.process_time()

    assert detect(comments + b"<html><p>x", "") is MimeType.HTML
    assert detect(comments + b"x", "") is MimeType.TEXT
    assert detect(b"<!--" * 10_000, "") is MimeType.TEXT
    assert time.process_time() - started < 1


def test_a_file_of_a_known_type_full_of_binary_data_is_called_damaged():
    with pytest.raises(UnreadableDocument, match="looks like text/html, but is damaged"):
        detect(b"<!doctype html><html><body>" + bytes(range(32)) * 9, "")
