"""What a published tool asks for, and what came along with the documents to ask it with."""

from typing import Any

import pytest

from executions.models import Execution
from prompt_studio.models import ToolExport
from tests.executions.submitting import document, poll, submit

pytestmark = pytest.mark.django_db


def ask(*prompts: dict[str, Any], **definition: str) -> None:
    asked = [{"enforce_type": "text", "required": False, **prompt} for prompt in prompts]
    ToolExport.objects.update(definition={"tool_name": "t", "prompts": asked, **definition})


@pytest.fixture
def result_of(caller, endpoint, run_worker):
    """Submit one document, process it, and read its file result."""

    def run(**fields: str) -> dict[str, Any]:
        execution_id = submit(caller, endpoint, **fields).json()["message"]["execution_id"]
        run_worker()
        result: dict[str, Any]
        (result,) = poll(caller, endpoint, execution_id).json()["message"]
        return result

    return run


NUMBER = {"prompt_key": "invoice_number", "prompt": "What is the invoice number?"}
IBAN = {"prompt_key": "iban", "prompt": "What is the IBAN?"}
VAT = {"prompt_key": "vat_id", "prompt": "What is the VAT id of the seller?"}
LINES = {
    "prompt_key": "lines",
    "prompt": "List the items with description and amount",
    "enforce_type": "line-item",
}


def test_required_values_that_are_not_found_are_named_beside_the_others(result_of):
    ask(*(prompt | {"required": True} for prompt in (NUMBER, IBAN, VAT, LINES)))
    result = result_of()
    assert result["status"] == "Success"
    assert result["result"]["output"]["invoice_number"] == "INV-2026-001"
    assert result["result"]["output"]["iban"] is None
    assert result["error"] == "Required values were not found: iban, vat_id, lines."
    execution = Execution.objects.get()
    assert (execution.status, execution.successful_files) == ("COMPLETED", 1)
    assert execution.error_message == ""


def test_values_that_need_not_be_there_are_no_error(result_of):
    ask(NUMBER | {"required": True}, IBAN)
    assert result_of()["error"] is None


def test_a_reused_result_still_names_what_it_lacks(result_of):
    ask(NUMBER, IBAN | {"required": True})
    first = result_of()
    again = result_of(use_file_history="true")
    assert again["error"] == first["error"] == "Required values were not found: iban."


@pytest.mark.parametrize(
    ("custom_data", "missing"),
    [
        ({}, "customer, order.number, shop"),
        ({"custom_data": '{"shop": "Lille"}'}, "customer, order.number"),
        ({"custom_data": '{"shop": 1, "customer": 2, "order": "7"}'}, "order.number"),
    ],
)
def test_a_prompt_that_names_custom_data_that_was_not_sent_fails_the_file(
    result_of, custom_data, missing
):
    ask(
        NUMBER | {"prompt": "The invoice of {{custom_data.customer}}?"},
        IBAN
        | {"prompt": "IBAN for order {{ custom_data.order.number }} of {{custom_data.customer}}?"},
        preamble="You read invoices of {{custom_data.shop}}.",
    )
    result = result_of(**custom_data)
    assert (result["status"], result["result"]) == ("Failed", None)
    assert result["error"] == f"The prompts use keys of custom_data that were not sent: {missing}."


def test_custom_data_that_was_sent_is_filled_in_whatever_it_is(result_of):
    ask(NUMBER | {"prompt": "Invoice number for {{custom_data.a}}{{custom_data.b.c}}?"})
    result = result_of(custom_data='{"a": null, "b": {"c": [1]}}')
    assert result["result"]["output"] == {"invoice_number": "INV-2026-001"}


def test_each_file_says_how_it_ended(caller, endpoint, run_worker):
    ask(NUMBER | {"required": True})
    files = [document(), document("empty.pdf", b""), document("b.txt", b"Nothing to see here.\n")]
    execution_id = submit(caller, endpoint, *files).json()["message"]["execution_id"]
    run_worker()
    results = poll(caller, endpoint, execution_id).json()["message"]
    assert [result["status"] for result in results] == ["Success", "Failed", "Success"]
    assert [bool(result["error"]) for result in results] == [False, True, True]
