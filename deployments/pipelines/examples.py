"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import (
    PIPELINE,
    PIPELINE_ENDPOINT,
    SECRET,
    SHARED,
    WORKFLOW,
    request,
    response,
    shown_by,
)

_NEW = {
    "pipeline_name": "Nightly invoices",
    "workflow": WORKFLOW,
    "pipeline_type": "ETL",
    "active": True,
    "cron_string": "0 6 * * 1-5",
}
_SHOWN = {
    "id": PIPELINE,
    **_NEW,
    "workflow_name": "Invoices",
    "api_endpoint": PIPELINE_ENDPOINT,
    **SHARED,
}
pipeline = shown_by(request(_NEW), response(_SHOWN))
new_pipeline = shown_by(
    response(_SHOWN | {"shared_users": [], "shared_groups": [], "api_key": SECRET})
)
