"""What the bodies of Prompt Studio's routes look like, for the OpenAPI description."""

from common.examples import (
    CREATED,
    DOCUMENT,
    FILE_NAME,
    LLM,
    PROFILE,
    REGISTRY_ENTRY,
    SHARED,
    TIMES,
    TOOL,
    VIEWER,
    X2TEXT,
    request,
    response,
    shown_by,
)

_FORM = "multipart/form-data"

_DESCRIBED = {
    "tool_name": "Invoice reader",
    "description": "The values of an invoice.",
    "author": "Acme",
    "icon": "",
}
_SETTINGS = {"preamble": "The document is an invoice.", "postamble": ""}
prompt_studio_tool = shown_by(
    request({**_DESCRIBED, **_SETTINGS}),
    response({"tool_id": TOOL, **_DESCRIBED, **_SETTINGS, "output": DOCUMENT, **SHARED}),
)

_PROMPT = {
    "prompt_key": "total_amount",
    "prompt": "What is the total amount to pay?",
    "enforce_type": "number",
    "sequence_number": 1,
    "prompt_type": "PROMPT",
    "active": True,
    "required": True,
}
prompt = shown_by(
    request(_PROMPT),
    response(
        {
            "prompt_id": "d8c3b5e2-7f40-4a19-96d1-e0b2f7c4a685",
            "tool_id": TOOL,
            **_PROMPT,
            **TIMES,
        }
    ),
)

export = shown_by(request({"is_shared_with_org": False, "user_id": [VIEWER["id"]]}))
registry_entry = shown_by(
    response(
        {
            "prompt_registry_id": REGISTRY_ENTRY,
            "custom_tool": TOOL,
            "name": _DESCRIBED["tool_name"],
            "description": _DESCRIBED["description"],
            "icon": "",
            "version": 2,
            "shared_to_org": False,
            "shared_users": [VIEWER["id"]],
            **TIMES,
        }
    )
)

sample_document = shown_by(
    response(
        {
            "document_id": DOCUMENT,
            "document_name": FILE_NAME,
            "tool": TOOL,
            "mime_type": "application/pdf",
            "size_bytes": 48213,
            "created_at": CREATED,
        }
    )
)
new_document = shown_by(request({"file": FILE_NAME}, _FORM))
document_content = shown_by(response({"data": "JVBERi0xLjcK...", "mime_type": "application/pdf"}))

_NEW_PROFILE = {"profile_name": "Small model", "is_default": True, "llm": LLM, "x2text": X2TEXT}
_SHOWN_PROFILE = {
    "profile_id": PROFILE,
    "tool": TOOL,
    **_NEW_PROFILE,
    "vector_store": None,
    "embedding_model": None,
    **TIMES,
}
profile = shown_by(request(_NEW_PROFILE), response(_SHOWN_PROFILE))
profile_summary = shown_by(
    response(_SHOWN_PROFILE | {"llm": "Small model", "x2text": "Text of documents"})
)

_PROJECT = {
    "tool_metadata": _DESCRIBED,
    "tool_settings": _SETTINGS,
    "default_profile_settings": {
        "profile_name": "Small model",
        "llm": "Small model",
        "x2text": "Text of documents",
    },
    "prompts": [_PROMPT],
}
exported_project = shown_by(
    response({**_PROJECT, "export_metadata": {"exported_at": CREATED, "tool_id": TOOL}})
)
import_ = shown_by(
    request(
        {
            "file": "invoice-reader.json",
            "llm_adapter_id": LLM,
            "x2text_adapter_id": X2TEXT,
        },
        _FORM,
    )
)
imported_tool = shown_by(
    response(
        {
            "tool_id": TOOL,
            "tool_name": _DESCRIBED["tool_name"],
            "needs_adapter_config": False,
        }
    )
)
sync = shown_by(request({"data": _PROJECT, "create_copy": False}))
synced_tool = shown_by(response({"tool_id": TOOL, "prompt_count": 1, "copy_tool_id": None}))
