"""An execution whose values come from a language model, from the request to the result."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from prompt_studio.models import ToolExport
from tests.engine.llm_server import KEY, LLMServer, completion
from tests.executions.submitting import poll, submit
from tests.factories import AdapterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(settings) -> Iterator[LLMServer]:
    with LLMServer() as server:
        server.key = KEY
        settings.EXTRACTOR = "llm"
        settings.LLM_BASE_URL = server.base_url
        settings.LLM_API_KEY = KEY
        settings.LLM_MODEL = "tiny-1"
        settings.LLM_INPUT_PRICE, settings.LLM_OUTPUT_PRICE = 1.0, 4.0
        yield server


def test_values_that_the_model_made_up_are_marked_in_the_context(
    caller, endpoint, run_worker, model
):
    prompts = [
        {"prompt_key": key, "prompt": "?", "enforce_type": value_type}
        for key, value_type in [("invoice_number", "text"), ("total_amount", "number")]
    ]
    ToolExport.objects.update(definition={"tool_name": "invoices", "prompts": prompts})
    usage = {"prompt_tokens": 500, "completion_tokens": 50}
    model.script(
        completion(
            {
                "invoice_number": {"quote": "INV-2026-001", "value": "INV-2026-001"},
                "total_amount": {"quote": None, "value": 987654.32},
            },
            usage=usage,
        )
    )
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id, include_metadata="true").json()["message"]
    assert result["result"]["output"]["invoice_number"] == "INV-2026-001"
    assert result["result"]["output"]["total_amount"] == 987654.32
    context = result["result"]["metadata"]["context"]
    assert context["invoice_number"].items() >= {"page": 1, "in_text": True}.items()
    nowhere = dict.fromkeys(("page", "line", "text", "boxes", "confidence"))
    assert context["total_amount"] == {**nowhere, "in_text": False}
    usage = [{"model": "tiny-1", "input_tokens": 500, "output_tokens": 50, "cost_usd": 0.0007}]
    assert result["metadata"]["usage"] == usage
    assert result["result"]["metadata"]["extraction_llm"] == usage


def test_model_that_refuses_the_key_fails_the_file_without_showing_it(
    caller, endpoint, run_worker, model, caplog
):
    model.key = "another"
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 422
    assert "refused the credential" in json.dumps(response.json())
    assert KEY not in response.content.decode() + caplog.text


@pytest.mark.parametrize(
    ("prices", "cost"),
    [
        ({"input_price_per_million": "2", "output_price_per_million": 10}, 0.0015),
        ({}, None),
    ],
)
def test_default_adapter_of_the_organization_is_asked_at_its_own_prices(
    caller, endpoint, run_worker, model, organization, settings, prices, cost
):
    settings.EXTRACTOR = "rules"
    metadata = {"api_base": model.base_url, "api_key": KEY, "model": "tiny-2", **prices}
    AdapterFactory(organization=organization, is_default=True, metadata=metadata)
    usage = {"prompt_tokens": 500, "completion_tokens": 50}
    model.script(completion({"invoice_number": "INV-2026-001"}, usage=usage, model="tiny-2"))
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id, include_metadata="true").json()["message"]
    assert result["result"]["output"] == {"invoice_number": "INV-2026-001"}
    assert [line["cost_usd"] for line in result["metadata"]["usage"]] == [cost]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_adapter_on_a_private_address_is_not_asked_where_the_settings_say_so(
    caller, endpoint, run_worker, model, organization, settings, host
):
    settings.ADAPTER_PRIVATE_ADDRESSES = False
    base = model.base_url.replace("127.0.0.1", host)
    metadata = {"api_base": base, "api_key": KEY, "model": "tiny-2"}
    AdapterFactory(organization=organization, is_default=True, metadata=metadata)
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 422
    assert "address is private" in json.dumps(response.json())
    assert not model.received


def test_the_operators_own_model_may_stand_on_a_private_address(
    caller, endpoint, run_worker, model, settings
):
    settings.ADAPTER_PRIVATE_ADDRESSES = False
    model.script(completion({"invoice_number": "INV-2026-001"}))
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    assert poll(caller, endpoint, execution_id).status_code == 200


def test_price_that_is_no_number_fails_the_file_and_names_the_adapter(
    caller, endpoint, run_worker, model, organization
):
    metadata = {"api_base": model.base_url, "api_key": KEY, "input_price_per_million": "much"}
    AdapterFactory(
        organization=organization, adapter_name="Ours", is_default=True, metadata=metadata
    )
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 422
    assert "The adapter Ours has a setting that can't be used" in json.dumps(
        response.json(), ensure_ascii=False
    )
    assert not model.received
