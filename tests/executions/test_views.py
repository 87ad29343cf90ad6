"""What members of the organization see and do of its executions."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from executions.models import Execution, FileExecution, WebhookDelivery
from executions.tasks import process_file, sweep
from tests.executions.submitting import document, poll, submit
from tests.factories import ExecutionFactory, FileExecutionFactory, TagFactory
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db


def test_executions_are_seen_by_those_who_see_the_deployment(
    prefix, deployment, owner, member, admin
):
    execution = ExecutionFactory(deployment=deployment)
    FileExecutionFactory(execution=execution)
    for user, status in [(owner, 200), (admin, 200), (member, 404)]:
        client = signed_in(user)
        assert client.get(f"{prefix}/execution/{execution.pk}/").status_code == status
        assert client.get(f"{prefix}/execution/{execution.pk}/files/").status_code == status
        listed = client.get(f"{prefix}/execution/").json()["count"]
        assert listed == (1 if status == 200 else 0)


def test_executions_of_a_deleted_deployment_stay_for_admins(prefix, deployment, owner, admin):
    execution = ExecutionFactory(deployment=deployment)
    deployment.delete()
    assert signed_in(admin).get(f"{prefix}/execution/{execution.pk}/").status_code == 200
    assert signed_in(owner).get(f"{prefix}/execution/{execution.pk}/").status_code == 404


@pytest.mark.parametrize("count", [10, 200])
def test_the_list_costs_a_constant_number_of_queries(
    api, prefix, deployment, django_assert_num_queries, count
):
    ExecutionFactory.create_batch(count, deployment=deployment)
    with django_assert_num_queries(3):
        response = api.get(f"{prefix}/execution/", {"page_size": 1000})
    assert len(response.json()["results"]) == count


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("", {"a", "ab", "none", "b"}),
        ("a", {"a", "ab"}),
        ("b", {"ab", "b"}),
        ("a, b", {"ab"}),
        ("A", set()),
        ("unknown", set()),
        ("a,unknown", set()),
        (",", {"a", "ab", "none", "b"}),
    ],
)
def test_executions_are_found_by_their_tags(api, prefix, caller, endpoint, tags, found):
    names = {}
    for name, sent in {"a": "a", "ab": "b,a", "none": "", "b": "b"}.items():
        message = submit(caller, endpoint, tags=sent).json()["message"]
        names[message["execution_id"]] = name
    page = api.get(f"{prefix}/execution/", {"tags": tags}).json()
    assert {names[row["id"]] for row in page["results"]} == found
    assert page["count"] == len(found)


@pytest.mark.parametrize("count", [1, 20])
def test_more_tags_cost_no_more_joins(
    api, prefix, caller, endpoint, django_assert_num_queries, count
):
    names = [f"t{number}" for number in range(count)]
    submit(caller, endpoint, tags=",".join(names))
    with django_assert_num_queries(3) as captured:
        page = api.get(f"{prefix}/execution/", {"tags": ",".join(names)}).json()
    assert page["count"] == 1
    assert max(query["sql"].count("JOIN") for query in captured) <= 5


def test_a_tag_of_another_organization_finds_nothing(api, prefix, caller, endpoint):
    execution = ExecutionFactory()
    execution.labels.add(TagFactory(organization=execution.organization, name="paid"))
    submit(caller, endpoint, tags="march")
    assert api.get(f"{prefix}/execution/", {"tags": "paid"}).json()["count"] == 0


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("tags", ",".join(f"t{number}" for number in range(21))),
        ("ordering", ",".join(["created_at"] * 21)),
        ("tags", "x" * 3000),
        ("tags", "\x00"),
        ("status", "DONE"),
        ("deployment", "7"),
        ("created_after", "yesterday"),
        ("ordering", "custom_data"),
    ],
)
def test_a_malformed_filter_is_refused(api, prefix, parameter, value):
    response = api.get(f"{prefix}/execution/", {parameter: value})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == parameter


def test_only_owners_stop_an_execution(prefix, deployment, owner, viewer, caller, endpoint):
    deployment.members.create(user=viewer, role="viewer")
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    url = f"{prefix}/execution/{execution_id}/stop/"
    assert signed_in(viewer).post(url).status_code == 403
    stopped = signed_in(owner).post(url)
    assert stopped.status_code == 200
    assert stopped.json()["status"] == "STOPPED"
    assert signed_in(owner).post(url).status_code == 409
    assert FileExecution.objects.get().status == "STOPPED"


def test_a_stopped_execution_is_counted_alike_everywhere(
    api, prefix, caller, endpoint, deployment, run_worker
):
    deployment.webhook_url = "https://hooks.example.com/"
    deployment.save()
    files = [document(f"{number}.txt") for number in range(3)]
    execution_id = submit(caller, endpoint, *files).json()["message"]["execution_id"]
    process_file(str(FileExecution.objects.get(position=0).pk))
    url = f"{prefix}/execution/{execution_id}/"
    stopped = api.post(f"{url}stop/").json()
    (listed,) = api.get(f"{prefix}/execution/").json()["results"]
    detail = api.get(url).json()
    deployment.refresh_from_db()
    told = WebhookDelivery.objects.get().payload["data"]
    for counts in (stopped, listed, detail, deployment.recent_runs[0], told):
        assert (counts["successful_files"], counts["failed_files"]) == (1, 2)
        assert counts["status"] == "STOPPED"
    rows = api.get(f"{url}files/").json()["results"]
    assert [row["status"] for row in rows] == ["COMPLETED", "STOPPED", "STOPPED"]
    polled = poll(caller, endpoint, execution_id).json()["message"]
    for results in (detail["results"], polled):
        assert [result["status"] for result in results] == ["Success", "Failed", "Failed"]
        assert [result["error"] for result in results] == [None, *["Stopped on request."] * 2]


def test_documents_then_results_are_removed_in_time(
    api, prefix, caller, endpoint, run_worker, time_machine
):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    sweep()
    stored_as = FileExecution.objects.get().stored_as
    run_worker()
    time_machine.move_to(timezone.now() + timedelta(hours=24, seconds=1))
    sweep()
    assert not default_storage.exists(stored_as)
    detail = f"{prefix}/execution/{execution_id}/"
    assert api.get(detail).json()["results"][0]["status"] == "Success"
    time_machine.move_to(timezone.now() + timedelta(days=30))
    sweep()
    assert api.get(detail).json()["results"] is None
    assert "INV-2026-001" not in str(list(FileExecution.objects.values()))
    assert caller.get(endpoint, {"execution_id": execution_id}).status_code == 406


def test_an_admin_deletes_an_execution_for_good(prefix, caller, endpoint, deployment, owner, admin):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    stored_as = FileExecution.objects.get().stored_as
    url = f"{prefix}/execution/{execution_id}/"
    assert signed_in(owner).delete(url).status_code == 403
    assert signed_in(admin).delete(url).status_code == 204
    assert not Execution.objects.exists()
    assert not default_storage.exists(stored_as)
    deployment.refresh_from_db()
    assert deployment.recent_runs == []
