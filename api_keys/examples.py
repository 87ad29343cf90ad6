"""What the bodies of these routes look like, for the OpenAPI description."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from common.api.examples import (
    DEPLOYMENT,
    KEY,
    MADE,
    PIPELINE,
    SECRET,
    STARTED,
    TIMES,
    request,
    response,
    shown_by,
)

_NEW = {"description": "For the ERP system", "is_active": True, "expires_at": None}
_SHOWN = {
    "id": KEY,
    "api_key": SECRET,
    "api": DEPLOYMENT,
    "pipeline": None,
    **_NEW,
    "last_used_at": STARTED,
    "execution_count": 1,
    **MADE,
    **TIMES,
}
_OF = {"api": DEPLOYMENT, "pipeline": PIPELINE}


def key_of(target: str) -> OpenApiExample:
    """A key that runs an ``api`` or a ``pipeline``, as it is shown."""
    return response(_SHOWN | dict.fromkeys(_OF) | {target: _OF[target]})


def new_key(**target: Any) -> OpenApiExample:
    return request({**target, **_NEW})


def new_key_of(target: str) -> OpenApiExample:
    """A body that names what the key runs."""
    return new_key(**{target: _OF[target]})


api_key = shown_by(key_of("api"))
changed_api_key = shown_by(request({"description": "For the old ERP system", "is_active": False}))

_SCOPE = {"allow_all_deployments": False, "api_deployments": [DEPLOYMENT]}
organization_key = shown_by(response(_SHOWN | {"api": None} | _SCOPE))
written_organization_key = shown_by(request(_NEW | _SCOPE))
rotation = shown_by(request({"grace_seconds": 3600}))
