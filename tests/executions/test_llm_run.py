"""An execution whose values come from a language model, from the request to the result."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.executions.engine.llm_server import KEY, LLMServer, completion
from tests.executions.test_endpoint import poll, submit
from workflows.models import ToolExport

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
    assert context["total_amount"] == {"page": None, "line": None, "text": None, "in_text": False}
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
