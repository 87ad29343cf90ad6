from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from drf_standardized_errors.types import CLIENT_ERROR, Error
from rest_framework import exceptions, parsers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.chunks import refuse_chunks
from common.api.errors import BodyTooLarge, envelope
from common.api.parsers import JSONParser
from organizations.authentication import PlatformKeyAuthentication, SignedInAuthentication
from organizations.identity import schema
from organizations.identity.serializers import (
    LoginSerializer,
    OrganizationSerializer,
    SessionSerializer,
    SignedOutSerializer,
    WhoAmISerializer,
)
from organizations.models import Membership, Organization, PlatformKey, User
from organizations.permissions import Need

ACTIVE_ORGANIZATION = "active_organization"


def throttled_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failed log-ins are counted by; upper and lower case count as one."""
    name = (credentials or request.POST).get("username")
    return str(name or "").strip().lower()


def sign_in_locked(
    request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any
) -> JsonResponse:
    """The answer while log-ins are throttled."""
    detail = "Too many failed log-ins; try again in 15 minutes."
    body = envelope(CLIENT_ERROR, [Error("throttled", detail, None)])
    return JsonResponse(body, status=429, headers={"Retry-After": "900"})


def session_body(request: HttpRequest, user: User) -> dict[str, Any]:
    """Who is signed in, and their role in the active (or first) organization."""
    memberships = Membership.objects.filter(user=user).select_related("organization")
    active = request.session.get(ACTIVE_ORGANIZATION)
    membership = (
        memberships.filter(organization__organization_id=active).first() if active else None
    ) or memberships.order_by("pk").first()
    return SessionSerializer(
        {
            "id": user.pk,
            "email": user.email,
            "display_name": user.display_name,
            "organization_id": membership and membership.organization.organization_id,
            "role": membership and membership.role,
            "is_admin": bool(membership and membership.role == Membership.Role.ADMIN),
        }
    ).data


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser sent this from another site's page.

    Log-in takes no CSRF token, because scripts post without one; browsers say where a form stood.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    return bool(origin) and origin != own and origin not in settings.CSRF_TRUSTED_ORIGINS


class PageView(APIView):
    """A page for browsers that answers clients in JSON."""

    authentication_classes = []
    needs = {"get": Need.PUBLIC, "post": Need.PUBLIC}
    parser_classes = [JSONParser, parsers.FormParser, parsers.MultiPartParser]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002  # DRF's signature
        # the page is HTML, which no renderer of the API makes
        return super().perform_content_negotiation(request, force=True)


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@schema.login
class LoginView(PageView):
    """Signs a person in: a form for browsers and scripts, JSON for clients."""

    def get(self, request: Request) -> HttpResponse:
        return self._form(request)

    def post(self, request: Request) -> HttpResponse:
        if _comes_from_elsewhere(request._request):
            raise exceptions.PermissionDenied("Log-ins from another site's page are refused.")
        refuse_chunks(request)
        # a form's files would be written to the disk before the caller is known
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLarge
        is_json = (request.content_type or "").startswith("application/json")
        serializer = LoginSerializer(data=request.data)
        if not serializer.is_valid():
            if is_json:
                raise exceptions.ValidationError(serializer.errors)
            return self._form(request, error="Enter your e-mail address and password.")
        user = authenticate(request._request, **serializer.validated_data)
        # a service account acts through its platform key, within the key's tier
        if not isinstance(user, User) or user.is_service_account:
            if is_json:
                raise exceptions.AuthenticationFailed(
                    "The e-mail address or the password is wrong."
                )
            return self._form(request, error="The e-mail address or the password is wrong.")
        login(request._request, user)
        get_token(request._request)
        if is_json:
            return Response(session_body(request._request, user))
        return HttpResponseRedirect(self._next(request))

    def get_authenticate_header(self, request: Request) -> str:
        return 'Session realm="log in"'

    def _next(self, request: Request) -> str:
        # a JSON body may be a list
        sent = request.data.get("next") if isinstance(request.data, dict) else None
        target = str(sent or request.query_params.get("next") or "")
        is_own = url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return target if is_own else "/"

    def _form(self, request: Request, error: str = "") -> HttpResponse:
        context = {"error": error, "next": self._next(request)}
        return render(request._request, "organizations/login.html", context)


@method_decorator(csrf_protect, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@schema.logout
class LogoutView(PageView):
    """Ends the session. GET only asks, so that no foreign page can sign a person out."""

    def get(self, request: Request) -> HttpResponse:
        return render(request._request, "organizations/logout.html")

    def post(self, request: Request) -> HttpResponse:
        logout(request._request)
        if "text/html" in request.headers.get("Accept", ""):
            return HttpResponseRedirect("/api/v1/login")
        return Response(SignedOutSerializer({"message": "You are signed out."}).data)


class IsSignedIn(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return not isinstance(request.user, AnonymousUser)


class SignedInView(APIView):
    """For a person's session: a platform key is refused."""

    authentication_classes = [SignedInAuthentication]
    permission_classes = [IsSignedIn]

    @property
    def person(self) -> User:
        return cast("User", self.request.user)


@schema.session
class SessionView(SignedInView):
    def get(self, request: Request) -> Response:
        return Response(session_body(request._request, self.person))


@schema.organizations
class OrganizationsView(SignedInView):
    """The caller's organizations; sets the CSRF cookie that writes need."""

    def get(self, request: Request) -> Response:
        get_token(request._request)
        rows = Organization.objects.filter(memberships__user=self.person)
        return Response({"organizations": OrganizationSerializer(rows, many=True).data})


@schema.set_organization
class SetOrganizationView(SignedInView):
    """Remembers the active organization in the session."""

    def post(self, request: Request, org_id: str) -> Response:
        membership = (
            Membership.objects.select_related("organization")
            .filter(user=self.person, organization__organization_id=org_id)
            .first()
        )
        if membership is None:
            raise exceptions.PermissionDenied("You are not a member of this organization.")
        request._request.session[ACTIVE_ORGANIZATION] = org_id
        body = {"organization": OrganizationSerializer(membership.organization).data}
        return Response(body)


class IsPlatformKey(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, PlatformKey)


@schema.whoami
class WhoAmIView(APIView):
    """What a platform key belongs to and may do."""

    authentication_classes = [PlatformKeyAuthentication]
    permission_classes = [IsPlatformKey]

    def get(self, request: Request) -> Response:
        return Response(WhoAmISerializer(request.auth).data)
