"""The bundled samples give what their expected JSON says, through the engine as workers run it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.invoices import INVOICE_PROMPTS
from engine.documents.reading import read_document
from engine.sandbox.parent import Sandbox
from engine.types import ExtractionRequest, Limits, Prompt, ValueType
from samples.generator.__main__ import SAMPLES, write_samples

FOLDER = Path(__file__).parents[2] / "samples"
DEMO_PROMPTS = tuple(
    Prompt(key, question, ValueType(value_type)) for key, value_type, question in INVOICE_PROMPTS
)
MORE_PROMPTS = {
    "order_number": Prompt("order_number", "What is the order number?"),
    "order_date": Prompt("order_date", "When was it ordered?", ValueType.DATE),
    "delivery_date": Prompt("delivery_date", "When is delivery requested?", ValueType.DATE),
    "payment_terms": Prompt("payment_terms", "What are the payment terms?"),
    "is_rush_order": Prompt("is_rush_order", "Is it a rush order?", ValueType.BOOLEAN),
    "receipt_number": Prompt("receipt_number", "What is the receipt number?"),
    "phone": Prompt("phone", "What is the telephone number?"),
    "orders": Prompt(
        "orders",
        "List the orders with order_number, order_date, customer, description, quantity, "
        "unit_price, amount",
        ValueType.TABLE,
    ),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def expected_values(name: str) -> dict[str, Any]:
    path = FOLDER / "expected" / f"{Path(name).stem}.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_gives_exactly_what_is_expected(name: str, sandbox: Sandbox) -> None:
    expected = expected_values(name)
    more = [MORE_PROMPTS[key] for key in expected if key in MORE_PROMPTS]
    request = ExtractionRequest((*DEMO_PROMPTS, *more))
    extraction = sandbox.run(FOLDER / name, name, Limits(), request).extraction
    assert extraction is not None
    assert extraction.values == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_of_a_sample_says_where_it_stands(name: str, sandbox: Sandbox) -> None:
    result = sandbox.run(FOLDER / name, name, Limits(), ExtractionRequest(DEMO_PROMPTS))
    assert result.extraction is not None
    lines = {
        (page.number, line.number): line.text
        for page in result.document.pages
        for line in page.lines
    }
    found = {key for key, value in result.extraction.values.items() if value is not None}
    assert found == result.extraction.evidence.keys()
    for place in result.extraction.evidence.values():
        assert lines[place.page, place.line] == place.text


def test_samples_are_of_many_kinds() -> None:
    assert {Path(name).suffix for name in SAMPLES} == {".pdf", ".docx", ".csv", ".eml", ".html"}
    pages = read_document(FOLDER / "invoice_multipage.pdf", "invoice.pdf", Limits()).pages
    assert len(pages) > 2


def test_bundled_samples_are_what_the_generator_writes(tmp_path: Path) -> None:
    write_samples(tmp_path / "first")
    write_samples(tmp_path / "second")
    for name in SAMPLES:
        first, second = tmp_path / "first" / name, tmp_path / "second" / name
        assert first.read_bytes() == second.read_bytes()
        # Another machine's zlib may pack a PDF or DOCX differently: the text has to be the same.
        written = read_document(first, name, Limits())
        assert written == read_document(FOLDER / name, name, Limits())
        values = (tmp_path / "first" / "expected" / f"{Path(name).stem}.json").read_text()
        assert json.loads(values) == expected_values(name)
