"""What the bodies of workflows and tools look like, for the OpenAPI description."""

from common.api.examples import (
    MADE,
    REGISTRY_ENTRY,
    SHARED,
    TIMES,
    TOOL,
    WORKFLOW,
    request,
    response,
    shown_by,
)

_NEW_WORKFLOW = {
    "workflow_name": "Invoices",
    "description": "Reads invoices.",
    "deployment_type": "API",
    "is_active": True,
    "source_settings": {},
    "destination_settings": {},
}
workflow = shown_by(request(_NEW_WORKFLOW), response({"id": WORKFLOW, **_NEW_WORKFLOW, **SHARED}))
workflow_endpoint = shown_by(
    request({"connection_type": "API", "connector_instance_id": None, "configuration": {}}),
    response(
        {
            "id": "3d6a9f81-e5b7-4c20-8f14-b9d0c7e2a563",
            "workflow": WORKFLOW,
            "endpoint_type": "SOURCE",
            "connection_type": "API",
            "connector_instance": None,
            "configuration": {},
        }
    ),
)

tool = shown_by(
    response(
        {
            "tool_id": REGISTRY_ENTRY,
            "custom_tool": TOOL,
            "name": "Invoice reader",
            "description": "The values of an invoice.",
            "icon": "",
            "version": 2,
        }
    )
)
tool_instance = shown_by(
    response(
        {
            "id": "f5b1c8d3-2e97-4a64-9d0c-6a7e4b8f1d39",
            "workflow": WORKFLOW,
            "tool_id": REGISTRY_ENTRY,
            "name": "Invoice reader",
            "metadata": {},
            **MADE,
            **TIMES,
        }
    )
)
new_tool_instance = shown_by(request({"workflow_id": WORKFLOW, "tool_id": REGISTRY_ENTRY}))
tool_instance_metadata = shown_by(request({"metadata": {"prompt_registry_id": REGISTRY_ENTRY}}))

_NEW_TAG = {"name": "march-2026", "description": "The invoices of March."}
tag = shown_by(
    request(_NEW_TAG),
    response({"id": "92e4f0b7-c6a1-4d58-8b3e-5f9d7a2c1e84", **_NEW_TAG, **MADE, **TIMES}),
)
