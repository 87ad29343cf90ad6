"""Creating and reading one deployment."""

import json
import re
from datetime import datetime
from uuid import UUID

import pytest

from api_keys.models import APIKey
from deployments.models import APIDeployment
from deployments.services import ensure_webhook_secret
from tests.answers import UNKNOWN, error_of
from tests.factories import (
    APIDeploymentFactory,
    OrganizationFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing, signed_in

from .conftest import DETAIL_FIELDS, SECRET, new

pytestmark = pytest.mark.django_db


def test_a_created_deployment_is_shown_in_full_with_its_first_key(url, workflow, member, prefix):
    workflow.members.create(user=member, role="viewer")
    body = new(workflow, display_name="Receipts", description="Reads receipts", is_active=True)
    response = signed_in(member).post(url, body)
    assert response.status_code == 201, response.content
    shown = response.json()
    assert set(shown) == DETAIL_FIELDS | {"api_key"}
    created = APIDeployment.objects.get()
    assert UUID(shown.pop("id")) == created.pk
    secret = shown.pop("api_key")
    assert str(UUID(secret)) == secret
    for name in ("created_at", "modified_at"):
        assert datetime.fromisoformat(shown.pop(name)).utcoffset() is not None
    assert shown == {
        "display_name": "Receipts",
        "description": "Reads receipts",
        "workflow": str(workflow.pk),
        "workflow_name": "read invoices",
        "is_active": True,
        "api_name": "receipts",
        "api_endpoint": "deployment/api/org_acme/receipts/",
        "shared_to_org": False,
        "shared_users": [],
        "shared_groups": [],
        "created_by": member.pk,
        "created_by_email": member.email,
        "modified_by": member.pk,
        "webhook_url": None,
        "webhook_secret": None,
    }
    key = APIKey.objects.get()
    assert key.api == created
    assert key.is_active is True
    assert key.description == "API Key for receipts"
    assert key.secret == secret
    # 400: the key opens the endpoint, which then misses the execution's id
    assert bearing(secret).get(f"/{created.api_endpoint}").status_code == 400


def test_the_creator_becomes_the_owner(url, workflow, member):
    workflow.members.create(user=member, role="viewer")
    client = signed_in(member)
    created = client.post(url, new(workflow)).json()["id"]
    members = APIDeployment.objects.get().members
    assert list(members.values_list("user", "role")) == [(member.pk, "owner")]
    assert client.patch(f"{url}{created}/", {"description": "mine"}).status_code == 200


def test_the_service_account_of_a_key_owns_what_it_makes(api, url, workflow, platform_key):
    created = api.post(url, new(workflow)).json()
    assert created["created_by"] == platform_key.service_account_id
    row = api.get(url).json()["results"][0]
    # people only
    assert row["owner_emails"] == []
    assert row["co_owners_count"] == 0
    assert row["is_owner"] is True


def test_defaults(api, url, workflow, organization):
    first = api.post(url, {"workflow": str(workflow.pk)}).json()
    other = WorkflowFactory(organization=organization)
    second = api.post(url, {"workflow": str(other.pk)}).json()
    assert first["display_name"] == "default api"
    assert first["description"] == ""
    assert first["is_active"] is True
    for body in (first, second):
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,30}", body["api_name"])
    assert first["api_name"] != second["api_name"]


def test_a_key_that_cannot_be_made_takes_the_deployment_back(api, url, workflow, settings):
    api.raise_request_exception = False
    settings.KEY_ENCRYPTION_KEYS = ["no such key"]
    response = api.post(url, new(workflow))
    assert response.status_code == 500
    assert response.json()["type"] == "server_error"
    assert not APIDeployment.objects.exists()
    assert not APIKey.objects.exists()


def test_read_only_and_unknown_fields_are_ignored(api, url, workflow, member):
    response = api.post(
        url,
        new(
            workflow,
            id=UNKNOWN,
            api_endpoint="elsewhere/",
            workflow_name="mine",
            shared_to_org=True,
            shared_users=[member.pk],
            shared_groups=[1],
            created_by=member.pk,
            created_by_email="me@example.com",
            modified_by=member.pk,
            created_at="2001-01-01T00:00:00Z",
            run_count=7,
            api_key=SECRET,
            organization=1,
            nonsense={"a": 1},
        ),
    )
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["id"] != UNKNOWN
    assert body["api_endpoint"] == "deployment/api/org_acme/receipts/"
    assert body["workflow_name"] == "read invoices"
    assert (body["shared_to_org"], body["shared_users"], body["shared_groups"]) == (False, [], [])
    assert body["created_by"] != member.pk
    assert body["modified_by"] != member.pk
    assert body["created_at"] > "2002"
    assert body["api_key"] != SECRET
    assert APIDeployment.objects.get().run_count == 0


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"true", b"[{}]"])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_a_body_that_is_no_object_is_refused(api, url, detail, method, body):
    target = url if method == "post" else detail
    error = error_of(getattr(api, method)(target, body, content_type="application/json"))
    assert error["attr"] is None


LONG = "x" * 100_000
BAD_FIELDS = [
    ({"display_name": "x" * 31}, "display_name"),
    ({"display_name": LONG}, "display_name"),
    ({"display_name": ""}, "display_name"),
    ({"display_name": "  "}, "display_name"),
    ({"display_name": None}, "display_name"),
    ({"display_name": ["x"]}, "display_name"),
    ({"display_name": "<script>alert(1)</script>"[:30]}, "display_name"),
    ({"display_name": "<b>bold</b>"}, "display_name"),
    ({"display_name": "< img src=x>"}, "display_name"),
    ({"display_name": "a\x00b"}, "display_name"),
    ({"display_name": "\ud800"}, "display_name"),
    ({"description": "x" * 256}, "description"),
    ({"description": "<!-- x -->"}, "description"),
    ({"description": "</p>"}, "description"),
    ({"description": "a\x00b"}, "description"),
    ({"description": {"a": 1}}, "description"),
    ({"is_active": "perhaps"}, "is_active"),
    ({"is_active": None}, "is_active"),
    ({"is_active": [True]}, "is_active"),
    ({"api_name": ""}, "api_name"),
    ({"api_name": None}, "api_name"),
    ({"api_name": "x" * 31}, "api_name"),
    ({"api_name": LONG}, "api_name"),
    ({"api_name": "two words"}, "api_name"),
    ({"api_name": "a/b"}, "api_name"),
    ({"api_name": "../up"}, "api_name"),
    ({"api_name": "naïve"}, "api_name"),
    ({"api_name": "a.b"}, "api_name"),
    ({"api_name": "a\x00b"}, "api_name"),
    ({"api_name": "a\nb"}, "api_name"),
    ({"workflow": None}, "workflow"),
    ({"workflow": ""}, "workflow"),
    ({"workflow": "no uuid"}, "workflow"),
    ({"workflow": UNKNOWN}, "workflow"),
    ({"workflow": 7}, "workflow"),
    ({"workflow": 10**40}, "workflow"),
    ({"workflow": [UNKNOWN]}, "workflow"),
    ({"workflow": {"id": UNKNOWN}}, "workflow"),
    ({"workflow": "\ud800"}, "workflow"),
]


@pytest.mark.parametrize(("fields", "attr"), BAD_FIELDS)
def test_a_bad_field_is_named(api, url, deployment, detail, organization, fields, attr):
    good = new(WorkflowFactory(organization=organization))
    for send, target in ((api.post, url), (api.put, detail), (api.patch, detail)):
        # written out, since lone surrogates pass only as escapes
        body = json.dumps(good | fields)
        error = error_of(send(target, body, content_type="application/json"))
        assert error["attr"] == attr
        assert error["detail"]
    assert APIDeployment.objects.count() == 1
    deployment.refresh_from_db()
    assert deployment.api_name == "invoices"


def test_a_missing_workflow_is_named(api, url):
    error = error_of(api.post(url, {"api_name": "receipts"}))
    assert (error["code"], error["attr"]) == ("required", "workflow")


@pytest.mark.parametrize(
    "fields",
    [
        {"display_name": "x" * 30, "description": "x" * 255, "api_name": "x" * 30},
        {"display_name": "5 < 6 > 4 & “quoted”", "description": "", "api_name": "A"},
        {"display_name": "Überweisungen 請求書 🧾", "api_name": "-_-"},
        {"display_name": "x", "api_name": "0"},
    ],
)
def test_what_is_just_allowed(api, url, workflow, fields):
    body = api.post(url, new(workflow, **fields)).json()
    assert {name: body[name] for name in fields} == fields
    assert api.get(f"{url}{body['id']}/").json()["display_name"] == fields["display_name"]


def test_an_api_name_is_unique_in_the_organization(api, url, deployment, organization):
    other = WorkflowFactory(organization=organization)
    error = error_of(api.post(url, new(other, api_name="invoices")))
    assert error["attr"] == "api_name"
    assert error["code"] == "unique"
    assert "exists already" in error["detail"]
    assert APIKey.objects.count() == 0


def test_api_names_are_case_sensitive(api, url, deployment, organization):
    other = WorkflowFactory(organization=organization)
    response = api.post(url, new(other, api_name="Invoices"))
    assert response.status_code == 201, response.content
    assert response.json()["api_endpoint"] == "deployment/api/org_acme/Invoices/"


def test_another_organization_may_use_the_same_api_name(api, url, workflow):
    APIDeploymentFactory(organization=OrganizationFactory(), api_name="receipts")
    assert api.post(url, new(workflow)).status_code == 201


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_taken_api_name_is_refused_on_change(api, detail, workflow, organization, method):
    APIDeploymentFactory(organization=organization, api_name="receipts")
    error = error_of(getattr(api, method)(detail, new(workflow)))
    assert error["attr"] == "api_name"
    assert api.get(detail).json()["api_name"] == "invoices"


def test_the_detail(detail, deployment, owner, viewer, grouped, group, workflow):
    for user in (owner, viewer, grouped):
        response = signed_in(user).get(detail)
        assert response.status_code == 200
        body = response.json()
        for name in ("created_at", "modified_at"):
            assert datetime.fromisoformat(body.pop(name)).utcoffset() is not None
        assert body == {
            "id": str(deployment.pk),
            "display_name": "Invoices",
            "description": "Reads invoices",
            "workflow": str(workflow.pk),
            "workflow_name": "read invoices",
            "is_active": True,
            "api_name": "invoices",
            "api_endpoint": "deployment/api/org_acme/invoices/",
            "shared_to_org": False,
            "shared_users": [viewer.pk],
            "shared_groups": [group.pk],
            "created_by": owner.pk,
            "created_by_email": owner.email,
            "modified_by": owner.pk,
            "webhook_url": None,
            "webhook_secret": None,
        }


def test_the_detail_outlives_its_creator(api, detail, deployment, owner):
    owner.delete()
    body = api.get(detail).json()
    assert body["created_by"] is None
    assert body["created_by_email"] is None
    assert body["modified_by"] is None


@pytest.mark.parametrize("shares", [1, 20])
def test_the_detail_costs_a_constant_number_of_queries(
    api, detail, deployment, organization, django_assert_num_queries, shares
):
    for user in UserFactory.create_batch(shares, memberships=organization):
        deployment.members.create(user=user, role="viewer")
    with django_assert_num_queries(4):
        body = api.get(detail).json()
    assert len(body["shared_users"]) == shares + 1


@pytest.mark.parametrize("who", ["admin", "owner", "viewer", "grouped"])
def test_the_detail_costs_six_queries_with_a_session(
    request, detail, deployment, django_assert_num_queries, who
):
    ensure_webhook_secret(deployment)
    client = signed_in(request.getfixturevalue(who))
    # session, user, membership with groups, deployment with the caller's part, members, groups
    with django_assert_num_queries(6):
        body = client.get(detail).json()
    assert (body["webhook_secret"] is not None) is (who in {"admin", "owner"})


def test_what_the_caller_cannot_see_is_not_found(url, detail, member, api):
    foreign = APIDeploymentFactory(organization=OrganizationFactory())
    client = signed_in(member)
    for method in ("get", "put", "patch", "delete"):
        assert getattr(client, method)(detail).status_code == 404
        assert getattr(api, method)(f"{url}{foreign.pk}/").status_code == 404
        assert getattr(api, method)(f"{url}{UNKNOWN}/").status_code == 404


@pytest.mark.parametrize("wrong", ["7", "no-uuid", UNKNOWN[:-1], "%00", "..", "invoices"])
def test_a_malformed_id_is_not_found(api, url, prefix, wrong):
    for target in (f"{url}{wrong}/", f"{prefix}/api/postman_collection/{wrong}/"):
        response = api.get(target)
        assert response.status_code == 404
        assert response.json()["type"] == "client_error"
