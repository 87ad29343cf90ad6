"""What a file is, by its content: senders' names and types are not believed."""

from __future__ import annotations

import re

import pytest

from engine.documents.detection import MimeType, detect
from engine.types import UnreadableDocument
from tests.engine.documents.files import inline, ods, sample, xlsx

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
    [("a.csv", MimeType.CSV), ("a.tsv", MimeType.CSV), ("A.HTM", MimeType.HTML), ("a.md", "text")],
)
def test_the_name_settles_what_text_leaves_open(name, mime_type):
    assert detect(b"one two", name) is (MimeType.TEXT if mime_type == "text" else mime_type)


@pytest.mark.parametrize("data", [b"", b"   \r\n\t\n", b"\0" * 4096])
def test_empty_files_are_called_empty(data):
    with pytest.raises(UnreadableDocument, match=r"^The file is empty\.$"):
        detect(data, "invoice.pdf")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"GIF89a" + bytes(range(200)), "image/gif"),
        (b"{\\rtf1 hello}", "text/rtf"),
        (b"\x1f\x8b\x08" + bytes(range(200)), "gzip"),
        (bytes(range(256)) * 9, "can't be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "msword"),
    ],
)
def test_other_types_are_named(data, named):
    with pytest.raises(UnreadableDocument, match=re.escape(named)):
        detect(data, "invoice.pdf")


def test_a_file_of_a_known_type_full_of_binary_data_is_called_damaged():
    with pytest.raises(UnreadableDocument, match="looks like text/html, but is damaged"):
        detect(b"<!doctype html><html><body>" + bytes(range(32)) * 9, "")
