"""Submitting to a deployment."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from executions.models import Execution, FileExecution
from prompt_studio.models import LLMProfile
from tests.executions.submitting import INVOICE, document, errors_of, poll, stored_files, submit
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
)
from tests.fixtures import bearing, signed_in
from workflows.models import Tag

pytestmark = pytest.mark.django_db


def test_a_submission_is_answered_once_queued(
    caller, endpoint, deployment, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = submit(caller, endpoint)
    assert response.status_code == 200, response.content
    execution = Execution.objects.get()
    assert response.json() == {
        "message": {
            "execution_id": str(execution.pk),
            "execution_status": "PENDING",
            "status_api": f"/deployment/api/org_acme/invoices/?execution_id={execution.pk}",
            "error": None,
            "result": None,
        }
    }
    file = execution.files.get()
    assert sent == [str(file.pk)]
    assert file.sha256 == hashlib.sha256(INVOICE).hexdigest()
    with default_storage.open(file.stored_as) as stored:
        assert stored.read() == INVOICE


def test_the_trailing_slash_is_optional(caller, endpoint):
    assert submit(caller, endpoint.rstrip("/")).status_code == 200


def test_a_submission_is_counted_on_its_deployment(caller, endpoint, deployment, key):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    deployment.refresh_from_db()
    key.refresh_from_db()
    assert deployment.run_count == 1
    assert deployment.last_run_at is not None
    assert key.last_used_at is not None
    assert [run["execution_id"] for run in deployment.recent_runs] == [execution_id]
    assert deployment.recent_runs[0]["status"] == "PENDING"


def test_only_the_five_newest_runs_are_shown(caller, endpoint, deployment):
    ids = [submit(caller, endpoint).json()["message"]["execution_id"] for _ in range(6)]
    deployment.refresh_from_db()
    assert [run["execution_id"] for run in deployment.recent_runs] == ids[:0:-1]


def test_the_same_bytes_twice_are_two_files(caller, endpoint, run_worker):
    execution_id = submit(caller, endpoint, document(), document()).json()["message"][
        "execution_id"
    ]
    run_worker()
    results = poll(caller, endpoint, execution_id).json()["message"]
    assert len(results) == 2
    assert len({result["file_execution_id"] for result in results}) == 2


def test_tags_are_stored_and_made_when_new(caller, endpoint, organization):
    Tag.objects.create(organization=organization, name="known")
    response = submit(caller, endpoint, tags="known, fresh-1,known")
    assert response.status_code == 200
    assert Execution.objects.get().tags == ["known", "fresh-1"]
    assert set(Tag.objects.values_list("name", flat=True)) == {"known", "fresh-1"}


def test_repeated_tags_all_count(caller, endpoint):
    assert submit(caller, endpoint, tags=["march,acme", "paid", "acme"]).status_code == 200
    assert Execution.objects.get().tags == ["march", "acme", "paid"]


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"timeout": "301"}, "timeout"),
        ({"timeout": "-2"}, "timeout"),
        ({"timeout": "soon"}, "timeout"),
        ({"include_metadata": "perhaps"}, "include_metadata"),
        ({"tags": "1st"}, "tags"),
        ({"tags": "ok,no spaces"}, "tags"),
        ({"tags": "a\x00b"}, "tags"),
        ({"tags": ",".join(f"t{n}" for n in range(21))}, "tags"),
        ({"tags": [f"t{n}" for n in range(21)]}, "tags"),
        ({"tags": ["1st", "second"]}, "tags"),
        ({"llm_profile_id": "none"}, "llm_profile_id"),
        ({"llm_profile_id": str(uuid.uuid4())}, "llm_profile_id"),
        ({"custom_data": "[1]"}, "custom_data"),
        ({"custom_data": "{"}, "custom_data"),
        ({"custom_data": '{"a": NaN}'}, "custom_data"),
        ({"custom_data": '{"a": "\\u0000"}'}, "custom_data"),
        ({"custom_data": "[" * 5000}, "custom_data"),
        ({"custom_data": json.dumps({"a": "x" * 100_001})}, "custom_data"),
        ({"hitl_queue_name": "review"}, "hitl_queue_name"),
        ({"hitl_packet_id": "1"}, "hitl_packet_id"),
    ],
)
def test_a_bad_field_is_named(caller, endpoint, fields, attr):
    response = submit(caller, endpoint, **fields)
    assert response.status_code == 400, response.content
    assert [error[0] for error in errors_of(response)] == [attr]
    assert not Execution.objects.exists()


@pytest.mark.parametrize("count", [0, 33])
def test_one_to_32_documents(caller, endpoint, count):
    response = caller.post(
        endpoint, {"files": [document() for _ in range(count)], "tags": ""}, format="multipart"
    )
    assert response.status_code == 400
    assert errors_of(response)[0][0] == "files"


def test_far_too_many_parts_are_a_bad_request(caller, endpoint):
    response = caller.post(
        endpoint, {"files": [document() for _ in range(100)]}, format="multipart"
    )
    assert response.status_code == 400


def test_a_document_over_the_limit_is_refused(caller, endpoint, settings):
    settings.MAX_FILE_BYTES = 1024 * 1024
    response = submit(caller, endpoint, document("big.txt", b"x" * (1024 * 1024 + 1)))
    assert response.status_code == 413
    assert "big.txt" in response.json()["message"]["error"]
    assert not Execution.objects.exists()


def test_a_request_over_the_limit_is_refused_unread(caller, endpoint, settings):
    settings.MAX_FILE_BYTES = 1
    response = submit(caller, endpoint, document("big.txt", b"x" * (6 * 1024 * 1024)))
    assert response.status_code == 413


def test_errors_of_a_submission_carry_an_object_for_older_clients(caller, endpoint):
    body = submit(caller, endpoint, timeout="soon").json()
    assert body["type"] == "validation_error"
    assert body["message"] == {
        "execution_id": None,
        "execution_status": "ERROR",
        "status_api": None,
        "error": "A valid integer is required.",
        "result": None,
    }


@pytest.mark.parametrize("method", ["post", "get"])
def test_errors_of_the_service_have_the_same_shapes(caller, endpoint, monkeypatch, method):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the service")

    monkeypatch.setattr("executions.endpoint.views.submit_execution", fail)
    monkeypatch.setattr("executions.endpoint.views._execution_of", fail)
    caller.raise_request_exception = False
    response = (
        submit(caller, endpoint) if method == "post" else poll(caller, endpoint, uuid.uuid4())
    )
    assert response.status_code == 500
    body = response.json()
    assert body["type"] == "server_error"
    if method == "post":
        nothing = dict.fromkeys(("execution_id", "status_api", "result"))
        error = body["errors"][0]["detail"]
        assert body["message"] == {**nothing, "execution_status": "ERROR", "error": error}
    else:
        assert body["error"] == body["message"] == body["errors"][0]["detail"]
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("method", ["post", "get"])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_dies_asks_to_send_again(caller, endpoint, monkeypatch, method, error):
    def fail(*args, **kwargs):
        raise error("server closed the connection unexpectedly; password=secret")

    monkeypatch.setattr("executions.endpoint.views.submit_execution", fail)
    monkeypatch.setattr("executions.endpoint.views._execution_of", fail)
    caller.raise_request_exception = False
    response = (
        submit(caller, endpoint) if method == "post" else poll(caller, endpoint, uuid.uuid4())
    )
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    body = response.json()
    (told,) = body["errors"]
    assert told["code"] == "database_unavailable"
    if method == "post":
        assert body["message"]["execution_status"] == "ERROR"
        assert body["message"]["error"] == told["detail"]
    else:
        assert body["error"] == told["detail"]
    assert "secret" not in response.content.decode()


def test_a_json_body_is_refused(caller, endpoint):
    assert caller.post(endpoint, {"files": []}, format="json").status_code == 415


def test_a_workflow_without_a_published_tool_is_refused(caller, endpoint, deployment):
    deployment.workflow.tool_instance.delete()
    response = submit(caller, endpoint)
    assert response.status_code == 400
    assert "no published tool" in response.json()["message"]["error"]
    assert not FileExecution.objects.exists()


def test_the_stored_documents_go_when_the_submission_fails(caller, endpoint, deployment, settings):
    before = stored_files()
    deployment.workflow.tool_instance.delete()
    submit(caller, endpoint)
    assert stored_files() == before


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_is_lost_loses_no_document(caller, endpoint, run_worker, lost_answer):
    before = stored_files()
    caller.raise_request_exception = False
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    lost = submit(caller, endpoint)
    assert lost.status_code == 503
    assert len(stored_files() - before) == 1
    again = submit(caller, endpoint)
    assert again.status_code == 200
    execution_id = again.json()["message"]["execution_id"]
    assert execution_id == str(Execution.objects.get().pk)
    run_worker()
    assert poll(caller, endpoint, execution_id).json()["status"] == "COMPLETED"


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_commit_loses_no_document(caller, endpoint, run_worker, monkeypatch):
    def fail(name: str, args: list[str]) -> None:
        raise ValueError("no message can be made of it")

    monkeypatch.setattr("executions.queue.current_app.send_task", fail)
    caller.raise_request_exception = False
    assert submit(caller, endpoint).status_code == 500
    run_worker()
    assert FileExecution.objects.get().status == "COMPLETED"


def test_too_many_running_executions_are_refused_until_one_ends(
    caller, endpoint, organization, run_worker
):
    organization.max_running_executions = 1
    organization.save()
    assert submit(caller, endpoint).status_code == 200
    refused = submit(caller, endpoint)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    run_worker()
    assert submit(caller, endpoint).status_code == 200


def test_a_profile_of_the_tool_is_taken(caller, endpoint, deployment):
    tool = deployment.workflow.tool_instance.registry_entry.tool
    profile = LLMProfile.objects.create(tool=tool, profile_name="other")
    assert submit(caller, endpoint, llm_profile_id=str(profile.pk)).status_code == 200
    assert Execution.objects.get().llm_profile == profile


def test_hostile_file_names_are_shown_bare(caller, endpoint):
    submit(caller, endpoint, document("..\\..\\etc/pass\x1bwd\u202e.txt"))
    assert FileExecution.objects.get().file_name == "passwd.txt"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refused_key_costs_one_query(client, endpoint, django_assert_num_queries, method):
    stranger = bearing(str(uuid.uuid4()))
    with django_assert_num_queries(1):
        response = getattr(stranger, method)(endpoint)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_nothing_but_a_deployment_key_executes(client, endpoint, owner, platform_key):
    assert client.post(endpoint).status_code == 401
    assert signed_in(owner).post(endpoint).status_code == 401
    assert bearing(platform_key.secret).post(endpoint).status_code == 401


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_platform_key_is_told_what_it_is_and_what_to_send(
    endpoint, platform_key, django_assert_num_queries, method
):
    with django_assert_num_queries(1):
        response = getattr(bearing(platform_key.secret), method)(endpoint)
    assert response.status_code == 401
    (error,) = response.json()["errors"]
    assert error["detail"] == (
        "This is a platform key, which executes nothing; send a key of the deployment."
    )


def test_a_key_of_another_deployment_is_refused(endpoint, organization):
    other = APIKeyFactory(
        api=APIDeploymentFactory(organization=organization), secret="other-secret"
    )
    assert other.api is not None
    assert bearing("other-secret").post(endpoint).status_code == 401


def test_an_unknown_or_inactive_deployment_is_not_found(caller, endpoint, deployment):
    assert caller.post("/deployment/api/org_acme/unknown/").status_code == 404
    deployment.is_active = False
    deployment.save()
    assert caller.post(endpoint).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"expires_at": timezone.now() - timedelta(seconds=1)}],
    ids=["switched off", "expired"],
)
def test_a_key_that_no_longer_works_is_refused(caller, endpoint, key, change):
    for name, value in change.items():
        setattr(key, name, value)
    key.save()
    assert submit(caller, endpoint).status_code == 401


def test_the_same_idempotency_key_returns_the_first_execution(caller, endpoint):
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    first = submit(caller, endpoint).json()["message"]["execution_id"]
    before = stored_files()
    assert submit(caller, endpoint).json()["message"]["execution_id"] == first
    assert Execution.objects.count() == 1
    assert stored_files() == before
    assert submit(caller, endpoint, document("other.txt")).status_code == 409
    assert submit(caller, endpoint, tags="other").status_code == 409


def test_a_repeated_submission_is_answered_with_the_result_once_there_is_one(
    caller, endpoint, run_worker
):
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    submit(caller, endpoint)
    run_worker()
    message = submit(caller, endpoint).json()["message"]
    assert message["execution_status"] == "COMPLETED"
    assert message["result"][0]["result"]["output"] == {"invoice_number": "INV-2026-001"}


def test_an_idempotency_key_is_forgotten_after_a_day(caller, endpoint, time_machine):
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    first = submit(caller, endpoint).json()["message"]["execution_id"]
    time_machine.move_to(timezone.now() + timedelta(hours=24, seconds=1))
    assert submit(caller, endpoint).json()["message"]["execution_id"] != first


def test_an_idempotency_key_is_bounded(caller, endpoint):
    caller.credentials(**caller._credentials, HTTP_IDEMPOTENCY_KEY="x" * 256)
    assert submit(caller, endpoint).status_code == 400
