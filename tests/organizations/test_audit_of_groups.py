"""Changes of groups and platform keys stand in the audit log."""

import pytest

from organizations.models import AuditEvent
from tests.factories import UserFactory
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db


def events(object_type: str) -> list[tuple[str, dict[str, object]]]:
    rows = AuditEvent.objects.filter(object_type=object_type).order_by("pk")
    return [(row.action, row.changes) for row in rows]


def test_a_groups_life(prefix, admin, organization):
    client = signed_in(admin)
    person = UserFactory(memberships=organization)
    group = client.post(f"{prefix}/groups/", {"name": "Readers"}).json()["id"]
    url = f"{prefix}/groups/{group}/"
    client.patch(url, {"name": "Reviewers"})
    client.patch(url, {"name": "Reviewers"})
    client.post(f"{url}members/", {"user_ids": [person.pk]})
    client.post(f"{url}members/", {"user_ids": [person.pk]})
    client.delete(f"{url}members/{person.pk}/")
    client.delete(url)
    assert events("group") == [
        ("created", {}),
        ("changed", {"name": {"from": "Readers", "to": "Reviewers"}}),
        ("members_added", {"users": {"added": [person.pk], "removed": []}}),
        ("members_removed", {"users": {"added": [], "removed": [person.pk]}}),
        ("deleted", {}),
    ]
    assert set(AuditEvent.objects.values_list("actor_id", flat=True)) == {admin.pk}


def test_a_platform_keys_life(prefix, admin):
    client = signed_in(admin)
    url = f"{prefix}/platform-api/keys/"
    key = client.post(url, {"name": "ci", "permission": "read"}).json()
    client.patch(f"{url}{key['id']}/", {"permission": "full_access"})
    client.patch(f"{url}{key['id']}/", {"is_active": False})
    rotated = client.post(f"{url}{key['id']}/rotate/").json()
    client.delete(f"{url}{key['id']}/")
    assert events("platform_key") == [
        ("created", {}),
        ("changed", {"permission": {"from": "read", "to": "full_access"}}),
        ("deactivated", {"is_active": {"from": True, "to": False}}),
        ("rotated", {}),
        ("deleted", {}),
    ]
    told = str(list(AuditEvent.objects.values()))
    assert key["key"] not in told
    assert rotated["key"] not in told
