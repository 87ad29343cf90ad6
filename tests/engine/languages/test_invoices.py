"""Each language's invoice, asked in English and in its own words."""

import pytest

from engine.comparison import Verdict, compare
from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest, Prompt, ValueType
from tests.engine.languages.invoices import INVOICES
from tests.engine.rules_pages import text

TYPES = {
    "invoice_date": ValueType.DATE,
    "due_date": ValueType.DATE,
    "delivery_date": ValueType.DATE,
    "subtotal": ValueType.NUMBER,
    "tax_amount": ValueType.NUMBER,
    "total_amount": ValueType.NUMBER,
    "amount_due": ValueType.NUMBER,
}
NAMES = {"vendor_name", "customer_name"}


def asked(code, prompts):
    request = ExtractionRequest(tuple(prompts))
    return RulesExtractor().extract(text(INVOICES[code].text), request).values


def is_right(got, expected, concept):
    value_type = TYPES.get(concept, ValueType.TEXT)
    verdict = compare(got, expected, value_type, is_name=concept in NAMES)
    return verdict is Verdict.RIGHT


@pytest.mark.parametrize("code", INVOICES)
def test_english_questions_are_answered(code):
    expected = INVOICES[code].values
    prompts = [
        Prompt(
            f"p{n}", f"What is the {concept.replace('_', ' ')}?", TYPES.get(concept, ValueType.TEXT)
        )
        for n, concept in enumerate(expected)
    ]
    values = list(asked(code, prompts).values())
    got = dict(zip(expected, values, strict=True))
    assert {c: v for c, v in got.items() if not is_right(v, expected[c], c)} == {}


@pytest.mark.parametrize(
    ("code", "question", "concept"),
    [
        (code, question, concept)
        for code, invoice in INVOICES.items()
        for question, concept in invoice.questions.items()
    ],
)
def test_questions_in_its_own_words_are_answered(code, question, concept):
    value_type = TYPES.get(concept, ValueType.TEXT)
    (value,) = asked(code, [Prompt("p", question, value_type)]).values()
    assert is_right(value, INVOICES[code].values[concept], concept), value


@pytest.mark.parametrize("code", INVOICES)
def test_line_items_are_read(code):
    prompt = Prompt("items", "List description, quantity and amount", ValueType.TABLE)
    rows = asked(code, [prompt])["items"]
    assert compare(rows, INVOICES[code].items, ValueType.TABLE) is Verdict.RIGHT, rows
