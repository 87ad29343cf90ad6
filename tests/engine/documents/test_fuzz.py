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
    ods,
    read,
    word,
    xlsx,
)
from tests.engine.documents.mutations import mutated, mutated_inside
from tests.engine.rules_pages import DEMO_PROMPTS

LIMITS = Limits(max_pages=50, max_characters=1_000_000, wall_seconds=20, cpu_seconds=20)
SEEDS = {
    **{path.name: path.read_bytes() for path in SAMPLES.glob("*.*") if path.suffix != ".py"},
    "book.xlsx": xlsx({"Sheet": [[inline("Item"), inline("Qty")], [inline("Box"), inline("4")]]}),
    "book.ods": ods([["Item", "Qty"], ["Box", "4"]]),
    "plain.docx": word(lambda document: document.add_paragraph("Invoice 7")),
    "data.json": b'{"invoice": {"number": "INV-7", "lines": [1, 2.50, null]}}',
    "data.xml": b'<?xml version="1.0" encoding="utf-8"?><a b="c">text<![CDATA[more]]></a>',
    "note.txt": "Größe: 12,50 €\fpage two".encode(),
}


def mutate_and_run(sandbox: Sandbox, folder: Path, rounds: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = folder / "stored"
    request = ExtractionRequest(DEMO_PROMPTS)
    for number in range(rounds):
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
        assert said.endswith("."), f"round {number} of seed {seed}: {name}"
        for only_for_limits in ("took longer", "broken off", "or reading it needs"):
            assert only_for_limits not in said, f"round {number} of seed {seed}: {name}"


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


NAMES = st.sampled_from(["", "a.csv", "a.html", "a.txt", "a.xml", "a.eml", "a.json"])
MARKS = st.sampled_from(
    [b"", b"<html>", b"<?xml version='1.0'?>", b"{", b"From: a\nTo: b\n\n", b"a;b\n", b"\xff\xfe"]
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
