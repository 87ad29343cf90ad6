"""What tests send and read back, whatever the route."""

import json
from typing import Any

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def error_of(response, status: int = 400) -> dict[str, Any]:
    """The first error of a refusal in the contract's envelope."""
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == {"type", "errors", "message"}
    error: dict[str, Any] = body["errors"][0]
    return error


def as_json(send, url: str, body: Any):
    """``body`` as it is, surrogates too, which the test client refuses to send."""
    return send(url, json.dumps(body), content_type="application/json")
