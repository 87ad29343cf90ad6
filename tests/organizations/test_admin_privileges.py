"""Staff who are no superusers make nobody more powerful, themselves least of all."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from tests.factories import UserFactory
from tests.organizations.admin_pages import inline, page, saved

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff():
    """Someone with every permission of the admin pages who is no superuser."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.fixture
def group() -> Group:
    return Group.objects.create(name="helpers")


def sent(user, group) -> dict:
    return {
        "email": user.email,
        "display_name": "Changed",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [group.pk],
        "user_permissions": [Permission.objects.values_list("pk", flat=True)[0]],
        **inline("memberships"),
    }


@pytest.mark.parametrize("who", ["themselves", "another"])
def test_staff_change_no_privileges(staff, group, who):
    user = staff if who == "themselves" else UserFactory()
    before = (user.is_staff, user.is_superuser, user.user_permissions.count())
    saved(signed_in(staff).post(page("user", "change", user.pk), sent(user, group)))
    user.refresh_from_db()
    assert user.display_name == "Changed"
    assert (user.is_staff, user.is_superuser, user.user_permissions.count()) == before
    assert not user.groups.exists()


def test_superusers_change_privileges(group):
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))
    user = UserFactory()
    saved(client.post(page("user", "change", user.pk), sent(user, group)))
    user.refresh_from_db()
    assert user.is_staff
    assert user.is_superuser
    assert user.groups.get() == group
    assert user.user_permissions.count() == 1


def test_staff_neither_change_nor_delete_a_superuser(staff, group):
    superuser = UserFactory(is_staff=True, is_superuser=True)
    client = signed_in(staff)
    for path, fields in [
        (page("user", "change", superuser.pk), sent(superuser, group)),
        (page("user", "delete", superuser.pk), {"post": "yes"}),
        (
            f"/admin/organizations/user/{superuser.pk}/password/",
            {"password1": "a-new-password-1", "password2": "a-new-password-1"},
        ),
    ]:
        assert client.post(path, fields).status_code == 403, path
    password = superuser.password
    superuser.refresh_from_db()
    assert superuser.password == password
    assert superuser.display_name != "Changed"


def test_staff_change_no_group_of_permissions(staff, group):
    client = signed_in(staff)
    everything = list(Permission.objects.values_list("pk", flat=True))
    path = f"/admin/auth/group/{group.pk}/change/"
    response = client.post(path, {"name": "helpers", "permissions": everything})
    assert response.status_code == 403
    assert client.post("/admin/auth/group/add/", {"name": "new"}).status_code == 403
    assert not group.permissions.exists()
