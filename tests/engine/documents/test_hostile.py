"""Files made to harm: each fails alone, in time, with a sentence for whoever sent it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from engine.sandbox.parent import Sandbox, SandboxResult
from engine.types import Limits, UnreadableDocument
from tests.engine.documents.files import (
    SAMPLES,
    inline,
    ods,
    pdf,
    pdf_of,
    sample,
    stream,
    text_at,
    unzipped,
    word,
    xlsx,
    zipped,
)
from tests.engine.documents.outlook_files import ole

MEGABYTE = 1024 * 1024
HTML_THAT_TAKES_MINUTES = b"<html>" + b"<div>" * 1_000_000
SHEET = xlsx({"Sheet": [[inline("seen")]]})
DOCX = word(lambda document: document.add_paragraph("seen"))
DRAWS_FORM = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %b>>"


def run(
    sandbox: Sandbox, folder: Path, data: bytes, name: str = "", **limits: Any
) -> SandboxResult:
    path = folder / "stored"
    path.write_bytes(data)
    return sandbox.run(path, name, Limits(**limits))


def refusal(sandbox: Sandbox, folder: Path, data: bytes, name: str = "", **limits: Any) -> str:
    with pytest.raises(UnreadableDocument) as refused:
        run(sandbox, folder, data, name, **limits)
    return str(refused.value)


def outcome(sandbox: Sandbox, folder: Path, data: bytes, name: str) -> str:
    """The text, or what is said instead."""
    try:
        return run(sandbox, folder, data, name, wall_seconds=10).document.text
    except UnreadableDocument as refused:
        return str(refused)


@pytest.fixture(autouse=True)
def _goes_on(sandbox, tmp_path):
    """Whatever a test sends, the next document is read."""
    yield
    assert run(sandbox, tmp_path, b"next", "a.txt").document.text == "next"


def changed(data: bytes, name: str, content: bytes | str) -> bytes:
    return zipped({**unzipped(data), name: content})


def test_a_protected_pdf_is_named(sandbox, tmp_path):
    data = pdf(text_at((72, 72, "secret")), password="hunter2")

    assert refusal(sandbox, tmp_path, data).startswith("The PDF is protected by a password")


def test_protected_office_files_are_named(sandbox, tmp_path):
    packed = ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})

    assert "protected by a password" in refusal(sandbox, tmp_path, packed, "a.xlsx")


def test_encrypted_members_are_named(sandbox, tmp_path):
    data = bytearray(SHEET)
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4

    assert "protected by a password" in refusal(sandbox, tmp_path, bytes(data))


@pytest.mark.parametrize(("data", "name"), [(SHEET, "xl/bomb.xml"), (DOCX, "word/bomb.bin")])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(sandbox, tmp_path, data, name):
    started = time.monotonic()

    said = refusal(sandbox, tmp_path, changed(data, name, b"\0" * (300 * MEGABYTE)))

    assert said == "The document is larger than 200 MB when unpacked; send a smaller one."
    assert time.monotonic() - started < 10


def test_a_zip_bomb_that_lies_about_its_size_is_refused(sandbox, tmp_path):
    data = bytearray(changed(SHEET, "xl/bomb.xml", b"\0" * (30 * MEGABYTE)))
    real = (30 * MEGABYTE).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")

    said = refusal(sandbox, tmp_path, bytes(data), max_unpacked_bytes=20 * MEGABYTE)

    assert "larger than 20 MB when unpacked" in said


def test_thousands_of_parts_are_refused(sandbox, tmp_path):
    members = {**unzipped(SHEET), **{f"xl/{n}": b"" for n in range(10_001)}}

    assert "packs more than 10000 parts" in refusal(sandbox, tmp_path, zipped(members))


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]><a>&a;</a>'


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
@pytest.mark.parametrize(
    ("data", "name"), [(SHEET, "xl/workbook.xml"), (DOCX, "word/document.xml")]
)
def test_xml_entities_in_office_files_are_refused(sandbox, tmp_path, content, data, name):
    said = refusal(sandbox, tmp_path, changed(data, name, content))

    assert said == "The file declares XML entities, which are not read."


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_xml_entities_are_refused(sandbox, tmp_path, content):
    assert "declares entities" in refusal(sandbox, tmp_path, content.encode())


def test_an_outside_document_type_is_not_fetched(sandbox, tmp_path):
    data = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>seen</a>'

    assert "seen" in run(sandbox, tmp_path, data).document.text


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.*")))
def test_truncated_files_are_read_or_refused(sandbox, tmp_path, name):
    whole = sample(name)

    for tenth in range(1, 10):
        assert outcome(sandbox, tmp_path, whole[: len(whole) * tenth // 10], name)


def test_a_document_of_a_thousand_pages_is_refused_at_once(sandbox, tmp_path):
    data = pdf(*[text_at((72, 72, "x"))] * 1000)
    run(sandbox, tmp_path, b"warm", "a.txt")
    started = time.monotonic()

    said = refusal(sandbox, tmp_path, data)

    assert said == "The document has more than 500 pages; send fewer at a time."
    assert time.monotonic() - started < 2


def test_a_pdf_that_contains_itself_ends(sandbox, tmp_path):
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    data = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>",
        DRAWS_FORM % b"<</XObject<</F 5 0 R>>>>",
        stream(b"/F Do"),
        stream(b"/F Do", form),
    )

    assert refusal(sandbox, tmp_path, data, wall_seconds=10).startswith("The PDF")


def test_a_pdf_that_unfolds_without_end_is_stopped(sandbox, tmp_path):
    """Each of ten forms draws the next ten times."""
    resources = b"<</XObject<</F %d 0 R>>/Font<</H 5 0 R>>>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources "
    text = b"BT /H 9 Tf 9 9 Td (boom) Tj ET"
    data = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        DRAWS_FORM % (resources % 6),
        stream(b"/F Do"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(stream(b"/F Do " * 10, form + resources % (level + 7)) for level in range(9)),
        stream(text, form + resources % 15),
    )

    said = refusal(sandbox, tmp_path, data, wall_seconds=20, memory_bytes=256 * MEGABYTE)

    assert said == "The document is damaged, or reading it needs more than 256 MB of memory."


def test_a_sheet_of_seventeen_thousand_million_cells_takes_no_more_than_what_it_holds(
    sandbox, tmp_path
):
    data = xlsx({"Sheet": [[inline("near"), '<c r="XFD1048576"><v>1</v></c>']]})

    assert "near" in run(sandbox, tmp_path, data, memory_bytes=128 * MEGABYTE).document.text


def test_cells_merged_over_all_rows_are_read_in_time(sandbox, tmp_path):
    rows = [[inline("x")] for _ in range(20_000)]
    content = unzipped(xlsx({"Sheet": rows}, merged="A1:A2"))
    sheet = content["xl/worksheets/sheet1.xml"].replace(
        b'<mergeCell ref="A1:A2"/>', b'<mergeCell ref="B1:B1048576"/>' * 20_000
    )
    data = zipped({**content, "xl/worksheets/sheet1.xml": sheet})

    assert run(sandbox, tmp_path, data, wall_seconds=10).document.pages


def test_formulas_that_need_each_other_without_end_are_left_open(sandbox, tmp_path):
    rows = [[f'<c r="A{n}"><f>A{n + 1}+A{n + 2}</f><v></v></c>'] for n in range(1, 3_000)]
    rows.append(['<c r="A3000" t="inlineStr"><is><t>end</t></is></c>'])

    assert "formulas" in run(sandbox, tmp_path, xlsx({"Sheet": rows})).document.text


def test_an_open_document_whose_xml_breaks_off_is_refused(sandbox, tmp_path):
    whole = ods([["Item", "Qty"]])
    content = unzipped(whole)["content.xml"].replace(b"</table:table>", b"<</table:table>")

    said = refusal(sandbox, tmp_path, changed(whole, "content.xml", content), wall_seconds=10)

    assert said == "The XML is damaged and can't be read."


def test_a_declared_type_is_not_repeated_to_the_sender(sandbox, tmp_path):
    data = zipped({"mimetype": "<script>alert(1)</script>"})

    assert refusal(sandbox, tmp_path, data).startswith("The file is of a type that can't be read")


def test_what_takes_too_long_is_stopped_in_time(sandbox, tmp_path):
    started = time.monotonic()

    said = refusal(sandbox, tmp_path, HTML_THAT_TAKES_MINUTES, wall_seconds=1)

    assert said.startswith("Reading the document took longer than 1 s")
    assert time.monotonic() - started < 5


def test_what_takes_too_much_of_the_processor_is_stopped(sandbox, tmp_path):
    said = refusal(sandbox, tmp_path, HTML_THAT_TAKES_MINUTES, wall_seconds=60, cpu_seconds=1)

    assert said.startswith("Reading the document took longer than 1 s")


def test_what_takes_too_much_memory_is_stopped(sandbox, tmp_path):
    data = b"<html><p>" + b"<b>x</b>" * 2_000_000

    said = refusal(sandbox, tmp_path, data, memory_bytes=256 * MEGABYTE)

    assert "256 MB of memory" in said


def test_memory_that_python_runs_out_of_is_named(sandbox, tmp_path):
    data = b"a1 " * 1_500_000

    said = refusal(sandbox, tmp_path, data, "a.txt", memory_bytes=96 * MEGABYTE)

    assert "96 MB of memory" in said


@pytest.mark.parametrize("depth", [1_000, 50_000])
def test_deeply_nested_json_is_text(sandbox, tmp_path, depth):
    assert run(sandbox, tmp_path, b"[" * depth).document.text == "[" * depth


def test_thousands_of_nested_multiparts_are_refused(sandbox, tmp_path):
    part = b'From: a@b.c\nSubject: x\nContent-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'

    said = refusal(sandbox, tmp_path, b"".join(part % (n, n) for n in range(3_000)), "a.eml")

    assert said == "The e-mail has parts inside parts that go too deep."


def test_a_mail_of_a_hundred_thousand_headers_is_read(sandbox, tmp_path):
    head = b"From: a@b.c\nSubject: x\n" + b"X-A: b\n" * 100_000

    assert "Subject: x" in run(sandbox, tmp_path, head + b"\nhello").document.text


def test_a_path_in_a_name_is_only_a_name(sandbox, tmp_path):
    assert run(sandbox, tmp_path, b"hi", "../../etc/passwd\0.txt\ud800").document.text == "hi"
