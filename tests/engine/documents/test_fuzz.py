"""Any bytes whatever end as a document or as a refusal, within the limits."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.sandbox.parent import Sandbox
from engine.types import ExtractionRequest, Limits, UnreadableDocument
from tests.engine.documents.files import (
    SAMPLES,
    inline,
    number,
    ods,
    read,
    word,
    xlsx,
    zipped,
)
from tests.engine.documents.mutations import mutated, mutated_inside
from tests.engine.documents.outlook_files import msg, tnef, tnef_properties
from tests.engine.documents.test_docx import body, control, paragraph, run
from tests.engine.documents.test_other_formats import epub, odf, pptx, rtf, shape, slide
from tests.engine.documents.test_pdf_fields import field, note, page_with
from tests.engine.documents.test_spreadsheets import formula
from tests.engine.rules_pages import DEMO_PROMPTS
from tests.engine.structured import documents

LIMITS = Limits(max_pages=50, max_characters=1_000_000, wall_seconds=20, cpu_seconds=20)
SEEDS = {
    **{path.name: path.read_bytes() for path in SAMPLES.glob("*.*") if path.suffix != ".py"},
    "book.xlsx": xlsx({"Sheet": [[inline("Item"), inline("Qty")], [inline("Box"), inline("4")]]}),
    "book.ods": ods([["Item", "Qty"], ["Box", "4"]]),
    "slides.pptx": pptx(slide(shape("Invoice 7", 0, 5), shape("Total 12.50"))),
    "letter.odt": odf("text", "<text:h>Invoice 7</text:h><text:p>Total 12.50</text:p>"),
    "letter.rtf": rtf(r"\trowd\cellx9\cellx19\intbl Item\cell Qty\cell\row\pard Total 12\par"),
    "book.epub": epub("<p>Invoice 7</p><table><tr><td>a<td>1</tr><tr><td>b<td>2</tr></table>"),
    "note.md": b"# Invoice 7\n\n| Item | Qty |\n|---|---|\n| Box | 4 |\n",
    "one.zip": zipped({"note.txt": "Invoice 7"}),
    "mail.msg": msg({0x37: "Invoice 7", 0x1000: "Total 12.50"}, [{0x3701: b"a;b", 0x3707: "a"}]),
    "winmail.dat": tnef(
        (0x9003, tnef_properties({0x37: "Invoice 7", 0x1000: "Total 12.50"})),
        (0x9002, b""),
        (0x800F, b"attached"),
    ),
    "form.pdf": page_with(field(b"Tx", b"/V(Ada)"), note(b"typed"), field(b"Btn", b"/V/Off")),
    "controls.docx": body(paragraph(run("Order "), control(run("7")))),
    "formulas.xlsx": xlsx(
        {"Sheet": [[number(3), formula("B1", "A1*2"), number(0.19, 3)]]}, formats=["0%"]
    ),
    "old.csv": "sep=;\nŁódź;Qty;Price\nBox;4;5\nLid;1;2\n".encode("cp1250"),
    "plain.docx": word(lambda document: document.add_paragraph("Invoice 7")),
    "data.json": b'{"invoice": {"number": "INV-7", "lines": [1, 2.50, null]}}',
    "data.xml": b'<?xml version="1.0" encoding="utf-8"?><a b="c">text<![CDATA[more]]></a>',
    "invoice.xml": documents.CII.encode(),
    "order.edi": documents.ORDERS.encode(),
    "order.json": documents.WOOCOMMERCE.encode(),
    "note.txt": "Größe: 12,50 €\fpage two".encode(),
}


def mutate_and_run(sandbox: Sandbox, folder: Path, rounds: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = folder / "stored"
    request = ExtractionRequest(DEMO_PROMPTS)
    for round_number in range(rounds):
        name = chance.choice(sorted(SEEDS))
        data = SEEDS[name]
        is_inside = data.startswith(b"PK") and chance.random() < 0.7
        path.write_bytes(mutated_inside(data, chance) if is_inside else mutated(data, chance))
        try:
            result = sandbox.run(path, name, LIMITS, request)
        except UnreadableDocument as refused:
            said = str(refused)
        else:
            said = "."
            assert result.document.pages
            assert set(result.extraction.values) == {prompt.key for prompt in DEMO_PROMPTS}
        assert said.endswith("."), f"round {round_number} of seed {seed}: {name}"
        for only_for_limits in ("took longer", "broken off", "or reading it needs"):
            assert only_for_limits not in said, f"round {round_number} of seed {seed}: {name}"


def test_mutated_files_are_read_or_refused(sandbox, tmp_path):
    mutate_and_run(sandbox, tmp_path, rounds=200, seed=20261103)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_thousands_of_mutated_files_are_read_or_refused(sandbox, tmp_path, seed):
    mutate_and_run(sandbox, tmp_path, rounds=1_500, seed=seed)


def read_or_refused(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            document = read(Path(folder), data, name, max_pages=50, max_characters=100_000)
        except UnreadableDocument as refused:
            said = str(refused)
        else:
            said = document.text + "."
    assert said.endswith(".")
    assert said.encode()


NAMES = st.sampled_from(["", "a.csv", "a.html", "a.txt", "a.xml", "a.eml", "a.json", "a.md"])
MARKS = st.sampled_from(
    [
        b"",
        b"{\\rtf1 ",
        b"x\x9f\x3e\x22",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"sep=;\n",
        b"<html>",
        b"<?xml version='1.0'?>",
        b"{",
        b"From: a\nTo: b\n\n",
        b"a;b\n",
        b"\xff\xfe",
    ]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-16"])
CELLS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=10)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<table>",
            "<tr>",
            "<td colspan=3>",
            "</table>",
            "<p>",
            "<br>",
            "<pre>",
            "a",
            "7.50",
            "&#0;",
        ]
    ),
    max_size=40,
).map("".join)
QUICKLY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICKLY
@given(mark=MARKS, data=st.binary(max_size=2_000), name=NAMES)
def test_any_bytes_are_read_or_refused(mark, data, name):
    read_or_refused(mark + data, name)


@QUICKLY
@given(
    mark=MARKS,
    text=st.text(max_size=500),
    name=NAMES,
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_is_read_or_refused(mark, text, name, encoding):
    read_or_refused(mark + text.encode(encoding, "surrogatepass"), name)


@QUICKLY
@given(body=MARKUP)
def test_any_markup_is_read_or_refused(body):
    read_or_refused(f"<html>{body}".encode(), "a.html")


@QUICKLY
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_cells_are_read_or_refused(rows):
    read_or_refused(xlsx({"Sheet": [[inline(cell) for cell in row] for row in rows]}), "a.xlsx")
