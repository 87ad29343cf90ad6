"""The Postman collection of a deployment or pipeline, in Postman's format v2.1.0.

Format: https://schema.getpostman.com/json/collection/v2.1.0/collection.json
"""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from common.api.origin import public_origin
from common.file_names import clean_file_name
from deployments.targets import ExecutionTarget

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEY_PLACEHOLDER = "<your API key>"
_EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"

# name, default, what it does
_OPTIONAL_FIELDS = [
    ("timeout", "-1", "Seconds to wait for the result, at most 300; -1 answers once queued."),
    ("include_metadata", "false", "true adds page, line and text of each value."),
    ("include_metrics", "false", "true adds the time of each step."),
    ("tags", "", "Comma-separated words that mark the execution."),
]

_REMEMBER_EXECUTION = [
    "pm.test('The documents were accepted', () => pm.response.to.have.status(200));",
    "const message = pm.response.json().message;",
    "if (message && message.execution_id) {",
    "    pm.collectionVariables.set('execution_id', message.execution_id);",
    "}",
]

# In a run of the whole collection the status is asked for until the execution has ended.
_POLL_UNTIL_ENDED = [
    "const status = pm.response.json().status;",
    "if (['PENDING', 'EXECUTING'].includes(status)) {",
    "    setTimeout(() => pm.execution.setNextRequest(pm.info.requestName), 500);",
    "} else {",
    "    pm.test('The execution completed', () => pm.expect(status).to.equal('COMPLETED'));",
    "}",
]


def collection_of(target: ExecutionTarget, *, api_key: str, request: Request) -> dict[str, Any]:
    """A collection that submits a document to the target's endpoint and polls."""
    path = target.api_endpoint
    return {
        "info": {"name": target.title, "description": target.about, "schema": SCHEMA},
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}],
        },
        "variable": [
            {"key": "base_url", "value": public_origin(request), "type": "string"},
            {"key": "api_key", "value": api_key, "type": "string"},
            {"key": "execution_id", "value": "", "type": "string"},
        ],
        "item": [_process_document(path), _execution_status(path)],
    }


def attachment(content: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(
        json.dumps(content, indent=2, ensure_ascii=False), content_type="application/json"
    )
    file_name = clean_file_name(f"{name}.json".replace("/", "-").replace("\\", "-"))
    header = content_disposition_header(as_attachment=True, filename=file_name)
    response["Content-Disposition"] = str(header)
    return response


def _url(path: str, query: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    raw = "{{base_url}}/" + path
    enabled = [item for item in query or [] if not item.get("disabled")]
    if enabled:
        raw += "?" + "&".join(f"{item['key']}={item['value']}" for item in enabled)
    # Postman keeps a trailing slash as an empty last segment
    url: dict[str, Any] = {"raw": raw, "host": ["{{base_url}}"], "path": path.split("/")}
    if query:
        url["query"] = query
    return url


def _test_script(lines: list[str]) -> dict[str, Any]:
    return {"listen": "test", "script": {"type": "text/javascript", "exec": lines}}


def _process_document(path: str) -> dict[str, Any]:
    form = [
        {"key": "files", "type": "file", "src": [], "description": "The documents, up to 32."},
        *(
            {"key": key, "type": "text", "value": value, "description": text, "disabled": True}
            for key, value, text in _OPTIONAL_FIELDS
        ),
    ]
    request = {
        "method": "POST",
        "header": [],
        "body": {"mode": "formdata", "formdata": form},
        "url": _url(path),
        "description": "Submits documents; the answer's execution_id is kept for the next request.",
    }
    answer = {
        "message": {
            "execution_id": _EXAMPLE_ID,
            "execution_status": "PENDING",
            "status_api": f"/{path}?execution_id={_EXAMPLE_ID}",
            "error": None,
            "result": None,
        }
    }
    return {
        "name": "Process document",
        "event": [_test_script(_REMEMBER_EXECUTION)],
        "request": request,
        "response": [_example("Queued", request, answer)],
    }


def _execution_status(path: str) -> dict[str, Any]:
    query: list[dict[str, Any]] = [
        {"key": "execution_id", "value": "{{execution_id}}"},
        *(
            {"key": key, "value": "false", "disabled": True, "description": text}
            for key, text in (
                ("include_metadata", "true adds page, line and text of each value."),
                ("include_metrics", "true adds the time of each step."),
                ("include_extracted_text", "true adds the document's text."),
            )
        ),
    ]
    request = {
        "method": "GET",
        "header": [],
        "url": _url(path, query),
        "description": "422 while the execution runs, 200 with the results once it is done.",
    }
    answer = {
        "status": "COMPLETED",
        "message": [
            {
                "file": "invoice.pdf",
                "file_execution_id": _EXAMPLE_ID,
                "status": "Success",
                "result": {"output": {"invoice_number": "INV-1001", "total_amount": 1234.5}},
                "error": None,
                "metadata": None,
                "extracted_text": None,
            }
        ],
    }
    return {
        "name": "Execution status",
        "event": [_test_script(_POLL_UNTIL_ENDED)],
        "request": request,
        "response": [_example("Done", request, answer)],
    }


def _example(name: str, request: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "originalRequest": request,
        "status": "OK",
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": json.dumps(body, indent=2),
        "_postman_previewlanguage": "json",
    }
