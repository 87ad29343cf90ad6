"""Prompt Studio tools as JSON, and sending them."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from prompt_studio.models import PromptStudioTool
from tests.answers import UNKNOWN

PROJECT: dict[str, Any] = {
    "tool_metadata": {
        "tool_name": "Receipts",
        "description": "Reads receipts",
        "author": "accounting",
        "icon": "receipt",
    },
    "tool_settings": {"preamble": " Read. ", "postamble": "Done."},
    "default_profile_settings": {"profile_name": "Exact", "llm": "GPT", "x2text": None},
    "prompts": [
        {
            "prompt_key": "total",
            "prompt": " How much?\n",
            "enforce_type": "number",
            "sequence_number": 4,
            "prompt_type": "PROMPT",
            "active": False,
            "required": True,
        },
        {
            "prompt_key": "note",
            "prompt": "",
            "enforce_type": "text",
            "sequence_number": 5,
            "prompt_type": "NOTES",
            "active": True,
            "required": False,
        },
    ],
    "export_metadata": {"exported_at": "2026-01-01T00:00:00+00:00", "tool_id": UNKNOWN},
}
# as other installations write them, with what only they know
FOREIGN: dict[str, Any] = {
    "tool_metadata": {"tool_name": "Foreign", "description": None, "icon": None, "author": "a"},
    "tool_settings": {
        "preamble": None,
        "summarize_context": False,
        "prompt_grammer": None,
        "enable_highlight": True,
    },
    "default_profile_settings": {"chunk_size": 0, "similarity_top_k": 3, "section": "Default"},
    "prompts": [
        {
            "prompt_key": "a",
            "enforce_type": "Text",
            "required": None,
            "assertion": {},
            "prompt": None,
        },
        {
            "prompt_key": "b",
            "enforce_type": "number",
            "required": "all",
            "prompt": None,
            "sequence_number": None,
        },
    ],
    "export_metadata": {"exported_at": None},
}


def sent(client, url, project: Any, **fields):
    content = project if isinstance(project, bytes) else json.dumps(project).encode()
    file = SimpleUploadedFile("project.json", content, "application/json")
    return client.post(url, {"file": file, **fields}, format="multipart")


def imported(response) -> PromptStudioTool:
    assert response.status_code == 201, response.content
    return PromptStudioTool.objects.get(pk=response.json()["tool_id"])


def changed(path: str, value: Any) -> dict[str, Any]:
    """PROJECT with one value replaced."""
    project = json.loads(json.dumps(PROJECT))
    *parents, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    part = project
    for name in parents:
        part = part[name]
    part[last] = value
    return project
