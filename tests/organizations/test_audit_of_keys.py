"""What the audit log records of keys, and that it never holds a secret."""

import json

import pytest

from api_keys.models import APIKey
from organizations.models import AuditEvent, Tier
from organizations.platform_keys.services import (
    create_platform_key,
    delete_platform_key,
    rotate_platform_key,
)
from tests.factories import APIDeploymentFactory, PipelineFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [APIDeploymentFactory, PipelineFactory])
def test_the_life_of_a_key(api, prefix, organization, factory):
    target = factory(organization=organization)
    side = "api" if factory is APIDeploymentFactory else "pipeline"
    secrets = []
    body = api.post(f"{prefix}/api/keys/{side}/{target.pk}/", {"description": "for n8n"}).json()
    secrets.append(body["api_key"])
    url = f"{prefix}/api/keys/{body['id']}/"
    api.put(url, {"description": "for Make"})
    api.patch(url, {"is_active": False, "expires_at": "2099-01-01T00:00:00Z"})
    api.patch(url, {"is_active": True})
    secrets.append(api.post(f"{url}rotate/", {"grace_seconds": 60}).json()["api_key"])
    key = APIKey.objects.get()
    hidden = [*secrets, key.digest, key.former_digest, key.sealed_secret]
    api.delete(url)
    events = list(AuditEvent.objects.order_by("pk"))
    assert [(event.action, event.object_title, event.changes) for event in events] == [
        ("created", "for n8n", {side: str(target.pk)}),
        ("changed", "for Make", {"description": {"from": "for n8n", "to": "for Make"}}),
        (
            "deactivated",
            "for Make",
            {
                "is_active": {"from": True, "to": False},
                "expires_at": {"from": None, "to": "2099-01-01T00:00:00Z"},
            },
        ),
        ("activated", "for Make", {"is_active": {"from": False, "to": True}}),
        ("rotated", "for Make", {"grace_seconds": 60}),
        ("deleted", "for Make", {side: str(target.pk)}),
    ]
    assert {(event.object_type, event.object_id) for event in events} == {("api_key", body["id"])}
    log = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert not [secret for secret in hidden if secret in log]


def test_the_life_of_a_platform_key(organization, admin):
    key, first = create_platform_key(
        organization=organization, user=admin, name="ci", permission=Tier.READ
    )
    _, second = rotate_platform_key(key=key, user=admin)
    delete_platform_key(key=key, user=admin)
    rows = list(AuditEvent.objects.order_by("pk").values())
    assert [(row["action"], row["object_type"]) for row in rows] == [
        ("created", "platform_key"),
        ("rotated", "platform_key"),
        ("deleted", "platform_key"),
    ]
    assert {(row["actor_id"], row["object_id"], row["object_title"]) for row in rows} == {
        (admin.pk, str(key.pk), "ci")
    }
    log = json.dumps(rows, default=str)
    assert not [secret for secret in (first, second, key.digest) if secret in log]
