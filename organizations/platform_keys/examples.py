"""What the bodies of these routes look like, for the OpenAPI description."""

from common.api.examples import MADE, SECRET, STARTED, TIMES, request, response, shown_by

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
