from common.api.examples import DEPLOYMENT, GROUP, OWNER, VIEWER, request, response, shown_by

shared_users = shown_by(
    response(
        {
            "id": DEPLOYMENT,
            "display_name": "Invoices",
            "shared_to_org": False,
            "shared_users": [VIEWER],
            "shared_groups": [GROUP],
            "co_owners": [OWNER],
            "created_by": OWNER,
        }
    )
)
share = shown_by(
    request(
        {"shared_users": [VIEWER["id"]], "shared_groups": [GROUP["id"]], "shared_to_org": False}
    )
)
new_owner = shown_by(request({"user_id": VIEWER["id"]}))
owners = shown_by(response({"id": DEPLOYMENT, "co_owners": [OWNER, VIEWER]}))
effective_member = shown_by(
    response(
        {
            "user_id": VIEWER["id"],
            "email": VIEWER["email"],
            "display_name": "Viewer of Acme",
            "access_via": "group",
            "group_id": GROUP["id"],
            "group_name": GROUP["name"],
        }
    )
)
