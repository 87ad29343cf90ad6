"""Deleting tools in the admin."""

import pytest

from prompt_studio.models import PromptStudioTool, SampleDocument
from tests.admin_rows import delete
from tests.factories import SampleDocumentFactory, ToolExportFactory, WorkflowFactory

pytestmark = pytest.mark.django_db


def test_a_tool_goes_with_its_versions_and_samples(browser, organization):
    entry = ToolExportFactory(entry__organization=organization).entry
    SampleDocumentFactory(tool=entry.tool)
    assert delete(browser, entry.tool).status_code == 302
    assert not PromptStudioTool.objects.exists()
    assert not SampleDocument.objects.exists()


def test_a_tool_in_a_workflow_stays(browser, organization):
    export = ToolExportFactory(entry__organization=organization)
    WorkflowFactory(organization=organization, tool=export)
    assert delete(browser, export.entry.tool).status_code == 200
    assert PromptStudioTool.objects.filter(pk=export.entry.tool_id).exists()
