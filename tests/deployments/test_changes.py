"""Changing and deleting a deployment, its workflow, and who may."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from api_keys.models import APIKey
from connections.models import Connector
from deployments.models import APIDeployment
from organizations.models import Membership
from tests.answers import UNKNOWN, error_of
from tests.factories import (
    APIDeploymentFactory,
    ExecutionFactory,
    OrganizationFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in

from .conftest import DETAIL_FIELDS, SECRET, new

pytestmark = pytest.mark.django_db


def test_a_workflow_of_another_organization_does_not_exist(api, url):
    foreign = WorkflowFactory(organization=OrganizationFactory())
    error = error_of(api.post(url, new(foreign)))
    assert (error["code"], error["attr"]) == ("does_not_exist", "workflow")
    assert error["detail"] == "There is no such workflow here."


def test_a_workflow_that_the_caller_cannot_see_does_not_exist(url, workflow, member):
    client = signed_in(member)
    hidden = error_of(client.post(url, new(workflow)))
    unknown = error_of(client.post(url, {"workflow": UNKNOWN}))
    assert hidden == unknown
    workflow.shared_to_org = True
    workflow.save()
    assert client.post(url, new(workflow)).status_code == 201


@pytest.mark.parametrize("side", ["SOURCE", "DESTINATION"])
def test_an_endpoint_without_connection_type_is_named(api, url, workflow, side):
    workflow.endpoints.filter(endpoint_type=side).update(connection_type=None)
    error = error_of(api.post(url, new(workflow)))
    assert error["attr"] == "workflow"
    assert error["detail"] == (
        f"The workflow's {side.lower()} has no connection type; "
        f"set it on the {side.lower()} endpoint."
    )
    assert not APIDeployment.objects.exists()


@pytest.mark.parametrize("side", ["SOURCE", "DESTINATION"])
def test_a_missing_endpoint_is_named(api, url, workflow, side):
    workflow.endpoints.filter(endpoint_type=side).delete()
    error = error_of(api.post(url, new(workflow)))
    assert error["attr"] == "workflow"
    assert error["detail"] == f"The workflow has no {side.lower()} endpoint."


@pytest.mark.parametrize("side", ["SOURCE", "DESTINATION"])
@pytest.mark.parametrize(
    ("connection_type", "kind"), [("FILESYSTEM", "file system"), ("DATABASE", "database")]
)
def test_a_missing_connector_is_named(api, url, workflow, side, connection_type, kind):
    endpoints = workflow.endpoints.filter(endpoint_type=side)
    endpoints.update(connection_type=connection_type)
    error = error_of(api.post(url, new(workflow)))
    assert error["attr"] == "workflow"
    assert error["detail"] == (
        f"The workflow's {side.lower()} is a {kind} without a connector; choose a connector for it."
    )
    connector = Connector.objects.create(
        organization=workflow.organization, connector_name="files", connector_id="minio"
    )
    endpoints.update(connector_instance=connector)
    assert api.post(url, new(workflow)).status_code == 201


def test_the_new_workflow_of_a_deployment_is_checked_too(api, detail, organization):
    bare = WorkflowFactory(organization=organization, endpoints="unconfigured")
    error = error_of(api.patch(detail, {"workflow": str(bare.pk)}))
    assert error["attr"] == "workflow"
    assert "source" in error["detail"]
    ready = WorkflowFactory(organization=organization, workflow_name="ready")
    body = api.patch(detail, {"workflow": str(ready.pk)}).json()
    assert (body["workflow"], body["workflow_name"]) == (str(ready.pk), "ready")


def test_a_workflow_has_one_active_deployment(api, url, deployment, workflow):
    error = error_of(api.post(url, new(workflow)))
    assert (error["code"], error["attr"]) == ("unique", "workflow")
    assert "active deployment" in error["detail"]
    assert APIDeployment.objects.count() == 1
    idle = api.post(url, new(workflow, is_active=False))
    assert idle.status_code == 201
    assert idle.json()["is_active"] is False


@pytest.mark.parametrize("method", ["put", "patch"])
def test_reactivation_waits_for_the_other_deployment(api, url, detail, workflow, method):
    idle = api.post(url, new(workflow, is_active=False)).json()
    idle_url = f"{url}{idle['id']}/"
    send = getattr(api, method)
    error = error_of(send(idle_url, new(workflow, is_active=True)))
    assert error["attr"] == "workflow"
    assert api.get(idle_url).json()["is_active"] is False
    assert api.patch(detail, {"is_active": False}).status_code == 200
    response = send(idle_url, new(workflow, is_active=True))
    assert response.status_code == 200
    assert response.json()["is_active"] is True


def test_moving_to_a_workflow_with_an_active_deployment_is_refused(
    api, detail, workflow, organization
):
    other = APIDeploymentFactory(organization=organization)
    error = error_of(api.patch(detail, {"workflow": str(other.workflow_id)}))
    assert error["attr"] == "workflow"
    assert api.get(detail).json()["workflow"] == str(workflow.pk)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_an_owner_changes_every_writable_field(detail, deployment, organization, owner, method):
    other = WorkflowFactory(organization=organization, shared_to_org=True)
    fields = {
        "display_name": "Bills",
        "description": "Reads bills",
        "workflow": str(other.pk),
        "is_active": False,
        "api_name": "bills",
    }
    before = deployment.modified_at
    response = getattr(signed_in(owner), method)(detail, fields)
    assert response.status_code == 200, response.content
    assert {name: response.json()[name] for name in fields} == fields
    deployment.refresh_from_db()
    assert deployment.workflow == other
    assert deployment.modified_at > before
    assert set(response.json()) == DETAIL_FIELDS


def test_the_last_writer_is_recorded(detail, deployment, admin, owner):
    body = signed_in(admin).patch(detail, {"description": "x"}).json()
    assert body["modified_by"] == admin.pk
    assert body["created_by"] == owner.pk


def test_a_patch_changes_what_it_names(api, detail):
    before = api.get(detail).json()
    after = api.patch(detail, {"description": "changed"}).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"description", "modified_by", "modified_at"}


def test_a_put_needs_the_workflow(api, detail):
    error = error_of(api.put(detail, {"display_name": "Bills"}))
    assert (error["code"], error["attr"]) == ("required", "workflow")


def test_a_put_leaves_what_it_does_not_name(api, detail, deployment, workflow):
    deployment.is_active = False
    deployment.save()
    body = api.put(detail, {"workflow": str(workflow.pk), "display_name": "Bills"}).json()
    assert body["display_name"] == "Bills"
    # a put without is_active doesn't switch a deployment on
    assert body["is_active"] is False
    assert body["api_name"] == "invoices"
    assert body["description"] == "Reads invoices"


def test_a_deployment_may_be_sent_back_as_it_was_read(detail, owner):
    client = signed_in(owner)
    before = client.get(detail).json()
    response = client.put(detail, before)
    assert response.status_code == 200, response.content
    after = response.json()
    assert {name for name in before if before[name] != after[name]} == {"modified_at"}


def test_an_owner_need_not_see_the_workflow_to_keep_it(detail, owner, workflow):
    client = signed_in(owner)
    assert not workflow.members.exists()
    body = {"workflow": str(workflow.pk), "display_name": "Bills"}
    assert client.put(detail, body).json()["display_name"] == "Bills"


def test_an_owner_cannot_move_to_a_workflow_it_does_not_see(detail, owner, organization):
    hidden = WorkflowFactory(organization=organization)
    error = error_of(signed_in(owner).patch(detail, {"workflow": str(hidden.pk)}))
    assert (error["code"], error["attr"]) == ("does_not_exist", "workflow")


@pytest.mark.parametrize("who", ["viewer", "grouped", "member"])
def test_only_owners_write(request, who, detail, deployment, workflow):
    APIDeployment.objects.update(shared_to_org=True)
    client = signed_in(request.getfixturevalue(who))
    assert client.get(detail).status_code == 200
    assert client.put(detail, new(workflow)).status_code == 403
    assert client.patch(detail, {"description": "x"}).status_code == 403
    assert client.delete(detail).status_code == 403
    deployment.refresh_from_db()
    assert deployment.description == "Reads invoices"


def test_an_admin_writes_what_others_own(detail, admin):
    client = signed_in(admin)
    assert client.patch(detail, {"description": "x"}).status_code == 200
    assert client.delete(detail).status_code == 204


def test_the_endpoint_follows_the_api_name(api, detail, key):
    old, new_path = "/deployment/api/org_acme/invoices/", "/deployment/api/org_acme/bills/"
    assert bearing(SECRET).get(old).status_code == 400
    body = api.patch(detail, {"api_name": "bills"}).json()
    assert body["api_endpoint"] == new_path.removeprefix("/")
    assert bearing(SECRET).get(old).status_code == 404
    assert bearing(SECRET).get(new_path).status_code == 400


def test_deactivation_closes_the_endpoint_at_once(api, detail, deployment, key):
    endpoint = f"/{deployment.api_endpoint}"
    assert bearing(SECRET).get(endpoint).status_code == 400
    api.patch(detail, {"is_active": False})
    for method in ("get", "post"):
        response = getattr(bearing(SECRET), method)(endpoint)
        assert response.status_code == 404, response.content
    api.patch(detail, {"is_active": True})
    assert bearing(SECRET).get(endpoint).status_code == 400


def test_deletion_stops_the_keys_at_once(api, detail, deployment, key):
    endpoint = f"/{deployment.api_endpoint}"
    response = api.delete(detail)
    assert response.status_code == 204
    assert response.content == b""
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert not APIKey.objects.exists()
    for method in ("get", "put", "patch", "delete"):
        assert getattr(api, method)(detail).status_code == 404


def test_executions_outlive_their_deployment_for_admins(
    detail, deployment, organization, prefix, owner, admin
):
    execution = ExecutionFactory(deployment=deployment, status="COMPLETED")
    url = f"{prefix}/execution/{execution.pk}/"
    assert signed_in(owner).get(url).status_code == 200
    assert signed_in(owner).delete(detail).status_code == 204
    assert signed_in(admin).get(url).status_code == 200
    assert signed_in(owner).get(url).status_code == 404


def test_the_name_and_the_workflow_are_free_again(api, url, detail, workflow):
    api.delete(detail)
    assert api.post(url, new(workflow, api_name="invoices")).status_code == 201


def test_a_missing_slash_keeps_the_body_of_a_write(api, url, detail, workflow, organization):
    other = WorkflowFactory(organization=organization)
    created = api.post(url.rstrip("/"), new(other))
    assert created.status_code == 201, created.content
    assert created.json()["api_name"] == "receipts"
    without = detail.rstrip("/")
    put = api.put(without, {"workflow": str(workflow.pk), "display_name": "Bills"})
    assert put.json()["display_name"] == "Bills"
    assert api.patch(without, {"description": "x"}).json()["description"] == "x"
    assert api.delete(without).status_code == 204
    assert not APIDeployment.objects.filter(api_name="invoices").exists()


def test_a_missing_slash_redirects_a_read(api, url, detail):
    for path in (url, detail):
        response = api.get(f"{path.rstrip('/')}?page=1")
        assert response.status_code == 301
        assert response["Location"] == f"{path}?page=1"


def test_the_tiers_of_platform_keys(url, detail, platform_key, organization):
    client = bearing(platform_key.secret)
    body = new(WorkflowFactory(organization=organization))

    def statuses(tier):
        platform_key.permission = tier
        platform_key.save()
        APIDeployment.objects.filter(api_name="receipts").delete()
        return [
            client.get(detail).status_code,
            client.head(detail).status_code,
            client.post(url, body).status_code,
            client.patch(detail, {"description": "x"}).status_code,
            client.delete(f"{url}{uuid4()}/").status_code,
        ]

    assert statuses("read") == [200, 200, 403, 403, 403]
    assert statuses("read_write") == [200, 200, 201, 200, 403]
    assert statuses("full_access") == [200, 200, 201, 200, 404]


def test_a_deployments_own_key_is_refused(url, detail, key):
    for path in (url, detail):
        response = bearing(SECRET).get(path)
        assert error_of(response, 401)["code"] == "authentication_failed"
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_strange_and_unknown_organizations_look_alike(api, member, organization):
    OrganizationFactory(organization_id="org_globex")
    for client in (api, signed_in(member)):
        answers = [
            client.get(f"/api/v1/unstract/{name}/api/deployment/")
            for name in ("org_globex", "org_nowhere")
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
        assert answers[0].content == answers[1].content


def test_a_removed_member_sees_nothing(url, detail, owner):
    Membership.objects.filter(user=owner).delete()
    client = signed_in(owner)
    assert client.get(url).status_code == 403
    assert client.get(detail).status_code == 403


def test_a_write_by_session_needs_the_csrf_token(url, detail, owner):
    client = signed_in(owner)
    client.handler.enforce_csrf_checks = True
    error = error_of(client.patch(detail, {"description": "x"}), 403)
    assert "CSRF" in error["detail"]
    client.get("/api/v1/organization")
    token = client.cookies["csrftoken"].value
    response = client.patch(detail, {"description": "x"}, HTTP_X_CSRFTOKEN=token)
    assert response.status_code == 200, response.content


def test_times_have_an_offset(api, detail, deployment):
    shown = datetime.fromisoformat(api.get(detail).json()["created_at"])
    assert shown == deployment.created_at
    assert shown <= timezone.now()
