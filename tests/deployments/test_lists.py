"""Lists of deployments: their rows, who sees which, filters and cost."""

from datetime import datetime, timedelta

import pytest

from deployments.models import APIDeployment, APIDeploymentMember
from executions.models import Execution
from executions.recent_runs import refresh_recent_runs
from organizations.models import Membership
from tests.factories import (
    APIDeploymentFactory,
    ExecutionFactory,
    OrganizationFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in
from workflows.models import Workflow

from .conftest import NOW, names

pytestmark = pytest.mark.django_db


def attr_of(response) -> str | None:
    assert response.status_code == 400, response.content
    assert response.json()["type"] == "validation_error"
    return response.json()["errors"][0]["attr"]


def test_a_row_shows_all_fields(url, deployment, owner, workflow, time_machine):
    time_machine.move_to(NOW, tick=False)
    execution = ExecutionFactory(
        deployment=deployment, status="COMPLETED", successful_files=2, failed_files=1
    )
    APIDeployment.objects.update(run_count=1, last_run_at=NOW)
    refresh_recent_runs(deployment.pk)
    body = signed_in(owner).get(url).json()
    assert {name: body[name] for name in ("count", "next", "previous")} == {
        "count": 1,
        "next": None,
        "previous": None,
    }
    (row,) = body["results"]
    assert datetime.fromisoformat(row.pop("last_run_time")) == NOW
    (run,) = row.pop("last_5_run_statuses")
    assert datetime.fromisoformat(run.pop("timestamp")) == NOW
    assert run == {
        "execution_id": str(execution.pk),
        "status": "COMPLETED",
        "successful_files": 2,
        "failed_files": 1,
    }
    assert row == {
        "id": str(deployment.pk),
        "workflow": str(workflow.pk),
        "workflow_name": "read invoices",
        "display_name": "Invoices",
        "description": "Reads invoices",
        "is_active": True,
        "api_endpoint": "deployment/api/org_acme/invoices/",
        "api_name": "invoices",
        "created_by": owner.pk,
        "created_by_email": owner.email,
        "owner_emails": [owner.email],
        "is_owner": True,
        "co_owners_count": 1,
        "run_count": 1,
    }


def test_a_row_without_creator_and_runs_shows_all_fields(api, url, organization):
    APIDeploymentFactory(organization=organization)
    (row,) = api.get(url).json()["results"]
    assert len(row) == 16
    assert row["created_by"] is None
    assert row["created_by_email"] is None
    assert row["owner_emails"] == []
    assert row["co_owners_count"] == 0
    assert row["run_count"] == 0
    assert row["last_run_time"] is None
    assert row["last_5_run_statuses"] == []


def test_owners_are_listed_earliest_first_and_without_service_accounts(
    api, url, deployment, organization, owner, platform_key
):
    earlier, later = UserFactory.create_batch(2, memberships=organization)
    first = deployment.members.get(user=owner).since
    for user, since in (
        (later, first + timedelta(hours=2)),
        (earlier, first - timedelta(hours=2)),
        (platform_key.service_account, first - timedelta(hours=3)),
    ):
        deployment.members.create(user=user, role="owner", since=since)
    (row,) = api.get(url).json()["results"]
    assert row["owner_emails"] == [earlier.email, owner.email, later.email]
    assert row["co_owners_count"] == 3


@pytest.mark.parametrize(
    ("who", "owns"), [("owner", True), ("admin", True), ("viewer", False), ("grouped", False)]
)
def test_is_owner_is_about_the_caller(request, url, deployment, who, owns):
    (row,) = signed_in(request.getfixturevalue(who)).get(url).json()["results"]
    assert row["is_owner"] is owns


@pytest.mark.parametrize("tier", ["read", "read_write", "full_access"])
def test_every_platform_key_counts_as_owner(url, deployment, platform_key, tier):
    platform_key.permission = tier
    platform_key.save()
    (row,) = bearing(platform_key.secret).get(url).json()["results"]
    assert row["is_owner"] is True


def test_the_last_five_runs_come_newest_first(api, url, deployment, time_machine):
    runs = []
    for minute in range(7):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        runs.append(ExecutionFactory(deployment=deployment, successful_files=minute))
    other = APIDeploymentFactory(organization=deployment.organization)
    ExecutionFactory(deployment=other)
    refresh_recent_runs(deployment.pk)
    shown = api.get(url, {"api_name": "invoices"}).json()["results"][0]["last_5_run_statuses"]
    assert [run["execution_id"] for run in shown] == [str(run.pk) for run in runs[:1:-1]]
    assert [run["successful_files"] for run in shown] == [6, 5, 4, 3, 2]


@pytest.fixture
def shared_world(organization, owner, viewer, group):
    """One deployment for each way to see it, named after it."""
    made = {
        name: APIDeploymentFactory(organization=organization, api_name=name)
        for name in ("owned", "viewed", "through_group", "org_wide", "hidden")
    }
    made["owned"].members.create(user=owner, role="owner")
    made["viewed"].members.create(user=viewer, role="viewer")
    made["through_group"].group_shares.create(group=group)
    made["org_wide"].shared_to_org = True
    made["org_wide"].save()
    made["foreign"] = APIDeploymentFactory(
        organization=OrganizationFactory(), api_name="foreign", shared_to_org=True
    )
    # a part in it doesn't reach across organizations
    made["foreign"].members.create(user=owner, role="owner")
    return made


OF_THE_ORGANIZATION = {"owned", "viewed", "through_group", "org_wide", "hidden"}


@pytest.mark.parametrize(
    ("who", "visible"),
    [
        ("owner", {"owned", "org_wide"}),
        ("viewer", {"viewed", "org_wide"}),
        ("grouped", {"through_group", "org_wide"}),
        ("member", {"org_wide"}),
        ("admin", OF_THE_ORGANIZATION),
    ],
)
def test_each_caller_lists_exactly_what_it_sees(request, url, shared_world, who, visible):
    client = signed_in(request.getfixturevalue(who))
    response = client.get(url)
    assert set(names(response)) == visible
    assert response.json()["count"] == len(visible)
    for name, deployment in shared_world.items():
        expected = 200 if name in visible else 404
        assert client.get(f"{url}{deployment.pk}/").status_code == expected, name
        found = client.get(url, {"api_name": name})
        assert names(found) == ([name] if name in visible else []), name


def test_a_platform_key_lists_its_organization(api, url, shared_world):
    assert set(names(api.get(url))) == OF_THE_ORGANIZATION


def test_several_ways_to_see_a_row_show_it_once(url, deployment, viewer, group, owner):
    APIDeployment.objects.update(shared_to_org=True)
    group.memberships.create(user=owner)
    group.memberships.create(user=viewer)
    for user in (owner, viewer):
        response = signed_in(user).get(url)
        assert names(response) == ["invoices"]
        assert response.json()["count"] == 1


@pytest.fixture
def three(organization):
    for api_name, display_name, is_active in (
        ("alpha", "Invoices of Ålesund", True),
        ("Alpha", "RECEIPTS", False),
        ("beta", "100% of invoices", True),
    ):
        APIDeploymentFactory(
            organization=organization,
            api_name=api_name,
            display_name=display_name,
            is_active=is_active,
        )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"alpha", "Alpha", "beta"}),
        ({"search": "invoice"}, {"alpha", "beta"}),
        ({"search": "INVOICE"}, {"alpha", "beta"}),
        ({"search": "receipts"}, {"Alpha"}),
        ({"search": "åLESUND"}, {"alpha"}),
        ({"search": "100%"}, {"beta"}),
        ({"search": "%"}, {"beta"}),
        ({"search": "_"}, set()),
        ({"search": "."}, set()),
        ({"search": "(("}, set()),
        ({"search": "\\"}, set()),
        ({"search": "alpha"}, set()),
        ({"search": ""}, {"alpha", "Alpha", "beta"}),
        ({"api_name": "alpha"}, {"alpha"}),
        ({"api_name": "Alpha"}, {"Alpha"}),
        ({"api_name": "alph"}, set()),
        ({"is_active": "true"}, {"alpha", "beta"}),
        ({"is_active": "True"}, {"alpha", "beta"}),
        ({"is_active": "1"}, {"alpha", "beta"}),
        ({"is_active": "false"}, {"Alpha"}),
        ({"is_active": "0"}, {"Alpha"}),
        ({"is_active": ""}, {"alpha", "Alpha", "beta"}),
        ({"is_active": "true", "search": "ålesund"}, {"alpha"}),
        ({"workflow": "00000000-0000-4000-8000-000000000000"}, set()),
        ({"nonsense": "1", "display_name": "x", "id": "7"}, {"alpha", "Alpha", "beta"}),
        ({"format": "xml"}, {"alpha", "Alpha", "beta"}),
    ],
)
def test_filters(api, url, three, query, found):
    response = api.get(url, query)
    assert set(names(response)) == found
    assert response.json()["count"] == len(found)


def test_filter_by_workflow(api, url, three):
    wanted = APIDeployment.objects.get(api_name="beta")
    assert names(api.get(url, {"workflow": str(wanted.workflow_id)})) == ["beta"]


def test_a_filter_does_not_narrow_a_detail(api, detail):
    assert api.get(detail, {"is_active": "false", "api_name": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ({"workflow": "7"}, "workflow"),
        ({"workflow": "\x00"}, "workflow"),
        ({"is_active": "maybe"}, "is_active"),
        ({"is_active": "2"}, "is_active"),
        ({"is_active": "\x00"}, "is_active"),
        ({"search": "a\x00b"}, "search"),
        ({"search": "x" * 60_000}, "search"),
        ({"api_name": "\x00"}, "api_name"),
        ({"ordering": "owner"}, "ordering"),
        ({"ordering": "--api_name"}, "ordering"),
        ({"ordering": "last_run_at"}, "ordering"),
        ({"ordering": "api_name;drop"}, "ordering"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "-1"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"page_size": "1.5"}, "page_size"),
        ({"page_size": "٣"}, "page_size"),
        ({"page_size": ""}, "page_size"),
    ],
)
def test_a_malformed_value_is_named(api, url, deployment, query, attr):
    assert attr_of(api.get(url, query)) == attr


@pytest.fixture
def a_thousand_with_runs(organization, owner, viewer, time_machine):
    time_machine.move_to(NOW, tick=False)
    audit = {"organization": organization, "created_by": owner, "modified_by": owner}
    workflows = Workflow.objects.bulk_create(
        Workflow(workflow_name=f"workflow {n}", **audit) for n in range(1000)
    )
    deployments = APIDeployment.objects.bulk_create(
        APIDeployment(workflow=workflow, api_name=f"api_{n}", run_count=5, last_run_at=NOW, **audit)
        for n, workflow in enumerate(workflows)
    )
    APIDeploymentMember.objects.bulk_create(
        APIDeploymentMember(resource=deployment, user=user, role=role)
        for deployment in deployments
        for user, role in ((owner, "owner"), (viewer, "viewer"))
    )
    executions = Execution.objects.bulk_create(
        Execution(
            organization=organization,
            deployment=deployment,
            workflow=deployment.workflow,
            status="COMPLETED",
            total_files=1,
            successful_files=1,
            deadline_at=NOW,
        )
        for deployment in deployments
        for _ in range(5)
    )
    for index, deployment in enumerate(deployments):
        deployment.recent_runs = [
            {
                "execution_id": str(execution.pk),
                "status": "COMPLETED",
                "timestamp": NOW.isoformat(),
                "successful_files": 1,
                "failed_files": 0,
            }
            for execution in executions[index * 5 : index * 5 + 5]
        ]
    APIDeployment.objects.bulk_update(deployments, ["recent_runs"], batch_size=200)


def assert_page(response, rows, owner):
    body = response.json()
    assert body["count"] == 1000
    assert len(body["results"]) == rows
    for row in body["results"]:
        assert row["owner_emails"] == [owner.email]
        assert len(row["last_5_run_statuses"]) == 5


def test_a_list_costs_four_queries_with_a_platform_key(
    api, url, a_thousand_with_runs, owner, django_assert_num_queries
):
    # key, count, rows, owners
    for page_size in (10, 1000):
        with django_assert_num_queries(4):
            response = api.get(url, {"page_size": page_size})
        assert_page(response, page_size, owner)


@pytest.mark.parametrize("who", ["admin", "owner", "viewer"])
def test_a_list_costs_six_queries_with_a_session(
    request, url, a_thousand_with_runs, owner, django_assert_num_queries, who
):
    client = signed_in(request.getfixturevalue(who))
    for page_size in (10, 1000):
        # session, user, membership with groups, count, rows, owners
        with django_assert_num_queries(6):
            response = client.get(url, {"page_size": page_size})
        assert_page(response, page_size, owner)


def test_filters_and_orderings_cost_no_query(
    api, url, a_thousand_with_runs, owner, django_assert_num_queries
):
    query = {"search": "default", "is_active": "true", "ordering": "-last_run_time,display_name"}
    with django_assert_num_queries(4):
        response = api.get(url, {**query, "page_size": 10})
    assert_page(response, 10, owner)


def test_a_first_use_of_a_key_is_written_once(
    api, url, deployment, platform_key, django_assert_num_queries
):
    platform_key.last_used_at = None
    platform_key.save()
    with django_assert_num_queries(5):
        api.get(url)
    with django_assert_num_queries(4):
        api.get(url)


def test_a_member_of_two_organizations_sees_the_one_in_the_path(url, deployment, owner):
    elsewhere = OrganizationFactory(organization_id="org_globex")
    Membership.objects.create(organization=elsewhere, user=owner, role="admin")
    APIDeploymentFactory(organization=elsewhere, workflow=WorkflowFactory(organization=elsewhere))
    client = signed_in(owner)
    assert names(client.get(url)) == ["invoices"]
    foreign = client.get("/api/v1/unstract/org_globex/api/deployment/").json()
    assert foreign["count"] == 1
    assert foreign["results"][0]["api_endpoint"].startswith("deployment/api/org_globex/")
