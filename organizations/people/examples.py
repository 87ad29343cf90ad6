"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import CREATED, GROUP, OWNER, TIMES, VIEWER, request, response, shown_by

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
