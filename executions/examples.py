"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import (
    DEPLOYMENT,
    ENDPOINT,
    EXECUTION,
    FILE_EXECUTION,
    FILE_NAME,
    FINISHED,
    ORGANIZATION,
    STARTED,
    WORKFLOW,
    request,
    response,
    shown_by,
)

FILE_IS_EMPTY = "The file is empty."

execute = shown_by(
    request(
        {
            "files": [FILE_NAME],
            "timeout": 60,
            "include_metadata": True,
            "tags": "march-2026",
            "custom_data": {"cost_center": "4100"},
        },
        "multipart/form-data",
    )
)

_METADATA = {
    "source_name": FILE_NAME,
    "source_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "organization_id": ORGANIZATION,
    "workflow_id": WORKFLOW,
    "execution_id": EXECUTION,
    "file_execution_id": FILE_EXECUTION,
    "workflow_start_time": STARTED,
    "total_elapsed_time": 2.4,
    "tags": ["march-2026"],
    "custom_data": {"cost_center": "4100"},
}
RESULT = {
    "file": FILE_NAME,
    "file_execution_id": FILE_EXECUTION,
    "status": "Success",
    "result": {
        "output": {"invoice_number": "INV-2026-0042", "total_amount": 1234.5},
        "metadata": {
            "context": {
                "invoice_number": {"page": 1, "line": 3, "text": "Invoice INV-2026-0042"},
                "total_amount": {"page": 1, "line": 27, "text": "Total to pay 1,234.50"},
            }
        },
    },
    "error": None,
    "metadata": _METADATA | {"usage": []},
    "extracted_text": None,
}
FAILED_RESULT = RESULT | {
    "status": "Failed",
    "result": None,
    "error": FILE_IS_EMPTY,
    "metadata": _METADATA,
}

_EXECUTION = {
    "id": EXECUTION,
    "deployment": DEPLOYMENT,
    "api_name": "invoices",
    "pipeline": None,
    "pipeline_name": None,
    "workflow": WORKFLOW,
    "status": "COMPLETED",
    "total_files": 1,
    "successful_files": 1,
    "failed_files": 0,
    "tags": ["march-2026"],
    "error_message": "",
    "created_at": STARTED,
    "started_at": STARTED,
    "finished_at": FINISHED,
    "elapsed_seconds": 2.4,
}
execution = shown_by(response(_EXECUTION))
execution_detail = shown_by(
    response(
        {
            **_EXECUTION,
            "custom_data": {"cost_center": "4100"},
            "results_until": "2026-04-04T14:30:02.400000Z",
            "results": [RESULT],
        }
    )
)
file_execution = shown_by(
    response(
        {
            "id": FILE_EXECUTION,
            "file_name": FILE_NAME,
            "size_bytes": 48213,
            "mime_type": "application/pdf",
            "status": "COMPLETED",
            "attempts": 1,
            "error": "",
            "started_at": STARTED,
            "finished_at": FINISHED,
        }
    )
)
webhook_delivery = shown_by(
    response(
        {
            "id": "c9a7e5d1-4b38-4f02-a6c7-8e1d3f5b9a70",
            "url": "https://hooks.acme.example.com/invoices",
            "payload": {
                "type": "execution.completed",
                "timestamp": FINISHED,
                "data": {
                    "execution_id": EXECUTION,
                    "status": "COMPLETED",
                    "api_name": "invoices",
                    "total_files": 1,
                    "successful_files": 1,
                    "failed_files": 0,
                    "status_api": f"/{ENDPOINT}?execution_id={EXECUTION}",
                },
            },
            "status": "DELIVERED",
            "attempts": 1,
            "next_attempt_at": None,
            "response_status": 204,
            "error": "",
            "created_at": FINISHED,
            "finished_at": FINISHED,
        }
    )
)
