import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import PromptStudioToolFactory
from workflows.models import PromptStudioTool

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def error_of(response, status=400) -> dict:
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == {"type", "errors", "message"}
    return body["errors"][0]


def as_json(send, url: str, body: Any):
    """``body`` as it is, surrogates too, which the test client refuses to send."""
    return send(url, json.dumps(body), content_type="application/json")


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
