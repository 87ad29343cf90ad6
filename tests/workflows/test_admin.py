"""The admin pages of everything that a deployment stands on."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.crypto import MASK
from connections.models import Adapter
from deployments.pipelines.models import Pipeline
from prompt_studio.models import PromptStudioTool, SampleDocument
from tests.factories import (
    AdapterFactory,
    APIDeploymentFactory,
    ConnectorFactory,
    LLMProfileFactory,
    OrganizationFactory,
    PipelineFactory,
    PromptFactory,
    PromptStudioToolFactory,
    RegistryEntryFactory,
    SampleDocumentFactory,
    TagFactory,
    ToolExportFactory,
    UserFactory,
    WorkflowFactory,
)
from workflows.models import Tag, ToolInstance, Workflow

pytestmark = pytest.mark.django_db

SECRET = "made-up-credential-4711"
MODELS = [
    "adapter",
    "connector",
    "llmprofile",
    "pipeline",
    "prompt",
    "promptstudiotool",
    "registryentry",
    "sampledocument",
    "tag",
    "toolexport",
    "toolinstance",
    "workflow",
    "workflowendpoint",
]
ADDED_HERE = {"tag"}


def page(model: str, kind: str, *args: Any) -> str:
    label = next(m._meta.app_label for m in apps.get_models() if m._meta.model_name == model)
    return reverse(f"admin:{label}_{model}_{kind}", args=args)


def row_of_everything(organization, name: str) -> dict[str, Any]:
    people = {"created_by": UserFactory(), "modified_by": UserFactory()}
    base = {"organization": organization, **people}
    adapter = AdapterFactory(
        adapter_name=f"{name} adapter", metadata={"api_key": SECRET, "model": "m"}, **base
    )
    connector = ConnectorFactory(
        connector_name=f"{name} connector", metadata={"password": SECRET}, **base
    )
    tool = PromptStudioToolFactory(tool_name=f"{name} tool", **base)
    entry = RegistryEntryFactory(tool=tool, **base)
    export = ToolExportFactory(entry=entry, created_by=people["created_by"])
    workflow = WorkflowFactory(workflow_name=f"{name} workflow", tool=export, **base)
    workflow.endpoints.update(connector_instance=connector)
    for resource in (adapter, connector, tool, workflow):
        resource.members.create(user=people["created_by"], role="owner")
    return {
        "adapter": adapter,
        "connector": connector,
        "llmprofile": LLMProfileFactory(tool=tool, profile_name=f"{name} profile", llm=adapter),
        "pipeline": PipelineFactory(pipeline_name=f"{name} pipeline", workflow=workflow, **base),
        "prompt": PromptFactory(tool=tool, prompt_key=f"{name}_number"),
        "promptstudiotool": tool,
        "registryentry": entry,
        "sampledocument": SampleDocumentFactory(tool=tool, document_name=f"{name}.txt"),
        "tag": TagFactory(name=f"{name}-tag", **base),
        "toolexport": export,
        "toolinstance": workflow.tool_instance,
        "workflow": workflow,
        "workflowendpoint": workflow.endpoints.get(endpoint_type="SOURCE"),
    }


@pytest.fixture
def rows(organization) -> dict[str, Any]:
    """One of everything that is found by the text "invoice"; another of everything isn't."""
    row_of_everything(organization, "other")
    return row_of_everything(organization, "invoice")


@pytest.mark.parametrize("model", MODELS)
def test_lists_open_in_every_order_and_find_by_text(browser, rows, model):
    url = page(model, "changelist")
    response = browser.get(url)
    listed = {row.pk for row in response.context["cl"].result_list}
    assert rows[model].pk in listed
    for column in range(1, len(response.context["cl"].list_display)):
        response = browser.get(url, {"o": f"-{column}"})
        assert response.status_code == 200
        assert {row.pk for row in response.context["cl"].result_list} == listed
    found = {row.pk for row in browser.get(url, {"q": "INVOICE"}).context["cl"].result_list}
    assert rows[model].pk in found
    assert len(found) * 2 == len(listed)


@pytest.mark.parametrize("model", MODELS)
def test_filters_narrow_to_an_organization(browser, rows, organization, model):
    row_of_everything(OrganizationFactory(), "elsewhere")
    path = {
        "llmprofile": "tool__organization",
        "prompt": "tool__organization",
        "sampledocument": "tool__organization",
        "toolexport": "entry__organization",
        "toolinstance": "workflow__organization",
        "workflowendpoint": "workflow__organization",
    }.get(model, "organization")
    url = page(model, "changelist")
    everywhere = browser.get(url).context["cl"].result_count
    response = browser.get(url, {f"{path}__id__exact": organization.pk})
    assert response.context["cl"].result_count * 3 == everywhere * 2


@pytest.mark.parametrize("model", MODELS)
def test_pages_of_a_row_open(browser, rows, model):
    assert browser.get(page(model, "add")).status_code == (200 if model in ADDED_HERE else 403)
    assert browser.get(page(model, "change", rows[model].pk)).status_code == 200
    assert browser.get(page(model, "history", rows[model].pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_no_page_shows_a_credential_or_what_is_kept_of_it(browser, rows, model):
    sealed = [rows[name].sealed_metadata for name in ("adapter", "connector")]
    assert all(sealed)
    for url in (page(model, "changelist"), page(model, "change", rows[model].pk)):
        shown = browser.get(url).content.decode()
        for hidden in (SECRET, *sealed, rows["sampledocument"].stored_as):
            assert hidden not in shown


def test_settings_are_shown_masked(browser, rows):
    shown = browser.get(page("adapter", "change", rows["adapter"].pk)).content.decode()
    assert MASK in shown
    assert "&quot;model&quot;: &quot;m&quot;" in shown


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_a_constant_number_of_queries(
    browser, organization, django_assert_num_queries, model, count
):
    for number in range(count):
        row_of_everything(organization, f"row{number}")
    # session, user, count, rows, the choices of each filter by values or organizations
    with django_assert_num_queries(6 if model in {"connector", "sampledocument"} else 5):
        response = browser.get(page(model, "changelist"))
    assert response.context["cl"].result_count in {count, 2 * count}


def test_people_without_staff_status_are_sent_to_the_log_in(owner):
    client = Client()
    client.force_login(owner)
    for model in MODELS:
        assert client.get(page(model, "changelist"))["Location"].startswith("/admin/login/")


# --- changing -------------------------------------------------------------------------------


def change(browser, row, form: dict[str, Any]):
    model = type(row)._meta.model_name
    url = page(model, "change", row.pk)
    counts = {}
    for formset in browser.get(url).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        counts |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return browser.post(url, {**counts, **form})


@pytest.mark.parametrize(
    ("model", "name", "form"),
    [
        ("adapter", "adapter_name", {}),
        ("connector", "connector_name", {}),
        ("llmprofile", "profile_name", {}),
        ("pipeline", "pipeline_name", {"pipeline_type": "ETL"}),
        ("promptstudiotool", "tool_name", {}),
        ("tag", "name", {}),
        ("workflow", "workflow_name", {"deployment_type": "API"}),
        (
            "prompt",
            "prompt_key",
            {"enforce_type": "text", "prompt_type": "PROMPT", "sequence_number": 3},
        ),
    ],
)
def test_a_change_notes_who_made_it(browser, superuser, rows, model, name, form):
    row = rows[model]
    response = change(browser, row, {**form, name: "changed"})
    assert response.status_code == 302, response.content.decode()
    before = row.modified_at
    row.refresh_from_db()
    assert getattr(row, name) == "changed"
    assert row.modified_by == superuser
    assert before < row.modified_at <= timezone.now() + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("model", "name", "taken", "form"),
    [
        ("adapter", "adapter_name", "other adapter", {}),
        ("connector", "connector_name", "other connector", {}),
        ("pipeline", "pipeline_name", "other pipeline", {"pipeline_type": "ETL"}),
        ("promptstudiotool", "tool_name", "other tool", {}),
        ("tag", "name", "other-tag", {}),
        ("workflow", "workflow_name", "other workflow", {"deployment_type": "API"}),
    ],
)
def test_a_taken_name_is_refused(browser, rows, model, name, taken, form):
    row = rows[model]
    before = getattr(row, name)
    response = change(browser, row, {**form, name: taken})
    assert response.status_code == 200
    assert "exists already" in response.content.decode() or "this name already" in (
        response.content.decode()
    )
    row.refresh_from_db()
    assert getattr(row, name) == before


def test_a_change_keeps_the_credentials(browser, rows):
    change(browser, rows["adapter"], {"adapter_name": "changed", "sealed_metadata": "x"})
    adapter = Adapter.objects.get(adapter_name="changed")
    assert adapter.metadata == {"api_key": SECRET, "model": "m"}


@pytest.mark.parametrize(
    "model", ["registryentry", "sampledocument", "toolexport", "workflowendpoint"]
)
def test_some_rows_are_only_looked_at(browser, rows, model):
    url = page(model, "change", rows[model].pk)
    assert browser.post(url, {}).status_code == 403
    assert browser.post(page(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403


def test_tags_are_added_here(browser, superuser, organization):
    form = {"organization": organization.pk, "name": "urgent", "description": ""}
    assert browser.post(page("tag", "add"), form).status_code == 302
    tag = Tag.objects.get()
    assert (tag.organization, tag.created_by, tag.modified_by) == (
        organization, superuser, superuser,
    )  # fmt: skip
    again = browser.post(page("tag", "add"), form)
    assert "exists already" in again.content.decode()
    assert browser.post(page("tag", "add"), {**form, "name": "7 up"}).status_code == 200


# --- deleting -------------------------------------------------------------------------------


def delete(browser, row):
    return browser.post(page(type(row)._meta.model_name, "delete", row.pk), {"post": "yes"})


def test_a_workflow_goes_with_its_endpoints(browser, organization):
    workflow = WorkflowFactory(organization=organization)
    assert delete(browser, workflow).status_code == 302
    assert not Workflow.objects.exists()
    assert not ToolInstance.objects.exists()


def test_a_deployed_workflow_stays(browser, organization):
    workflow = APIDeploymentFactory(organization=organization).workflow
    response = delete(browser, workflow)
    assert response.status_code == 200
    assert Workflow.objects.filter(pk=workflow.pk).exists()


def test_a_tool_goes_with_its_versions_and_samples(browser, organization):
    entry = ToolExportFactory(entry__organization=organization).entry
    SampleDocumentFactory(tool=entry.tool)
    assert delete(browser, entry.tool).status_code == 302
    assert not PromptStudioTool.objects.exists()
    assert not SampleDocument.objects.exists()


def test_a_tool_in_a_workflow_stays(browser, rows):
    assert delete(browser, rows["promptstudiotool"]).status_code == 200
    assert PromptStudioTool.objects.filter(pk=rows["promptstudiotool"].pk).exists()


def test_what_stands_alone_goes(browser, organization):
    for row in (
        AdapterFactory(organization=organization),
        ConnectorFactory(organization=organization),
        TagFactory(organization=organization),
        PipelineFactory(organization=organization),
    ):
        assert delete(browser, row).status_code == 302
        assert not type(row)._default_manager.exists()
    assert not Pipeline.objects.exists()
