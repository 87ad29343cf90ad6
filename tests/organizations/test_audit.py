"""What the audit log records, of whom, and that nobody rewrites it."""

import json
from typing import Any

import pytest
from django.db import NotSupportedError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from api_keys.models import APIKey
from deployments.models import APIDeployment
from organizations.audit.services import Action, record
from organizations.models import AuditEvent, Membership, PlatformKey
from organizations.people.services import remove_member
from organizations.platform_keys.services import delete_platform_key
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    OrganizationFactory,
    PromptStudioToolFactory,
    UserFactory,
    WorkflowFactory,
)
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db


def recorded() -> list[tuple[str, str]]:
    """What happened to what, in the order it happened."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", "object_type"))


def only_event() -> AuditEvent:
    event: AuditEvent = AuditEvent.objects.get()
    return event


@pytest.fixture
def deployment(organization, owner) -> APIDeployment:
    return APIDeploymentFactory(
        organization=organization, owner=owner, display_name="Invoices", api_name="invoices"
    )


@pytest.fixture
def detail(prefix, deployment) -> str:
    return f"{prefix}/api/deployment/{deployment.pk}/"


def test_a_created_deployment_and_its_first_key(prefix, organization, owner):
    workflow = WorkflowFactory(organization=organization, shared_to_org=True)
    body = (
        signed_in(owner)
        .post(
            f"{prefix}/api/deployment/", {"workflow": str(workflow.pk), "display_name": "Receipts"}
        )
        .json()
    )
    assert recorded() == [("created", "api_deployment"), ("created", "api_key")]
    made, key = AuditEvent.objects.order_by("pk")
    assert (made.object_id, made.object_title) == (body["id"], "Receipts")
    assert made.organization == organization
    assert (made.actor_id, made.actor_email) == (owner.pk, owner.email)
    assert (made.platform_key_id, made.platform_key_name) == (None, "")
    assert key.changes == {"api": body["id"]}
    assert body["api_key"] not in json.dumps(list(AuditEvent.objects.values()), default=str)


def test_a_refused_creation_leaves_no_event(api, prefix, organization, deployment):
    body = {"workflow": str(WorkflowFactory(organization=organization).pk), "api_name": "invoices"}
    assert api.post(f"{prefix}/api/deployment/", body).status_code == 400
    assert recorded() == []


def test_a_change_tells_what_changed(owner, detail, deployment, organization):
    another = WorkflowFactory(organization=organization, shared_to_org=True)
    before = deployment.workflow_id
    response = signed_in(owner).patch(
        detail,
        {"display_name": "Receipts", "api_name": "invoices", "workflow": str(another.pk)},
    )
    assert response.status_code == 200, response.content
    event = only_event()
    assert (event.action, event.object_id, event.object_title) == (
        "changed",
        str(deployment.pk),
        "Receipts",
    )
    assert event.changes == {
        "display_name": {"from": "Invoices", "to": "Receipts"},
        "workflow": {"from": str(before), "to": str(another.pk)},
    }


def test_switching_off_and_on_have_words_of_their_own(owner, detail):
    client = signed_in(owner)
    client.patch(detail, {"is_active": False})
    client.patch(detail, {"is_active": False})
    client.patch(detail, {"is_active": True, "description": "again"})
    assert recorded() == [("deactivated", "api_deployment"), ("activated", "api_deployment")]
    assert AuditEvent.objects.latest("pk").changes == {
        "is_active": {"from": False, "to": True},
        "description": {"from": "", "to": "again"},
    }


def test_a_write_that_changes_nothing_is_no_event(owner, detail, deployment):
    client = signed_in(owner)
    assert client.put(detail, client.get(detail).json()).status_code == 200
    assert client.patch(detail, {"display_name": ""}).status_code == 400
    assert recorded() == []


def test_the_address_of_a_webhook_is_not_told(owner, detail):
    client = signed_in(owner)
    for address in ("https://example.com/?token=hush", "https://example.com/?token=hush2", None):
        assert client.patch(detail, {"webhook_url": address}).status_code == 200
    changes = AuditEvent.objects.order_by("pk").values_list("changes", flat=True)
    assert [change["webhook_url"] for change in changes] == [
        {"from": False, "to": True},
        {"from": True, "to": True},
        {"from": True, "to": False},
    ]
    assert "hush" not in json.dumps(list(AuditEvent.objects.values()), default=str)


def test_a_new_secret_for_webhooks(owner, detail, deployment):
    assert signed_in(owner).post(f"{detail}rotate-webhook-secret/").status_code == 200
    event = only_event()
    assert (event.action, event.object_type, event.object_id) == (
        "rotated",
        "api_deployment",
        str(deployment.pk),
    )
    assert event.actor_id == owner.pk


def test_a_deleted_deployment(owner, detail, deployment):
    APIKeyFactory(api=deployment)
    assert signed_in(owner).delete(detail).status_code == 204
    event = only_event()
    assert (event.action, event.object_id, event.object_title) == (
        "deleted",
        str(deployment.pk),
        "Invoices",
    )


SHAREABLES = {
    "deployment": (APIDeploymentFactory, "api/deployment", "api_deployment"),
    "workflow": (WorkflowFactory, "workflow", "workflow"),
}


@pytest.fixture(params=list(SHAREABLES))
def shareable(request, prefix, organization, owner) -> dict[str, Any]:
    factory, path, kind = SHAREABLES[request.param]
    resource = factory(organization=organization)
    resource.members.create(user=owner, role="owner")
    return {"url": f"{prefix}/{path}/{resource.pk}/", "kind": kind, "resource": resource}


def test_sharing_tells_who_came_and_who_went(shareable, owner, viewer, member, group):
    share = f"{shareable['url']}share/"
    client = signed_in(owner)
    client.post(share, {"shared_users": [viewer.pk], "shared_groups": [group.pk]})
    client.post(share, {"shared_users": [member.pk, owner.pk], "shared_to_org": True})
    client.post(share, {"shared_groups": [], "shared_to_org": True})
    client.post(share, {"shared_users": [member.pk], "shared_groups": []})
    assert recorded() == [("shared", shareable["kind"])] * 3
    assert list(AuditEvent.objects.order_by("pk").values_list("changes", flat=True)) == [
        {
            "shared_users": {"added": [viewer.pk], "removed": []},
            "shared_groups": {"added": [group.pk], "removed": []},
        },
        {
            "shared_users": {"added": [member.pk], "removed": [viewer.pk]},
            "shared_to_org": {"from": False, "to": True},
        },
        {"shared_groups": {"added": [], "removed": [group.pk]}},
    ]


def test_owners_who_come_and_go(shareable, owner, viewer):
    client = signed_in(owner)
    owners = f"{shareable['url']}owners/"
    assert client.post(owners, {"user_id": viewer.pk}).status_code == 200
    assert client.post(owners, {"user_id": viewer.pk}).status_code == 400
    assert client.delete(f"{owners}{viewer.pk}/").status_code == 204
    assert client.delete(f"{owners}{owner.pk}/").status_code == 400
    assert recorded() == [("owner_added", shareable["kind"]), ("owner_removed", shareable["kind"])]
    added, removed = AuditEvent.objects.order_by("pk")
    assert added.changes == {"owners": {"added": [viewer.pk], "removed": []}}
    assert removed.changes == {"owners": {"added": [], "removed": [viewer.pk]}}
    assert added.object_title == shareable["resource"].title


def test_a_removed_member(organization, admin, member):
    remove_member(organization=organization, user=member, by=admin)
    remove_member(organization=organization, user=member, by=admin)
    event = only_event()
    assert (event.action, event.object_type) == ("members_removed", "user")
    assert (event.object_id, event.object_title) == (str(member.pk), member.email)
    assert event.actor_id == admin.pk


def test_what_a_platform_key_does_names_the_key(api, detail, platform_key):
    api.patch(detail, {"display_name": "Receipts"})
    event = only_event()
    account = platform_key.service_account
    assert (event.actor_id, event.actor_email) == (account.pk, account.email)
    assert (event.platform_key_id, event.platform_key_name) == (platform_key.pk, platform_key.name)


def test_an_event_outlives_everybody_in_it(organization, detail, deployment, admin, platform_key):
    email, key_name = platform_key.service_account.email, platform_key.name
    record(
        organization_id=organization.pk,
        user=platform_key.service_account,
        action=Action.CHANGED,
        on=deployment,
    )
    delete_platform_key(key=platform_key, user=admin)
    deployment.delete()
    first, second = AuditEvent.objects.order_by("pk")
    assert (first.actor_email, first.platform_key_name) == (email, key_name)
    assert first.object_title == "Invoices"
    second_actor = admin.email
    admin.delete()
    second.refresh_from_db()
    assert second.actor_email == second_actor


def test_an_admin_site_change_is_recorded_too(detail, deployment):
    superuser = UserFactory(is_staff=True, is_superuser=True)
    browser = Client()
    browser.force_login(superuser)
    key = APIKeyFactory(api=deployment, description="first")
    url = reverse("admin:api_keys_apikey_change", args=[key.pk])
    assert browser.post(url, {"description": "second", "is_active": "on"}).status_code == 302
    for model, row in (("api_keys_apikey", key), ("deployments_apideployment", deployment)):
        browser.post(
            reverse(f"admin:{model}_changelist"),
            {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
        )
    assert recorded() == [
        ("changed", "api_key"),
        ("deleted", "api_key"),
        ("deleted", "api_deployment"),
    ]
    assert set(AuditEvent.objects.values_list("actor_email", flat=True)) == {superuser.email}


def _refuse_events(execute, sql, params, many, context):
    if sql.startswith("INSERT") and AuditEvent._meta.db_table in sql:
        raise OperationalError("the disk is full")
    return execute(sql, params, many, context)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "api/deployment/{deployment}/", {"display_name": "Receipts"}),
        ("delete", "api/deployment/{deployment}/", None),
        ("post", "api/deployment/{deployment}/share/", {"shared_to_org": True}),
        ("post", "api/deployment/{deployment}/owners/", {"user_id": "{viewer}"}),
        ("delete", "api/deployment/{deployment}/owners/{owner}/", None),
        ("post", "api/deployment/", {"workflow": "{workflow}"}),
        ("post", "api/keys/api/{deployment}/", {}),
        ("patch", "api/keys/{key}/", {"is_active": False}),
        ("post", "api/keys/{key}/rotate/", {}),
        ("delete", "api/keys/{key}/", None),
        ("post", "global-api-deployment/keys/", {"allow_all_deployments": True}),
    ],
)
def test_what_cannot_be_recorded_does_not_happen(
    api, prefix, organization, deployment, owner, viewer, method, path, body
):
    deployment.members.create(user=UserFactory(memberships=organization), role="owner")
    names = {
        "deployment": deployment.pk,
        "key": APIKeyFactory(api=deployment).pk,
        "owner": owner.pk,
        "viewer": viewer.pk,
        "workflow": WorkflowFactory(organization=organization).pk,
    }

    def state() -> list[Any]:
        return [
            list(model._default_manager.order_by("pk").values())
            for model in (APIDeployment, APIKey, deployment.members.model)
        ]

    before = state()
    filled = {
        name: value.format(**names) if isinstance(value, str) else value
        for name, value in (body or {}).items()
    }
    api.raise_request_exception = False
    with connection.execute_wrapper(_refuse_events):
        response = getattr(api, method)(f"{prefix}/{path.format(**names)}", filled)
    assert response.status_code == 503, response.content
    assert state() == before


@pytest.fixture
def event(organization, admin, deployment) -> AuditEvent:
    record(organization_id=organization.pk, user=admin, action=Action.CHANGED, on=deployment)
    return only_event()


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(actor_email=""),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: AuditEvent.objects.all().bulk_update([event], ["actor_email"]),
        lambda event: AuditEvent.objects.update_or_create(
            pk=event.pk, defaults={"actor_email": ""}
        ),
    ],
)
def test_nothing_is_rewritten(event, rewrite):
    with pytest.raises(NotSupportedError, match="append-only"), transaction.atomic():
        rewrite(event)
    assert only_event().actor_email != ""


def test_the_log_goes_with_its_organization_only(organization, admin):
    elsewhere = OrganizationFactory()
    for place in (organization, elsewhere):
        record(organization_id=place.pk, user=admin, action=Action.CREATED, on=admin)
    organization.delete()
    assert only_event().organization == elsewhere


def test_the_admin_site_shows_and_changes_nothing(event):
    browser = Client()
    browser.force_login(UserFactory(is_staff=True, is_superuser=True))
    name = "admin:organizations_auditevent"
    assert event.object_title in browser.get(reverse(f"{name}_changelist")).content.decode()
    change = reverse(f"{name}_change", args=[event.pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"actor_email": "x@example.com"}).status_code == 403
    assert browser.post(reverse(f"{name}_delete", args=[event.pk])).status_code == 403
    assert browser.get(reverse(f"{name}_add")).status_code == 403
    assert only_event().actor_email == event.actor_email


def test_long_titles_are_cut(organization, admin):
    tool = PromptStudioToolFactory(organization=organization)
    tool.tool_name = "x" * 300
    record(organization_id=organization.pk, user=admin, action=Action.CHANGED, on=tool)
    assert only_event().object_title == "x" * 255


def test_who_was_never_a_member_is_not_removed(organization, admin):
    remove_member(organization=organization, user=UserFactory(), by=admin)
    assert recorded() == []
    assert Membership.objects.filter(organization=organization).exists()
    assert not PlatformKey.objects.exists()
