"""The order and the pages of the list of deployments."""

from datetime import timedelta
from itertools import pairwise

import pytest

from deployments.models import APIDeployment
from tests.factories import (
    APIDeploymentFactory,
)
from workflows.models import Workflow

from .conftest import NOW, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered_rows(organization, time_machine):
    """Nine rows with many equal values, made in three seconds."""
    for index in range(9):
        time_machine.move_to(NOW + timedelta(seconds=index % 3), tick=False)
        APIDeploymentFactory(
            organization=organization,
            display_name=f"name {index % 2}",
            api_name=f"api-{index}",
            run_count=index % 3,
            last_run_at=None if index % 4 == 0 else NOW + timedelta(hours=index % 4),
        )
    # the last change is not the order of creation
    for index, deployment in enumerate(APIDeployment.objects.order_by("pk")):
        changed = NOW + timedelta(days=index % 2)
        APIDeployment.objects.filter(pk=deployment.pk).update(modified_at=changed)


ORDERINGS = {
    "display_name": "display_name",
    "api_name": "api_name",
    "created_at": "created_at",
    "modified_at": "modified_at",
    "last_run_time": "last_run_at",
    "run_count": "run_count",
}


@pytest.mark.parametrize("page_size", [2, 50])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_every_ordering_is_total_in_both_directions(
    api, url, ordered_rows, ordering, sign, page_size
):
    rows = {str(row.pk): row for row in APIDeployment.objects.all()}
    listed: list[str] = []
    address = f"{url}?ordering={sign}{ordering}&page_size={page_size}"
    while address:
        body = api.get(address).json()
        listed += [row["id"] for row in body["results"]]
        address = body["next"]
    assert sorted(listed) == sorted(rows)
    for before, after in pairwise(listed):
        left, right = (getattr(rows[pk], ORDERINGS[ordering]) for pk in (before, after))
        if left == right:
            assert before < after
        elif left is None or right is None:
            # empty values come last both ways
            assert right is None
        else:
            assert left > right if sign else left < right


def test_orderings_combine(api, url, ordered_rows):
    response = api.get(url, {"ordering": "-run_count,api_name"})
    assert names(response) == [
        f"api-{index}" for index in sorted(range(9), key=lambda n: (-(n % 3), n))
    ]


@pytest.mark.parametrize("ordering", ["", ",", ",,"])
def test_an_empty_ordering_is_the_default(api, url, ordered_rows, ordering):
    assert names(api.get(url, {"ordering": ordering})) == names(api.get(url))


def test_the_default_order(api, url, organization, time_machine):
    for hours, api_name, last_run_at in (
        (0, "old", None),
        (1, "new", None),
        (2, "ran-first", NOW),
        (3, "ran-last", NOW + timedelta(hours=9)),
        (4, "ran-first-too-but-newer", NOW),
    ):
        time_machine.move_to(NOW + timedelta(hours=hours), tick=False)
        APIDeploymentFactory(organization=organization, api_name=api_name, last_run_at=last_run_at)
    assert names(api.get(url)) == [
        "ran-last",
        "ran-first-too-but-newer",
        "ran-first",
        "new",
        "old",
    ]


def test_the_default_order_ends_in_the_id(api, url, organization, time_machine):
    time_machine.move_to(NOW, tick=False)
    rows = APIDeploymentFactory.create_batch(8, organization=organization)
    listed = [
        row["id"]
        for page in range(1, 5)
        for row in api.get(url, {"page": page, "page_size": 2}).json()["results"]
    ]
    assert listed == sorted(str(row.pk) for row in rows)


@pytest.fixture
def many(organization):
    workflows = Workflow.objects.bulk_create(
        Workflow(organization=organization, workflow_name=f"workflow {n}") for n in range(1001)
    )
    APIDeployment.objects.bulk_create(
        APIDeployment(organization=organization, workflow=workflow, api_name=f"api_{n}")
        for n, workflow in enumerate(workflows)
    )


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({}, 50),
        ({"page_size": 1}, 1),
        ({"page_size": "007"}, 7),
        ({"page_size": 1000}, 1000),
        ({"page_size": 1001}, 1000),
        ({"page_size": "9" * 5000}, 1000),
        ({"page": 21}, 1),
        ({"page": 2, "page_size": 1000}, 1),
    ],
)
def test_page_sizes(api, url, many, query, rows):
    body = api.get(url, query).json()
    assert len(body["results"]) == rows
    assert body["count"] == 1001


def test_pages_link_to_each_other(api, url, organization):
    APIDeploymentFactory.create_batch(5, organization=organization)
    first = api.get(url, {"page_size": 2, "ordering": "api_name"}).json()
    assert first["previous"] is None
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert third["next"] is None
    assert api.get(third["previous"]).json() == second
    assert api.get(second["previous"]).json() == first
    assert [len(page["results"]) for page in (first, second, third)] == [2, 2, 1]
    assert first["next"].startswith("http://testserver/api/v1/unstract/org_acme/api/deployment/?")


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "last", "1.0", "", "٢", "9" * 5000, "\x00"])
def test_there_is_no_such_page(api, url, deployment, page):
    response = api.get(url, {"page": page})
    assert response.status_code == 404
    body = response.json()
    assert body["type"] == "client_error"
    assert body["errors"][0]["code"] == "not_found"
    assert body["errors"][0]["attr"] is None
    assert body["message"] == body["errors"][0]["detail"]


def test_the_first_page_may_be_empty(api, url):
    assert api.get(url).json() == {"count": 0, "next": None, "previous": None, "results": []}
