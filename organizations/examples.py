"""What the bodies of these routes look like, for the OpenAPI description."""

from common.examples import (
    CREATED,
    DEPLOYMENT,
    GROUP,
    MADE,
    ORGANIZATION,
    OWNER,
    SECRET,
    STARTED,
    TIMES,
    VIEWER,
    request,
    response,
    shown_by,
)

_ORGANIZATION = {"id": ORGANIZATION, "name": "acme", "display_name": "Acme"}
_CREDENTIALS = {"username": OWNER["email"], "password": "the password"}

login = shown_by(
    request(_CREDENTIALS), request(_CREDENTIALS, media_type="application/x-www-form-urlencoded")
)
session = shown_by(
    response(
        {
            **OWNER,
            "display_name": "Owner of Acme",
            "organization_id": ORGANIZATION,
            "role": "user",
            "is_admin": False,
        }
    )
)
signed_out = shown_by(response({"message": "You are signed out."}))
organization_list = shown_by(response({"organizations": [_ORGANIZATION]}))
active_organization = shown_by(response({"organization": _ORGANIZATION}))
who_am_i = shown_by(
    response(
        {
            "organization_id": ORGANIZATION,
            "organization_name": "Acme",
            "permission": "read_write",
            "key_name": "n8n",
        }
    )
)
organization_members = shown_by(
    response(
        {
            "members": [
                {
                    "id": str(OWNER["id"]),
                    "email": OWNER["email"],
                    "display_name": "Owner of Acme",
                    "role": "user",
                    "is_admin": False,
                    "is_service_account": False,
                }
            ]
        }
    )
)

_NEW_GROUP = {"name": GROUP["name"], "description": "Those who pay the invoices."}
group = shown_by(
    request(_NEW_GROUP),
    response(
        {
            "id": GROUP["id"],
            **_NEW_GROUP,
            "created_by": OWNER["id"],
            "member_count": 1,
            **TIMES,
        }
    ),
)
group_member = shown_by(
    response(
        {
            "user_id": VIEWER["id"],
            "email": VIEWER["email"],
            "display_name": "Viewer of Acme",
            "is_service_account": False,
            "joined_at": CREATED,
        }
    )
)
new_group_members = shown_by(request({"user_ids": [VIEWER["id"]]}))

_PLATFORM_KEY = "1a7c5e93-b8d2-4f06-9e4b-d3c0a6f8b751"
_NEW_PLATFORM_KEY = {
    "name": "n8n",
    "description": "Deploys from our workflows there.",
    "permission": "read_write",
    "expires_at": None,
}
_SHOWN_PLATFORM_KEY = {
    "id": _PLATFORM_KEY,
    **_NEW_PLATFORM_KEY,
    "is_active": True,
    "last_used_at": STARTED,
    "prefix": SECRET[:8],
    **MADE,
    **TIMES,
}
platform_key = shown_by(
    request(_NEW_PLATFORM_KEY | {"is_active": True}), response(_SHOWN_PLATFORM_KEY)
)
new_platform_key = shown_by(request(_NEW_PLATFORM_KEY))
revealed_platform_key = shown_by(
    response(_SHOWN_PLATFORM_KEY | {"last_used_at": None, "key": SECRET})
)

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
