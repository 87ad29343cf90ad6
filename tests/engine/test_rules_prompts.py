"""Questions beyond an invoice's usual ones, asked of the documents of the evaluation."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from engine.types import Document, Prompt, ValueType
from tests.engine.rules_evaluation import as_pdf, document_of, examples
from tests.engine.rules_pages import extract

SUBSCRIPTION = "en_saas_subscription"
BICYCLES = "en_labels_beside_discount_shipping"


@cache
def document(name: str) -> Document:
    example = next(example for example in examples() if example.name == name)
    return document_of(as_pdf(example), ".pdf")


def ask(name: str, key: str, question: str, value_type: str) -> Any:
    return extract(document(name), Prompt(key, question, ValueType(value_type))).values[key]


@pytest.mark.parametrize(
    ("name", "key", "question", "value_type", "expected"),
    [
        (SUBSCRIPTION, "sender", "Who is the sender?", "text", "Cloudlark Inc."),
        (SUBSCRIPTION, "recipient", "Who is the recipient?", "text", "Tern Analytics GmbH"),
        (
            SUBSCRIPTION,
            "address",
            "What is the address of the vendor?",
            "json",
            {"lines": ["500 Market Street", "San Francisco, California 94104", "United States"]},
        ),
        (
            SUBSCRIPTION,
            "customer_address",
            "Where does the customer live?",
            "text",
            "Torstraße 9, 10119 Berlin, Germany",
        ),
        (
            SUBSCRIPTION,
            "customer_email",
            "The customer's e-mail",
            "email",
            "accounting@tern.example.org",
        ),
        (
            SUBSCRIPTION,
            "supplier_email",
            "Supplier's e-mail",
            "email",
            "support@cloudlark.example.com",
        ),
        (SUBSCRIPTION, "is_invoice", "Is this an invoice?", "boolean", True),
        (SUBSCRIPTION, "is_receipt", "Is this a receipt?", "boolean", False),
        (SUBSCRIPTION, "currency", "Currency?", "text", "USD"),
        (BICYCLES, "phone", "What is the phone number?", "text", "0113 496 0011"),
        (BICYCLES, "vat_rate", "VAT rate", "number", 20),
        ("en_rental_agreement", "tenant", "tenant", "text", "Jonas Wahlberg"),
        ("en_rental_agreement", "pets", "Are pets allowed?", "boolean", False),
        ("en_lab_report", "name", "Name of the patient", "text", "Amara Okafor"),
        ("none_meeting_minutes", "budget", "How much is the total budget?", "number", 45000),
        ("en_lab_report", "platelets", "Platelets", "number", 241),
        (
            "en_job_application_form",
            "driver",
            "Does the applicant have a driving licence?",
            "boolean",
            True,
        ),
    ],
)
def test_question_is_answered(
    name: str, key: str, question: str, value_type: str, expected: object
) -> None:
    assert ask(name, key, question, value_type) == expected


@pytest.mark.parametrize(
    ("name", "key", "question", "value_type"),
    [
        (SUBSCRIPTION, "is_paid", "Is the invoice paid?", "boolean"),
        (SUBSCRIPTION, "summary", "Summarize the document", "text"),
        (BICYCLES, "number_of_items", "How many line items are there?", "number"),
        ("en_rental_agreement", "tenant_birthday", "When was the tenant born?", "date"),
        ("en_rental_agreement", "agent_email", "E-mail of the agent", "email"),
        ("none_meeting_minutes", "fee", "How much is the membership fee?", "number"),
        ("none_meeting_minutes", "is_invoice", "Is this an invoice?", "boolean"),
        ("none_meeting_minutes", "line_items", "List the line items", "table"),
    ],
)
def test_question_without_an_answer_in_the_document_is_null(
    name: str, key: str, question: str, value_type: str
) -> None:
    assert ask(name, key, question, value_type) is None


def test_line_items_can_be_asked_for_as_json() -> None:
    items = ask(SUBSCRIPTION, "items", "All line items", "json")
    assert [item["amount"] for item in items] == [96, 20]
