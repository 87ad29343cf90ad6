"""Asking for the result of an execution."""

import pytest

from executions.models import Execution, FileExecution
from executions.running.claims import claim_file
from executions.running.settling import end_execution
from executions.tasks import process_file
from tests.executions.submitting import INVOICE, document, poll, submit
from tests.factories import (
    APIDeploymentFactory,
    ExecutionFactory,
    ToolExportFactory,
)

pytestmark = pytest.mark.django_db


def test_polling_says_running_until_it_is_done(caller, endpoint, run_worker):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    running = poll(caller, endpoint, execution_id)
    assert running.status_code == 422
    # no text: the official clients take that for the reason of a failure
    assert running.json() == {
        "status": "PENDING",
        "message": None,
        "files": {"total": 1, "successful": 0, "failed": 0},
    }
    assert int(running["Retry-After"]) > 0
    run_worker()
    done = poll(caller, endpoint, execution_id)
    assert done.status_code == 200
    assert done.json()["status"] == "COMPLETED"
    (result,) = done.json()["message"]
    assert result["status"] == "Success"
    assert result["result"]["output"] == {"invoice_number": "INV-2026-001"}
    assert result["extracted_text"] is None


def test_the_result_is_handed_out_once_and_kept(api, prefix, caller, endpoint, run_worker):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    run_worker()
    assert poll(caller, endpoint, execution_id).status_code == 200
    again = poll(caller, endpoint, execution_id)
    assert again.status_code == 406
    assert again.json()["status"] == "COMPLETED"
    kept = api.get(f"{prefix}/execution/{execution_id}/").json()
    assert kept["results"][0]["result"]["output"] == {"invoice_number": "INV-2026-001"}


def test_a_poll_costs_two_queries_and_a_delivery_four(
    caller, endpoint, run_worker, django_assert_num_queries
):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    with django_assert_num_queries(2):
        poll(caller, endpoint, execution_id)
    run_worker()
    with django_assert_num_queries(4):
        poll(caller, endpoint, execution_id)


def test_the_include_flags_decide_what_a_result_carries(caller, endpoint, run_worker):
    response = submit(caller, endpoint, tags="a", custom_data='{"order": 7}')
    execution_id = response.json()["message"]["execution_id"]
    run_worker()
    flags = {"include_metadata": "true", "include_metrics": "True", "include_extracted_text": "1"}
    (result,) = poll(caller, endpoint, execution_id, **flags).json()["message"]
    place = result["result"]["metadata"]["context"]["invoice_number"]
    assert place["page"] == 1
    assert place["line"] == 2
    assert "INV-2026-001" in place["text"]
    assert result["result"]["metrics"]["read_seconds"] >= 0
    assert result["extracted_text"].startswith("ACME Ltd")
    assert result["metadata"]["usage"] == []
    assert result["metadata"]["tags"] == ["a"]
    assert result["metadata"]["custom_data"] == {"order": 7}
    assert result["metadata"]["execution_id"] == execution_id
    assert result["metadata"]["organization_id"] == "org_acme"
    assert len(result["metadata"]["source_hash"]) == 64


FLAGS = ("include_metadata", "include_metrics", "include_extracted_text")


def carried(result) -> tuple[bool, bool, bool]:
    """Which of the flags a file result shows."""
    return (
        "usage" in result["metadata"],
        "metrics" in result["result"],
        result["extracted_text"] is not None,
    )


@pytest.mark.parametrize("flag", FLAGS)
def test_what_a_poll_leaves_out_is_as_the_submission_said(caller, endpoint, run_worker, flag):
    execution_id = submit(caller, endpoint, **{flag: "true"}).json()["message"]["execution_id"]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id, **{FLAGS[0]: ""}).json()["message"]
    assert carried(result) == tuple(name == flag for name in FLAGS)


def test_what_a_poll_says_goes_before_what_the_submission_said(caller, endpoint, run_worker):
    said = {"include_metadata": "true", "include_metrics": "true"}
    execution_id = submit(caller, endpoint, **said).json()["message"]["execution_id"]
    run_worker()
    asked = {"include_metadata": "false", "include_extracted_text": "true"}
    (result,) = poll(caller, endpoint, execution_id, **asked).json()["message"]
    assert carried(result) == (False, True, True)


def test_a_running_execution_says_how_far_it_is(caller, endpoint):
    files = [document(), document("empty.pdf", b""), document("c.txt")]
    execution_id = submit(caller, endpoint, *files).json()["message"]["execution_id"]
    for file in FileExecution.objects.filter(position__lt=2):
        process_file(str(file.pk))
    running = poll(caller, endpoint, execution_id)
    assert running.status_code == 422
    assert running.json()["files"] == {"total": 3, "successful": 1, "failed": 1}


def test_a_file_that_fails_leaves_the_others_alone(caller, endpoint, run_worker):
    files = [document(), document("empty.pdf", b""), document("odd.bin", b"\x00\x01\x02" * 99)]
    execution_id = submit(caller, endpoint, *files).json()["message"]["execution_id"]
    run_worker()
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 200
    results = response.json()["message"]
    assert [result["status"] for result in results] == ["Success", "Failed", "Failed"]
    for failed in results[1:]:
        assert failed["result"] is None
        assert failed["error"]
        assert failed["metadata"]["source_name"] == failed["file"]
    execution = Execution.objects.get()
    assert (execution.successful_files, execution.failed_files) == (1, 2)


def test_all_files_failed_is_an_error(caller, endpoint, run_worker):
    execution_id = submit(caller, endpoint, document("a.pdf", b"")).json()["message"][
        "execution_id"
    ]
    run_worker()
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 422
    assert response.json()["status"] == "ERROR"
    assert "a.pdf" in response.json()["error"]


@pytest.mark.parametrize("status", ["ERROR", "STOPPED"])
def test_a_failure_too_is_handed_out_once_so_that_no_poll_goes_on_for_ever(
    caller, endpoint, run_worker, status
):
    execution_id = submit(caller, endpoint, document("a.pdf", b"")).json()["message"][
        "execution_id"
    ]
    if status == "ERROR":
        run_worker()
    else:
        end_execution(execution_id, status=status, reason="Stopped on request.")
    assert caller.head(endpoint, {"execution_id": execution_id}).status_code == 422
    first = poll(caller, endpoint, execution_id)
    assert (first.status_code, first.json()["status"]) == (422, status)
    assert first.json()["message"][0]["status"] == "Failed"
    for _ in range(2):
        again = poll(caller, endpoint, execution_id)
        assert (again.status_code, again.json()["status"]) == (406, status)
        assert "read already" in again.json()["message"]


def test_an_execution_of_another_deployment_is_not_found(caller, endpoint, organization):
    other = ExecutionFactory(deployment=APIDeploymentFactory(organization=organization))
    assert poll(caller, endpoint, other.pk).status_code == 404


@pytest.mark.parametrize("query", [{}, {"execution_id": "1"}, {"execution_id": "\x00"}])
def test_a_poll_needs_an_execution_id(caller, endpoint, query):
    response = caller.get(endpoint, query)
    assert response.status_code == 400
    assert response.json()["error"] == response.json()["message"]


def test_a_stopped_execution_says_so(caller, endpoint):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    Execution.objects.update(status="STOPPED", error_message="Stopped on request.")
    response = poll(caller, endpoint, execution_id)
    assert response.status_code == 422
    assert response.json()["status"] == "STOPPED"


def test_file_history_reuses_the_result_of_the_same_bytes(caller, endpoint, run_worker):
    submit(caller, endpoint)
    run_worker()
    first = FileExecution.objects.get()
    FileExecution.objects.update(result={**first.result, "output": {"invoice_number": "kept"}})
    for flag, expected in [("true", "kept"), ("false", "INV-2026-001")]:
        execution_id = submit(caller, endpoint, use_file_history=flag).json()["message"][
            "execution_id"
        ]
        run_worker()
        (result,) = poll(caller, endpoint, execution_id).json()["message"]
        assert result["result"]["output"]["invoice_number"] == expected


def test_a_file_of_several_documents_says_so_and_answers_from_the_first(
    caller, endpoint, run_worker
):
    both = b"Invoice number: A-1\nTotal: 5.00\n\x0cInvoice number: A-2\nTotal: 9.00\n"
    execution_id = submit(caller, endpoint, document(content=both)).json()["message"][
        "execution_id"
    ]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id, include_metadata=True).json()["message"]
    assert result["result"]["output"] == {"invoice_number": "A-1"}
    assert result["result"]["metadata"]["documents"] == [
        {"first_page": 1, "last_page": 1},
        {"first_page": 2, "last_page": 2},
    ]


def test_a_reused_result_counts_no_usage_twice(caller, endpoint, run_worker):
    submit(caller, endpoint)
    run_worker()
    first = FileExecution.objects.get()
    usage = [{"model": "m", "input_tokens": 7, "output_tokens": 1, "cost_usd": 0.1}]
    FileExecution.objects.update(result={**first.result, "usage": usage})
    shown = []
    for flag in ("true", "false"):
        execution_id = submit(caller, endpoint, use_file_history=flag).json()["message"][
            "execution_id"
        ]
        run_worker()
        (result,) = poll(caller, endpoint, execution_id, include_metadata=True).json()["message"]
        shown.append((result["metadata"]["usage"], result["result"]["metadata"]))
    assert shown[0] == ([], shown[1][1])


@pytest.mark.parametrize("change", ["custom_data", "tool version", "retention"])
def test_file_history_takes_the_same_question_only(
    caller, endpoint, run_worker, deployment, change
):
    submit(caller, endpoint)
    run_worker()
    first = FileExecution.objects.get()
    FileExecution.objects.update(result={**first.result, "output": {"invoice_number": "kept"}})
    fields = {"use_file_history": "true"}
    if change == "custom_data":
        fields["custom_data"] = '{"order": 7}'
    elif change == "tool version":
        export = first.execution.tool_export
        ToolExportFactory(entry=export.entry, version=2, definition=export.definition)
    else:
        FileExecution.objects.update(result=None)
    execution_id = submit(caller, endpoint, **fields).json()["message"]["execution_id"]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id).json()["message"]
    assert result["result"]["output"]["invoice_number"] == "INV-2026-001"


def test_a_wait_that_is_over_says_how_far_it_is(caller, endpoint, monkeypatch):
    def start(execution_id, timeout_seconds):
        claim_file(FileExecution.objects.get(execution=execution_id).pk)
        return False

    monkeypatch.setattr("executions.endpoint.views.wait_for_end", start)
    message = submit(caller, endpoint, timeout=5).json()["message"]
    assert (message["execution_status"], message["result"]) == ("EXECUTING", None)


@pytest.mark.parametrize(
    ("content", "status", "execution_status"), [(INVOICE, 200, "COMPLETED"), (b"", 422, "ERROR")]
)
def test_a_wait_ends_with_the_result(
    caller, endpoint, monkeypatch, run_worker, content, status, execution_status
):
    monkeypatch.setattr("executions.endpoint.views.wait_for_end", lambda *_: run_worker() or True)
    files = document("a.pdf", content)
    response = submit(caller, endpoint, files, timeout=5, include_extracted_text="true")
    assert response.status_code == status
    message = response.json()["message"]
    assert message["execution_status"] == execution_status
    (result,) = message["result"]
    assert (result["extracted_text"] is None) == (status == 422)
    assert (message["error"] is None) == (status == 200)


def test_an_execution_deleted_while_it_is_waited_for(caller, endpoint, monkeypatch):
    monkeypatch.setattr(
        "executions.endpoint.views.wait_for_end", lambda *_: Execution.objects.all().delete()
    )
    assert submit(caller, endpoint, timeout=5).status_code == 404
