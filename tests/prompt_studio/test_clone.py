"""The official client copies tools from one organization to another, unchanged, over HTTP."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from unstract.clone.client import PlatformClient
from unstract.clone.context import CloneContext, CloneOptions, OrgEndpoint
from unstract.clone.phases.custom_tool import CustomToolPhase
from unstract.clone.phases.files import FilesPhase
from unstract.clone.report import CloneReport

from connections.models import Adapter
from prompt_studio.models import PromptStudioTool, RegistryEntry
from prompt_studio.publishing.services import export_tool
from tests.factories import (
    AdapterFactory,
    LLMProfileFactory,
    OrganizationFactory,
    PlatformKeyFactory,
    PromptFactory,
    PromptStudioToolFactory,
    SampleDocumentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n\x00\x01\xff binary"
CSV = "item,price\nBücher,7\n".encode()


class Client(PlatformClient):
    """Adapters have a phase of their own, which is not tried here."""

    def list_adapters(self, **kwargs: Any) -> list[dict[str, Any]]:
        rows = Adapter.objects.filter(
            organization__organization_id=self.endpoint.organization_id
        ).values("id", "adapter_name")
        return [
            {"id": str(row["id"]), "adapter_name": row["adapter_name"]}
            for row in rows
            if kwargs.get("name") in {None, row["adapter_name"]}
        ]


@pytest.fixture
def source(organization):
    return organization


@pytest.fixture
def target():
    return OrganizationFactory(organization_id="org_globex", name="globex")


@pytest.fixture
def tool(source, target) -> PromptStudioTool:
    """Published and shared, with an LLM profile and three sample documents."""
    person = UserFactory(memberships=source)
    UserFactory(memberships=target)
    tool = PromptStudioToolFactory(organization=source, tool_name="Invoices / 2026")
    tool.members.create(user=person, role="viewer")
    for organization in (source, target):
        AdapterFactory(organization=organization, adapter_name="GPT")
    llm = Adapter.objects.get(organization=source)
    LLMProfileFactory(tool=tool, profile_name="Exact", llm=llm, is_default=True)
    for key in ("total", "invoice_number"):
        PromptFactory(tool=tool, prompt_key=key)
    SampleDocumentFactory(tool=tool, document_name="a.txt", content=b"Total: 7")
    tool.output = SampleDocumentFactory(
        tool=tool, document_name="b.pdf", mime_type="application/pdf", content=PDF
    )
    SampleDocumentFactory(tool=tool, document_name="c.csv", mime_type="text/csv", content=CSV)
    tool.save()
    PromptStudioToolFactory(organization=source, tool_name="Empty", shared_to_org=True)
    export_tool(tool=tool, user=person)
    return tool


@pytest.fixture
def clone(live_server, source, target):
    secrets = {
        organization.organization_id: PlatformKeyFactory(organization=organization).secret
        for organization in (source, target)
    }

    def run(*, dry_run: bool = False) -> CloneReport:
        clients = [
            Client(OrgEndpoint(live_server.url, organization_id, secret))
            for organization_id, secret in secrets.items()
        ]
        options = CloneOptions(dry_run=dry_run, concurrency=1)
        context = CloneContext(*clients, options)
        report = CloneReport()
        for phase in (CustomToolPhase, FilesPhase):
            phase(context).run(report)
        for client in clients:
            client.close()
        return report

    return run


def figures(report: CloneReport) -> list[tuple[int, int, int, int]]:
    return [(phase.created, phase.adopted, phase.skipped, phase.failed) for phase in report.phases]


def test_a_dry_run_plans_and_changes_nothing(clone, tool, target):
    assert figures(clone(dry_run=True)) == [(2, 0, 0, 0), (3, 0, 0, 0)]
    assert not PromptStudioTool.objects.filter(organization=target).exists()


def test_a_clone_is_the_same_tool(clone, tool, target):
    report = clone()
    assert figures(report) == [(2, 0, 0, 0), (3, 0, 0, 0)], report.phases
    assert (report.unsupported_files, report.failed_files) == ([], [])
    copy = PromptStudioTool.objects.get(organization=target, tool_name="Invoices / 2026")
    fields = ("prompt_key", "prompt", "enforce_type", "sequence_number", "active", "required")
    assert list(copy.prompts.values(*fields)) == list(tool.prompts.values(*fields))
    profile = copy.profiles.get()
    assert (profile.profile_name, profile.is_default) == ("Exact", True)
    assert profile.llm == Adapter.objects.get(organization=target)
    assert copy.output.document_name == "b.pdf"
    entry = RegistryEntry.objects.get(tool=copy)
    assert entry.exports.get().definition == tool.registry_entry.exports.get().definition
    empty = PromptStudioTool.objects.get(organization=target, tool_name="Empty")
    assert empty.shared_to_org is True
    assert not RegistryEntry.objects.filter(tool=empty).exists()


def test_a_second_clone_adopts_and_publishes_what_changed(clone, tool, target):
    clone()
    copy = PromptStudioTool.objects.get(organization=target, tool_name="Invoices / 2026")
    entry = copy.registry_entry
    PromptFactory(tool=tool, prompt_key="new")
    assert figures(clone()) == [(0, 2, 0, 0), (0, 0, 3, 0)]
    assert PromptStudioTool.objects.filter(organization=target).count() == 2
    assert copy.prompts.filter(prompt_key="new").exists()
    assert RegistryEntry.objects.get(tool=copy) == entry
    newest = entry.exports.order_by("-version").first()
    assert "new" in [prompt["prompt_key"] for prompt in newest.definition["prompts"]]


def test_documents_arrive_byte_for_byte(clone, tool, target):
    clone()
    copy = PromptStudioTool.objects.get(organization=target, tool_name="Invoices / 2026")
    contents = {}
    for document in copy.documents.all():
        with default_storage.open(document.stored_as) as stored:
            contents[document.document_name] = stored.read()
    assert contents == {"a.txt": b"Total: 7", "b.pdf": PDF, "c.csv": CSV}
