"""What a number or a date means can depend on the document that it stands in."""

import pytest

from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest, Prompt, ValueType
from tests.engine.rules_pages import text

BILL = """\
Larkfield Water
Invoice number: LW-2206
Previous balance:     £ 80.00 CR
Balance due:          £ 12.40 CR
"""

STATEMENT = """\
Larkfield Building Society
Account number: 2041 7788
Sort code: 20-41-77

Opening balance:      £ 80.00 CR
Closing balance:      £ 12.40 DR
"""


def ask(document: str, **questions: str) -> dict[str, object]:
    prompts = tuple(Prompt(key, said, ValueType.NUMBER) for key, said in questions.items())
    return dict(RulesExtractor().extract(text(document), ExtractionRequest(prompts)).values)


def test_credit_lessens_a_bill_and_is_the_customers_own_money_in_a_bank():
    asked = {"opening": "What is the previous balance?", "due": "What is the balance due?"}
    assert ask(BILL, **asked) == {"opening": -80, "due": -12.4}
    asked = {"opening": "What is the opening balance?", "closing": "What is the closing balance?"}
    assert ask(STATEMENT, **asked) == {"opening": 80, "closing": -12.4}


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("12 Quay Street, Bristol BS1 4DB", "2026-05-06"),
        ("12 Quay Street, Portland, ME 04101", "2026-06-05"),
        ("12 Quay Street", None),
    ],
)
def test_order_of_day_and_month_is_that_of_the_senders_country(place, day):
    document = f"Larkfield Prints\n{place}\n\nInvoice 88\nInvoice date: 06/05/2026\nTotal: 12.00\n"
    prompt = Prompt("date", "What is the invoice date?", ValueType.DATE)
    values = RulesExtractor().extract(text(document), ExtractionRequest((prompt,))).values
    assert values == {"date": day}
