"""Documents built by hand for the tests: words at places, plain text, native tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.rules.extractor import RulesExtractor
from engine.types import (
    Document,
    Extraction,
    ExtractionRequest,
    Line,
    Page,
    Prompt,
    Table,
    ValueType,
    Word,
)

CHARACTER = 5.0
HEIGHT = 10.0
SPACE = 2.5

Cell = tuple[float, str]
Rows = Mapping[float, Sequence[Cell]]

DEMO_PROMPTS = (
    Prompt("invoice_number", "What is the invoice number?"),
    Prompt("invoice_date", "What is the invoice date?", ValueType.DATE),
    Prompt("due_date", "When is the invoice due?", ValueType.DATE),
    Prompt("vendor_name", "Which company issued the invoice?"),
    Prompt("customer_name", "Who is billed?"),
    Prompt("currency", "Which currency is the invoice in?"),
    Prompt("subtotal", "What is the amount before tax?", ValueType.NUMBER),
    Prompt("tax_amount", "How much tax is charged?", ValueType.NUMBER),
    Prompt("total_amount", "What is the total to pay?", ValueType.NUMBER),
    Prompt("contact_email", "Which e-mail address is given for questions?", ValueType.EMAIL),
    Prompt("iban", "Which IBAN is the money to be sent to?"),
    Prompt(
        "line_items",
        "List the line items with description, quantity, unit_price, amount",
        ValueType.LINE_ITEM,
    ),
)


def words_of(cell: Cell, y: float) -> list[Word]:
    """A negative x is the distance of the right edge, for right-aligned text."""
    x, text = cell
    parts = text.split()
    width = sum(len(part) for part in parts) * CHARACTER + (len(parts) - 1) * SPACE
    left = -x - width if x < 0 else x
    words = []
    for part in parts:
        right = left + len(part) * CHARACTER
        words.append(Word(part, left, y, right, y + HEIGHT))
        left = right + SPACE
    return words


def page(rows: Rows, number: int = 1) -> Page:
    lines = []
    for index, (y, cells) in enumerate(sorted(rows.items()), 1):
        words = sorted(
            (word for cell in cells for word in words_of(cell, y)), key=lambda word: word.x0
        )
        lines.append(Line(index, " ".join(word.text for word in words), tuple(words)))
    return Page(number, tuple(lines), width=595, height=842)


def pages(*all_rows: Rows) -> Document:
    return Document(
        "application/pdf", tuple(page(rows, number) for number, rows in enumerate(all_rows, 1))
    )


def text(content: str) -> Document:
    lines = tuple(Line(number, line) for number, line in enumerate(content.splitlines(), 1))
    return Document("text/plain", (Page(1, lines),))


def tables(*all_rows: Sequence[Sequence[str]]) -> Document:
    lines: list[Line] = []
    found = []
    for rows in all_rows:
        found.append(Table(tuple(tuple(row) for row in rows), len(lines) + 1))
        for row in rows:
            lines.append(Line(len(lines) + 1, "\t".join(row)))
    return Document("text/csv", (Page(1, tuple(lines), tuple(found)),))


def extract(document: Document, *prompts: Prompt) -> Extraction:
    return RulesExtractor().extract(document, ExtractionRequest(prompts or DEMO_PROMPTS))


def answer(
    document: Document, key: str, value_type: ValueType = ValueType.TEXT, question: str = ""
) -> Any:
    return extract(document, Prompt(key, question, value_type)).values[key]


def items(*rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Line items as the demo's prompt wants them."""
    names = ("description", "quantity", "unit_price", "amount")
    return [dict(zip(names, row, strict=True)) for row in rows]
