"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import CREATED, DEPLOYMENT, OWNER, response, shown_by

audit_event = shown_by(
    response(
        {
            "id": 42,
            "created_at": CREATED,
            "actor": OWNER["id"],
            "actor_email": OWNER["email"],
            "platform_key": None,
            "platform_key_name": "",
            "action": "changed",
            "object_type": "api_deployment",
            "object_id": DEPLOYMENT,
            "object_title": "Invoices",
            "changes": {"api_name": {"from": "bills", "to": "invoices"}},
        }
    )
)
