"""Forgetting to say who may do what is loud: the start-up check and the permission class."""

from types import ModuleType
from typing import Any

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from organizations.access import resolve_access
from organizations.checks import every_view_declares_its_needs
from organizations.fields import VisibleRelatedField
from organizations.models import Group, Tier
from organizations.permissions import Need
from organizations.viewsets import OrganizationView, OrganizationViewSet
from tests.factories import GroupFactory, PlatformKeyFactory
from workflows.models import Workflow


class Outsider(APIView):
    """No OrganizationView."""


class Undeclared(OrganizationViewSet):
    queryset = Workflow.objects.all()
    serializer_class = serializers.Serializer
    needs = {"list": Need.MEMBER}

    def list(self, request: Any, **kwargs: str) -> Response:
        return Response([])

    def create(self, request: Any, **kwargs: str) -> Response:
        return Response([])


class UndeclaredView(OrganizationView):
    """No viewset: its actions are its methods."""

    needs = {"get": Need.MEMBER}

    def get(self, request: Any, **kwargs: str) -> Response:
        return Response([])

    def post(self, request: Any, **kwargs: str) -> Response:
        return Response([])


def plain_function(request: Any) -> None:
    """A view that is not even a class."""


def problems(settings, *patterns) -> list[str]:
    urls = ModuleType("urls_of_this_test")
    urls.urlpatterns = list(patterns)
    settings.ROOT_URLCONF = urls
    return [f"{error.id} {error.msg}" for error in every_view_declares_its_needs()]


def test_the_project_has_no_problem():
    assert every_view_declares_its_needs() == []


def test_a_view_outside_the_base_is_reported(settings):
    assert problems(settings, path("api/v1/x/", Outsider.as_view())) == [
        "api.E001 api/v1/x/ is served by Outsider, which is no OrganizationView."
    ]
    (problem,) = problems(settings, path("deployment/x/", plain_function))
    assert problem.startswith("api.E001 deployment/x/")


def test_other_pages_are_not_looked_at(settings):
    assert problems(settings, path("health", plain_function)) == []


def test_an_undeclared_action_is_reported(settings):
    pattern = path("api/v1/x/", Undeclared.as_view({"get": "list", "post": "create"}))
    assert problems(settings, pattern) == ["api.E002 Undeclared.needs lacks create (api/v1/x/)."]
    assert problems(settings, path("api/v1/x/", Undeclared.as_view({"get": "list"}))) == []


def test_an_undeclared_method_is_reported(settings):
    assert problems(settings, path("api/v1/x/", UndeclaredView.as_view())) == [
        "api.E002 UndeclaredView.needs lacks post (api/v1/x/)."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "view", [Undeclared.as_view({"get": "list", "post": "create"}), UndeclaredView.as_view()]
)
def test_an_undeclared_action_fails_loudly(admin, view, caplog):
    request = APIRequestFactory().post("/")
    force_authenticate(request, user=admin)
    assert view(request, org_id="org_acme").status_code == 500
    assert "ImproperlyConfigured" in caplog.text
    assert "doesn't declare" in caplog.text
    for method in ("get", "head", "options"):
        request = APIRequestFactory().generic(method.upper(), "/")
        force_authenticate(request, user=admin)
        assert view(request, org_id="org_acme").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("need", "allowed"),
    [
        (Need.MEMBER, {"admin", "member", "key", "other key", "reading key"}),
        (Need.ADMIN, {"admin", "key", "other key", "reading key"}),
        (Need.ADMIN_PERSON, {"admin"}),
        (Need.ADMIN_PERSON_OR_ITSELF, {"admin", "key"}),
        (Need.OWNER_OF_SECRETS, {"admin", "member", "key", "other key"}),
    ],
)
def test_what_each_need_lets_through(admin, member, platform_key, need, allowed):
    class View(OrganizationView):
        needs = {"get": need}

        def get(self, request: Any, **kwargs: Any) -> Response:
            return Response([])

    organization = platform_key.organization
    keys = {
        "key": platform_key,
        "other key": PlatformKeyFactory(organization=organization),
        "reading key": PlatformKeyFactory(organization=organization, permission=Tier.READ),
    }
    callers = {
        "admin": (admin, None),
        "member": (member, None),
        **{name: (key.service_account, key) for name, key in keys.items()},
    }
    let_through = set()
    for name, (user, auth) in callers.items():
        request = APIRequestFactory().get("/")
        force_authenticate(request, user=user, token=auth)
        # the path names one of the keys
        answer = View.as_view()(request, org_id="org_acme", pk=platform_key.pk)
        if answer.status_code == 200:
            let_through.add(name)
    assert let_through == allowed


@pytest.fixture
def field(admin):
    class Body(serializers.Serializer):
        group = VisibleRelatedField(queryset=Group.objects.all(), noun="group")

    access = resolve_access(admin, None, "org_acme")
    return Body(context={"access": access}).fields["group"]


@pytest.mark.django_db
def test_a_visible_id_is_the_row(field, group):
    assert field.run_validation(group.pk) == group


@pytest.mark.django_db
def test_what_the_caller_can_not_see_does_not_exist(field):
    foreign = GroupFactory()
    for pk in (foreign.pk, 10**6, 2**70):
        with pytest.raises(ValidationError) as refused:
            field.run_validation(pk)
        assert refused.value.detail == ["There is no such group here."]


@pytest.mark.django_db
@pytest.mark.parametrize("value", [[], {}, "x", True, "\x00"])
def test_what_is_no_id_is_refused(field, value):
    with pytest.raises(ValidationError) as refused:
        field.run_validation(value)
    assert refused.value.detail == ["Give the id of a group."]
