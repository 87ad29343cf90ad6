"""Workflows and tags in the admin."""

import pytest

from tests.admin_rows import delete, page
from tests.factories import APIDeploymentFactory, WorkflowFactory
from workflows.models import Tag, ToolInstance, Workflow

pytestmark = pytest.mark.django_db


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
