"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import ORGANIZATION, OWNER, request, response, shown_by

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
