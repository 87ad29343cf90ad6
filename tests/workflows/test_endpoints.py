"""Where a workflow's documents come from and go to."""

import pytest

from tests.answers import UNKNOWN, as_json, error_of
from tests.factories import ConnectorFactory, OrganizationFactory, WorkflowFactory
from tests.fixtures import signed_in
from workflows.models import Workflow, WorkflowEndpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/workflow/endpoint/"


@pytest.fixture
def workflow(organization, owner, viewer) -> Workflow:
    workflow = WorkflowFactory(organization=organization, endpoints="unconfigured", tool=False)
    workflow.members.create(user=owner, role="owner")
    workflow.members.create(user=viewer, role="viewer")
    return workflow


@pytest.fixture
def source(workflow) -> WorkflowEndpoint:
    return workflow.endpoints.get(endpoint_type="SOURCE")


@pytest.fixture
def detail(url, source) -> str:
    return f"{url}{source.pk}/"


@pytest.fixture
def connector(organization, owner):
    connector = ConnectorFactory(organization=organization, connector_name="files")
    connector.members.create(user=owner, role="owner")
    return connector


def test_the_endpoints_of_one_workflow(url, workflow, source, owner, organization):
    Workflow.objects.filter(pk=WorkflowFactory(organization=organization).pk).update(
        shared_to_org=True
    )
    client = signed_in(owner)
    body = client.get(url, {"workflow": workflow.pk}).json()
    assert body["count"] == 2
    assert body["results"][0] == {
        "id": str(source.pk),
        "workflow": str(workflow.pk),
        "endpoint_type": "SOURCE",
        "connection_type": None,
        "connector_instance": None,
        "configuration": {},
    }
    assert body["results"][1]["endpoint_type"] == "DESTINATION"
    assert client.get(url).json()["count"] == 4
    assert client.get(url, {"workflow": UNKNOWN}).json()["count"] == 0
    assert client.get(url, {"endpoint_type": "SOURCE"}).json()["count"] == 2


@pytest.mark.parametrize(("name", "value"), [("workflow", "7"), ("endpoint_type", "SIDE")])
def test_filters_that_make_no_sense(url, api, name, value):
    assert error_of(api.get(url, {name: value}))["attr"] == name


def test_they_are_seen_with_their_workflow(url, detail, workflow, viewer, member, api):
    assert signed_in(viewer).get(detail).status_code == 200
    assert api.get(url).json()["count"] == 2
    assert signed_in(member).get(url).json()["count"] == 0
    assert signed_in(member).get(url, {"workflow": workflow.pk}).json()["count"] == 0
    assert signed_in(member).get(detail).status_code == 404
    elsewhere = WorkflowFactory(organization=OrganizationFactory()).endpoints.first()
    assert api.get(f"{url}{elsewhere.pk}/").status_code == 404


@pytest.mark.parametrize("connection_type", [*WorkflowEndpoint.ConnectionType.values, None])
def test_setting_the_connection_type(detail, owner, connection_type):
    response = signed_in(owner).patch(detail, {"connection_type": connection_type})
    assert response.status_code == 200, response.content
    assert response.json()["connection_type"] == connection_type


def test_nothing_is_no_connection_type(detail, owner, source):
    assert signed_in(owner).patch(detail, {"connection_type": ""}).status_code == 200
    source.refresh_from_db()
    assert source.connection_type is None


def test_configuring(detail, owner, source, connector):
    given = {
        "connection_type": "FILESYSTEM",
        "connector_instance_id": str(connector.pk),
        "configuration": {"folders": ["/in"], "depth": 2},
    }
    response = signed_in(owner).patch(detail, given)
    assert response.status_code == 200, response.content
    body = response.json()
    assert body["connector_instance"] == {
        "id": str(connector.pk),
        "connector_name": "files",
        "connector_id": connector.connector_id,
    }
    assert body["configuration"] == given["configuration"]
    source.refresh_from_db()
    assert source.problem is None
    cleared = signed_in(owner).patch(detail, {"connector_instance_id": None}).json()
    assert cleared["connector_instance"] is None
    assert cleared["configuration"] == given["configuration"]


def test_it_counts_as_a_change_of_the_workflow(detail, admin, workflow):
    before = workflow.modified_at
    signed_in(admin).patch(detail, {"connection_type": "API"})
    workflow.refresh_from_db()
    assert workflow.modified_by == admin
    assert workflow.modified_at > before


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"connection_type": "FTP"}, "connection_type"),
        ({"connection_type": ["API"]}, "connection_type"),
        ({"connector_instance_id": UNKNOWN}, "connector_instance_id"),
        ({"connector_instance_id": "7"}, "connector_instance_id"),
        ({"connector_instance_id": 10**400}, "connector_instance_id"),
        ({"connector_instance_id": {}}, "connector_instance_id"),
        ({"configuration": []}, "configuration"),
        ({"configuration": None}, "configuration"),
        ({"configuration": "text"}, "configuration"),
        ({"configuration": {"a": "\0"}}, "configuration"),
        ({"configuration": {"a": "\ud800"}}, "configuration"),
    ],
)
def test_what_is_refused(detail, owner, fields, attr):
    assert error_of(as_json(signed_in(owner).patch, detail, fields))["attr"] == attr


def test_connectors_that_the_caller_does_not_see_do_not_exist(detail, owner, organization, source):
    hidden = ConnectorFactory(organization=organization)
    elsewhere = ConnectorFactory(organization=OrganizationFactory())
    client = signed_in(owner)
    for connector in (hidden, elsewhere):
        error = error_of(client.patch(detail, {"connector_instance_id": str(connector.pk)}))
        assert error["detail"] == "There is no such connector here."
    WorkflowEndpoint.objects.filter(pk=source.pk).update(connector_instance=hidden)
    kept = client.patch(detail, {"connector_instance_id": str(hidden.pk)})
    assert kept.status_code == 200


def test_which_side_it_is_stays(detail, owner, source, organization):
    other = WorkflowFactory(organization=organization)
    response = signed_in(owner).patch(
        detail, {"endpoint_type": "DESTINATION", "workflow": str(other.pk)}
    )
    assert response.json()["endpoint_type"] == "SOURCE"
    assert response.json()["workflow"] == str(source.workflow_id)


def test_viewers_only_look(detail, viewer):
    assert signed_in(viewer).patch(detail, {"connection_type": "API"}).status_code == 403


@pytest.mark.parametrize("count", [2, 25])
def test_the_list_costs_a_constant_number_of_queries(
    url, api, organization, connector, django_assert_num_queries, count
):
    WorkflowFactory.create_batch(count, organization=organization, tool=False)
    WorkflowEndpoint.objects.update(connector_instance=connector)
    with django_assert_num_queries(3):
        assert api.get(url).json()["count"] == 2 * count
