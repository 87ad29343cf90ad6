"""Changes of groups, platform keys and members stand in the audit log, whoever made them."""

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


def test_members_changed_in_the_admin_pages(client, organization):
    staff = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(staff)
    person = UserFactory()
    add = {"organization": organization.pk, "user": person.pk, "role": "user"}
    assert client.post("/admin/organizations/membership/add/", add).status_code == 302
    membership = person.memberships.get()
    url = f"/admin/organizations/membership/{membership.pk}/"
    assert client.post(f"{url}change/", {"role": "admin"}).status_code == 302
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 302
    inline = {
        "name": organization.name,
        "organization_id": organization.organization_id,
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": person.pk,
        "memberships-0-role": "user",
    }
    page = f"/admin/organizations/organization/{organization.pk}/change/"
    assert client.post(page, inline).status_code == 302
    assert events("user") == [
        ("members_added", {"role": "user"}),
        ("role_changed", {"role": {"from": "user", "to": "admin"}}),
        ("members_removed", {}),
        ("members_added", {"role": "user"}),
    ]
    assert set(AuditEvent.objects.values_list("actor_id", flat=True)) == {staff.pk}
