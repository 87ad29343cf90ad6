import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from prompt_studio.models import PromptStudioTool
from tests.factories import PromptStudioToolFactory


def upload(name: str = "invoice.txt", content: bytes = b"Total: 7") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def studio(prefix) -> str:
    return f"{prefix}/prompt-studio/"


@pytest.fixture
def tool(organization, owner, viewer, group) -> PromptStudioTool:
    """Owned by ``owner``, shared with ``viewer`` and ``group``."""
    tool = PromptStudioToolFactory(
        organization=organization, tool_name="Invoices", created_by=owner, modified_by=owner
    )
    tool.members.create(user=owner, role="owner")
    tool.members.create(user=viewer, role="viewer")
    tool.group_shares.create(group=group)
    return tool


@pytest.fixture
def transfer(studio) -> str:
    return f"{studio}project-transfer/"


@pytest.fixture
def sync(studio, tool) -> str:
    return f"{studio}{tool.pk}/sync-prompts/"
