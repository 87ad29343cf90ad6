"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import (
    DEPLOYMENT,
    ENDPOINT,
    EXECUTION,
    OWNER,
    SECRET,
    SHARED,
    STARTED,
    WORKFLOW,
    request,
    response,
    shown_by,
)

_NEW = {
    "display_name": "Invoices",
    "description": "Reads invoices.",
    "workflow": WORKFLOW,
    "api_name": "invoices",
}
_SHOWN = {
    "id": DEPLOYMENT,
    **_NEW,
    "workflow_name": "Invoices",
    "is_active": True,
    "api_endpoint": ENDPOINT,
    **SHARED,
    "webhook_url": "https://hooks.acme.example.com/invoices",
    "webhook_secret": "whsec_example",
}
deployment = shown_by(request(_NEW), response(_SHOWN))
new_deployment = shown_by(
    response(
        _SHOWN
        | {
            "shared_users": [],
            "shared_groups": [],
            "webhook_url": None,
            "webhook_secret": None,
            "api_key": SECRET,
        }
    )
)
deployment_summary = shown_by(
    response(
        {
            "id": DEPLOYMENT,
            **_NEW,
            "workflow_name": "Invoices",
            "is_active": True,
            "api_endpoint": ENDPOINT,
            "created_by": OWNER["id"],
            "created_by_email": OWNER["email"],
            "owner_emails": [OWNER["email"]],
            "is_owner": True,
            "co_owners_count": 1,
            "run_count": 1,
            "last_run_time": STARTED,
            "last_5_run_statuses": [
                {
                    "execution_id": EXECUTION,
                    "status": "COMPLETED",
                    "timestamp": STARTED,
                    "successful_files": 1,
                    "failed_files": 0,
                }
            ],
        }
    )
)
# shortened: the requests in ``item`` are as Postman keeps them
postman_collection = shown_by(
    response(
        {
            "info": {
                "name": "Invoices",
                "description": "Reads invoices.",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            "auth": {
                "type": "bearer",
                "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}],
            },
            "variable": [
                {"key": "base_url", "value": "https://documents.example.com", "type": "string"},
                {"key": "api_key", "value": SECRET, "type": "string"},
                {"key": "execution_id", "value": "", "type": "string"},
            ],
            "item": [
                {
                    "name": "Process document",
                    "request": {"method": "POST", "url": "{{base_url}}/" + ENDPOINT},
                },
                {
                    "name": "Execution status",
                    "request": {
                        "method": "GET",
                        "url": "{{base_url}}/" + ENDPOINT + "?execution_id={{execution_id}}",
                    },
                },
            ],
        }
    )
)
