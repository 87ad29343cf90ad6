from common.api.examples import REGISTRY_ENTRY, TIMES, TOOL, VIEWER, request, response, shown_by
from prompt_studio.examples import DESCRIBED

export = shown_by(request({"is_shared_with_org": False, "user_id": [VIEWER["id"]]}))
registry_entry = shown_by(
    response(
        {
            "prompt_registry_id": REGISTRY_ENTRY,
            "custom_tool": TOOL,
            "name": DESCRIBED["tool_name"],
            "description": DESCRIBED["description"],
            "icon": "",
            "version": 2,
            "shared_to_org": False,
            "shared_users": [VIEWER["id"]],
            **TIMES,
        }
    )
)
