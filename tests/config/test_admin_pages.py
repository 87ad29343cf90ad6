"""Every page of Django's admin, for every model, with rows to show."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group as PermissionGroup
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import beat
from organizations.models import AuditEvent, Group, User
from tests.factories import (
    AdapterFactory,
    APIDeploymentFactory,
    APIKeyFactory,
    ConnectorFactory,
    ExecutionFactory,
    FileExecutionFactory,
    GroupFactory,
    GroupMembershipFactory,
    LLMProfileFactory,
    PipelineFactory,
    PlatformKeyFactory,
    PromptFactory,
    SampleDocumentFactory,
    TagFactory,
    UserFactory,
    WebhookDeliveryFactory,
    WorkflowFactory,
)

pytestmark = pytest.mark.django_db

SECRET = "made-up-credential-4711"
OURS = (
    "organizations",
    "connections",
    "prompt_studio",
    "workflows",
    "deployments",
    "api_keys",
    "executions",
)
METADATA = {
    "api_base": f"https://bob:{SECRET}@models.example.com/v1",
    "api_key": SECRET,
    "headers": {"X-Key": SECRET},
    "nested": [{"password": SECRET}],
}


@pytest.fixture
def secrets(organization, member) -> list[str]:
    """What no page may show, of one row at least of every model."""
    workflow = WorkflowFactory(organization=organization)
    tool = workflow.tool_instance.registry_entry.tool
    PromptFactory(tool=tool)
    SampleDocumentFactory(tool=tool)
    TagFactory(organization=organization)
    adapter = AdapterFactory(organization=organization, metadata=METADATA)
    LLMProfileFactory(tool=tool, llm=adapter)
    connector = ConnectorFactory(organization=organization, metadata=METADATA)
    deployment = APIDeploymentFactory(organization=organization, workflow=workflow)
    pipeline = PipelineFactory(organization=organization, workflow=workflow)
    group = GroupFactory(organization=organization, created_by=member)
    GroupMembershipFactory(group=group, user=member)
    for shared in (workflow, tool, adapter, connector, deployment, pipeline):
        shared.members.create(user=member, role="owner")
        shared.group_shares.create(group=group)
    execution = ExecutionFactory(deployment=deployment)
    FileExecutionFactory(execution=execution)
    WebhookDeliveryFactory(execution=execution)
    beat(Heartbeat.Role.WORKER)
    keys = [APIKeyFactory(api=deployment), APIKeyFactory(api=None, pipeline=pipeline)]
    platform_key = PlatformKeyFactory(organization=organization, created_by=member)
    AuditEvent.objects.create(
        organization=organization, action="created", object_type="tag", object_title="x"
    )
    PermissionGroup.objects.create(name="readers")
    AccessAttempt.objects.create(username="bob@example.com", failures_since_start=1)
    AccessFailureLog.objects.create(username="bob@example.com")
    AccessLog.objects.create(username="bob@example.com")
    sealed = [connector.sealed_metadata, adapter.sealed_metadata]
    return [
        SECRET,
        platform_key.secret,
        platform_key.digest,
        *(part for key in keys for part in (key.digest, key.sealed_secret, str(key.secret))),
        *sealed,
    ]


@pytest.fixture
def browser(secrets) -> Client:
    client = Client()
    client.force_login(
        UserFactory(is_staff=True, is_superuser=True), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def page(model: type[Model], kind: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_every_model_of_ours_has_a_page():
    inlines = {inline.model for pages in admin.site._registry.values() for inline in pages.inlines}
    ours = {model for model in apps.get_models() if model._meta.app_label in OURS}
    assert ours <= {*admin.site._registry, *inlines}


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_pages_open_and_show_no_secret(browser, secrets, model):
    pages = admin.site._registry[model]
    request = browser.get(reverse("admin:index")).wsgi_request
    rows = list(pages.get_queryset(request))
    assert rows
    urls = [page(model, "changelist"), page(model, "add")]
    for row in rows:
        urls += [page(model, kind, row.pk) for kind in ("change", "history", "delete")]
    allowed = {
        "add": pages.has_add_permission(request),
        "delete": pages.has_delete_permission(request),
    }
    for url in urls:
        response = browser.get(url)
        expected = 200 if allowed.get(url.rstrip("/").rpartition("/")[2], True) else 403
        assert response.status_code == expected, url
        shown = response.content.decode()
        assert not [secret for secret in secrets if secret in shown], url


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_page_of_no_row_leads_back(browser, model):
    for key in ("0", "x", "11111111-1111-1111-1111-111111111111", "_00", "%F0%9F%98%80"):
        response = browser.get(page(model, "change", "1").replace("/1/", f"/{key}/"))
        assert response.status_code in {302, 404}


def test_the_audit_log_stays(browser, organization):
    event = AuditEvent.objects.get(object_title="x")
    for path in (
        page(AuditEvent, "change", event.pk),
        page(AuditEvent, "delete", event.pk),
        page(type(organization), "delete", organization.pk),
    ):
        assert browser.post(path, {"post": "yes", "object_title": "y"}).status_code == 403
    for model, row in ((AuditEvent, event), (type(organization), organization)):
        action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        browser.post(page(model, "changelist"), action)
    event.refresh_from_db()
    assert event.object_title == "x"


def test_what_the_log_tells_of_outlives_its_people(browser, member):
    group = Group.objects.get()
    assert browser.post(page(User, "delete", member.pk), {"post": "yes"}).status_code == 302
    group.refresh_from_db()
    assert AuditEvent.objects.filter(object_title="x").exists()
