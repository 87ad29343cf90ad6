"""Organizations, their members and groups on the admin pages."""

import pytest
from django.contrib.auth.models import Group as PermissionGroup
from django.urls import reverse

from organizations.models import (
    Group,
    GroupMembership,
    Organization,
)
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.fixtures import signed_in
from tests.organizations.admin_pages import inline, page, saved

pytestmark = pytest.mark.django_db


def test_creating_an_organization_with_its_members(browser, owner, member):
    form = {
        "name": "globex",
        "display_name": "Globex",
        "organization_id": "org_globex",
        **inline(
            "memberships",
            {"user": owner.pk, "role": "admin"},
            {"user": member.pk, "role": "user"},
        ),
    }
    saved(browser.post(page("organization", "add"), form))
    organization = Organization.objects.get(organization_id="org_globex")
    roles = dict(organization.memberships.values_list("user", "role"))
    assert roles == {owner.pk: "admin", member.pk: "user"}
    assert signed_in(owner).get("/api/v1/unstract/org_globex/users/").status_code == 200


@pytest.mark.parametrize("organization_id", ["", "a/b", "org globex", "org_acme", "x" * 65])
def test_a_bad_public_id_is_refused(browser, organization, organization_id):
    form = {"name": "globex", "organization_id": organization_id, **inline("memberships")}
    assert browser.post(page("organization", "add"), form).status_code == 200
    assert Organization.objects.count() == 1


def organization_form(organization, *rows, initial):
    return {
        "name": organization.name,
        "display_name": "",
        "organization_id": organization.organization_id,
        **inline("memberships", *rows, initial=initial),
    }


def test_removing_a_member_ends_what_rested_on_it(
    browser, organization, deployment, viewer, grouped, group
):
    rows = [
        {"id": row.pk, "organization": organization.pk, "user": row.user_id, "role": row.role}
        for row in organization.memberships.order_by("pk")
    ]
    for row in rows:
        if row["user"] in (viewer.pk, grouped.pk):
            row["DELETE"] = "on"
    form = organization_form(organization, *rows, initial=len(rows))
    saved(browser.post(page("organization", "change", organization.pk), form))
    assert not organization.memberships.filter(user__in=[viewer, grouped]).exists()
    assert not deployment.members.filter(user=viewer).exists()
    assert not group.memberships.exists()


def test_a_member_can_be_added_once(browser, organization, member):
    (row,) = organization.memberships.all()
    form = organization_form(
        organization,
        {"id": row.pk, "organization": organization.pk, "user": member.pk, "role": "admin"},
        {"user": member.pk, "role": "user"},
        initial=1,
    )
    response = browser.post(page("organization", "change", organization.pk), form)
    assert response.status_code == 200
    assert organization.memberships.get().role == "user"


def test_service_accounts_stand_in_no_list_of_members(browser, organization, platform_key):
    response = browser.get(page("organization", "change", organization.pk))
    assert platform_key.service_account.email not in response.content.decode()
    listed = browser.get(page("membership", "changelist"))
    assert not listed.context["cl"].result_list
    form = organization_form(
        OrganizationFactory(), {"user": platform_key.service_account.pk, "role": "admin"}, initial=0
    )
    response = browser.post(page("organization", "add"), form | {"organization_id": "org_new"})
    assert response.status_code == 200
    assert platform_key.service_account.memberships.get().role == "user"


def test_an_organization_is_not_deleted(browser, organization):
    url = page("organization", "delete", organization.pk)
    assert browser.post(url, {"post": "yes"}).status_code == 403
    assert Organization.objects.exists()


def test_adding_a_membership(browser, organization):
    user = UserFactory()
    form = {"organization": organization.pk, "user": user.pk, "role": "admin"}
    saved(browser.post(page("membership", "add"), form))
    assert organization.memberships.get(user=user).role == "admin"
    assert browser.post(page("membership", "add"), form).status_code == 200


def test_changing_a_role_moves_nobody(browser, organization, member):
    row = organization.memberships.get(user=member)
    other = MembershipFactory()
    form = {"organization": other.organization_id, "user": other.user_id, "role": "admin"}
    saved(browser.post(page("membership", "change", row.pk), form))
    row.refresh_from_db()
    assert (row.organization, row.user, row.role) == (organization, member, "admin")


@pytest.mark.parametrize("together", [False, True])
def test_deleting_a_membership_ends_what_rested_on_it(
    browser, organization, deployment, viewer, together
):
    row = organization.memberships.get(user=viewer)
    if together:
        form = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        saved(browser.post(page("membership", "changelist"), form))
    else:
        saved(browser.post(page("membership", "delete", row.pk), {"post": "yes"}))
    assert not organization.memberships.filter(user=viewer).exists()
    assert not deployment.members.filter(user=viewer).exists()


def test_creating_a_group_with_members(browser, organization, member, superuser):
    form = {
        "organization": organization.pk,
        "name": "Accounting",
        "description": "",
        **inline("memberships", {"user": member.pk}),
    }
    saved(browser.post(page("group", "add"), form))
    group = Group.objects.get(name="Accounting")
    assert group.created_by == superuser
    assert [row.user for row in group.memberships.all()] == [member]


def test_who_is_no_member_is_not_added_to_a_group(browser, organization):
    stranger = UserFactory(memberships=OrganizationFactory())
    form = {
        "organization": organization.pk,
        "name": "Accounting",
        **inline("memberships", {"user": stranger.pk}),
    }
    response = browser.post(page("group", "add"), form)
    assert "no member of the group" in response.content.decode()
    assert not GroupMembership.objects.exists()


def test_changing_a_group(browser, group, grouped, organization):
    GroupFactory(organization=organization, name="taken")
    GroupFactory(name="elsewhere")
    row = {"id": group.memberships.get().pk, "group": group.pk, "user": grouped.pk}
    url = page("group", "change", group.pk)
    response = browser.post(url, {"name": "taken", **inline("memberships", row, initial=1)})
    assert "This name is taken in the organization." in response.content.decode()
    form = {"name": "elsewhere", **inline("memberships", row | {"DELETE": "on"}, initial=1)}
    saved(browser.post(url, form))
    group.refresh_from_db()
    assert (group.name, group.memberships.count()) == ("elsewhere", 0)


def test_a_group_without_a_name_is_refused(browser, organization):
    form = {"organization": organization.pk, "name": "", **inline("memberships")}
    assert browser.post(page("group", "add"), form).status_code == 200


def test_the_groups_of_admin_permissions_keep_their_pages(browser):
    PermissionGroup.objects.create(name="support")
    assert b"support" in browser.get(reverse("admin:auth_group_changelist")).content
