"""The admin pages of everything that a deployment stands on, room by room in one table."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deployments.pipelines.models import Pipeline
from tests.admin_rows import SECRET, change, delete, page, row_of_everything
from tests.factories import (
    AdapterFactory,
    ConnectorFactory,
    OrganizationFactory,
    PipelineFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db

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


@pytest.mark.parametrize(
    "model", ["registryentry", "sampledocument", "toolexport", "workflowendpoint"]
)
def test_some_rows_are_only_looked_at(browser, rows, model):
    url = page(model, "change", rows[model].pk)
    assert browser.post(url, {}).status_code == 403
    assert browser.post(page(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403


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
