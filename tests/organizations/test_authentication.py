"""Bearer tokens and the access that a request has."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory

from organizations.access import resolve_access
from organizations.authentication import bearer_token
from organizations.checks import api_patterns
from organizations.models import Membership, Tier
from tests.answers import UNKNOWN, error_of
from tests.factories import (
    APIKeyFactory,
    GroupMembershipFactory,
    MembershipFactory,
    OrganizationFactory,
    PlatformKeyFactory,
)
from tests.fixtures import bearing, signed_in

WHOAMI = "/api/v1/unstract/whoami/"
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"}


def request_with(authorization: str | None) -> Request:
    headers = {} if authorization is None else {"authorization": authorization}
    return Request(APIRequestFactory().get("/", headers=headers))


@pytest.mark.parametrize(
    ("authorization", "token"),
    [
        (None, None),
        ("", None),
        ("Basic YTpi", None),
        ("Bearers abc", None),
        ("abc", None),
        ("Bearer abc", "abc"),
        ("bearer abc", "abc"),
        ("BEARER abc", "abc"),
        ("  Bearer   abc  ", "abc"),
        ("Bearer a.b-c_d~e+/=", "a.b-c_d~e+/="),
    ],
)
def test_what_counts_as_a_token(authorization, token):
    assert bearer_token(request_with(authorization)) == token


@pytest.mark.parametrize(
    "authorization", ["Bearer", "Bearer ", "Bearer a b", "Bearer Bearer a", "Bearer \xe9"]
)
def test_a_malformed_token_is_refused(authorization):
    with pytest.raises(AuthenticationFailed):
        bearer_token(request_with(authorization))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer x",
        "Bearer 00000000-0000-4000-8000-000000000000",
        "Bearer \xff\xfe",
        "Bearer a\tb",
        "Bearer " + "x" * 100_000,
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_token_is_401_whoever_is_signed_in(member, prefix, authorization):
    client = signed_in(member)
    client.credentials(HTTP_AUTHORIZATION=authorization)
    response = client.get(f"{prefix}/users/")
    assert error_of(response, 401)["code"] == "authentication_failed"
    assert response["WWW-Authenticate"] == 'Bearer realm="platform key"'


@pytest.mark.django_db
def test_another_scheme_leaves_the_session(member, prefix):
    client = signed_in(member)
    client.credentials(HTTP_AUTHORIZATION="Basic YTpi")
    assert client.get(f"{prefix}/users/").status_code == 200
    stranger = APIClient(HTTP_AUTHORIZATION="Basic YTpi")
    error_of(stranger.get(f"{prefix}/users/"), 401)


@pytest.mark.django_db
def test_revoked_expired_and_unknown_keys_look_alike(organization, django_assert_num_queries):
    past = datetime(2020, 1, 1, tzinfo=UTC)
    secrets = [
        PlatformKeyFactory(organization=organization, is_active=False).secret,
        PlatformKeyFactory(organization=organization, expires_at=past).secret,
        PlatformKeyFactory(organization=organization).digest,
        APIKeyFactory(secret="11111111-2222-4333-8444-555555555555").secret,
        "unknown",
    ]
    answers = set()
    for secret in secrets:
        with django_assert_num_queries(1):
            response = bearing(secret).get(WHOAMI)
        assert response.status_code == 401
        answers.add(response.content)
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("tier", "refused"),
    [
        (Tier.READ, {"POST", "PUT", "PATCH", "DELETE", "TRACE"}),
        (Tier.READ_WRITE, {"DELETE", "TRACE"}),
        (Tier.FULL_ACCESS, {"TRACE"}),
    ],
)
def test_tiers(tier, refused):
    assert {method for method in METHODS if not tier.allows(method)} == refused


@pytest.mark.django_db
def test_a_method_outside_the_tier_is_refused_before_anything_is_looked_up(
    organization, django_assert_num_queries
):
    key = PlatformKeyFactory(organization=organization, permission=Tier.READ)
    with django_assert_num_queries(1):
        response = bearing(key.secret).delete("/api/v1/unstract/org_other/groups/9/")
    detail = "A platform key with read permission may not DELETE."
    assert error_of(response, 403)["detail"] == detail


@pytest.mark.django_db
@pytest.mark.parametrize("organization_id", ["org_globex", "org_unknown", "ORG_ACME", " org_acme"])
def test_a_key_works_in_its_own_organization_only(api, organization_id, organization):
    OrganizationFactory(organization_id="org_globex")
    response = api.get(f"/api/v1/unstract/{organization_id}/users/")
    assert error_of(response, 403)["detail"] == "You are not a member of this organization."


@pytest.mark.django_db
def test_the_access_of_a_member(organization, grouped, group, django_assert_num_queries):
    GroupMembershipFactory(user=grouped)
    with django_assert_num_queries(1):
        access = resolve_access(grouped, None, "org_acme")
    assert access.organization == organization
    assert access.user == grouped
    assert access.role == Membership.Role.USER
    assert access.tier is None
    # groups of other organizations don't count
    assert access.group_ids == {group.pk}
    assert not access.owns_everything
    assert not access.is_admin_person
    assert access.may_see_secrets


@pytest.mark.django_db
def test_the_access_of_an_org_admin(admin, django_assert_num_queries):
    with django_assert_num_queries(1):
        access = resolve_access(admin, None, "org_acme")
    assert access.owns_everything
    assert access.is_admin_person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tier", "may_see_secrets"),
    [(Tier.READ, False), (Tier.READ_WRITE, True), (Tier.FULL_ACCESS, True)],
)
def test_the_access_of_a_key(organization, django_assert_num_queries, tier, may_see_secrets):
    key = PlatformKeyFactory(organization=organization, permission=tier)
    with django_assert_num_queries(0):
        access = resolve_access(key.service_account, key, "org_acme")
    assert access.tier is tier
    assert access.is_service_account
    assert access.owns_everything
    assert not access.is_admin_person
    assert access.may_see_secrets is may_see_secrets


@pytest.mark.django_db
def test_whose_access_is_refused(organization, member, platform_key):
    with pytest.raises(NotAuthenticated):
        resolve_access(AnonymousUser(), None, "org_acme")
    elsewhere = MembershipFactory(organization__organization_id="org_globex")
    for user, auth, organization_id in (
        (member, None, "org_globex"),
        (member, None, "org_unknown"),
        (elsewhere.user, None, "org_acme"),
        (platform_key.service_account, platform_key, "org_globex"),
    ):
        with pytest.raises(PermissionDenied):
            resolve_access(user, auth, organization_id)


@pytest.mark.django_db
def test_an_access_can_not_be_changed(admin):
    access = resolve_access(admin, None, "org_acme")
    with pytest.raises(AttributeError):
        access.role = Membership.Role.USER


@pytest.mark.django_db
def test_a_key_works_up_to_its_expiry(organization):
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    key = PlatformKeyFactory(organization=organization, expires_at=now)
    assert key.works_at(now - timedelta(microseconds=1))
    assert not key.works_at(now)
    key.is_active = False
    assert not key.works_at(now - timedelta(days=1))
    key.is_active, key.expires_at = True, None
    assert key.works_at(now)


# every route that a session may write to, with the parts of its path that vary
WRITTEN = [
    pytest.param(
        pattern.name, method, re.findall(r"<(?:(\w+):)?(\w+)>", path), id=f"{method} {path}"
    )
    for path, pattern in api_patterns()
    if path.startswith("api/v1/unstract/<str:org_id>/")
    for method in sorted({"post", "put", "patch", "delete"} & set(pattern.callback.actions))
]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "method", "parts"), WRITTEN)
def test_the_token_of_a_session_is_asked_for_before_the_body_is_read(admin, route, method, parts):
    values = {name: UNKNOWN if converter == "uuid" else "1" for converter, name in parts}
    path = reverse(route, kwargs=values | {"org_id": "org_acme"})
    client = signed_in(admin)
    client.handler.enforce_csrf_checks = True
    # this sets the cookie, whose value would have to be sent as a header
    client.get("/api/v1/organization")
    send = getattr(client, method)
    for url in (path, path.removesuffix("/")):
        for content_type in ("text/plain", "application/json", "multipart/form-data"):
            response = send(url, "of no kind", content_type=content_type)
            assert "CSRF" in error_of(response, 403)["detail"]
