from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from organizations.access import OrganizationAccess
from organizations.models import PlatformKey
from organizations.sharing.rights import is_named, is_owner

if TYPE_CHECKING:
    # the setting that names this module is read while rest_framework.views loads
    from rest_framework.views import APIView


class Need(Enum):
    """What an action asks of its caller, beyond seeing the object at all."""

    # anyone whom the view's own authentication lets in
    PUBLIC = auto()
    # any member of the organization; the queryset decides what they see
    MEMBER = auto()
    # the object's owner, viewer, or a member of a group it is shared with: not org-wide sharing
    NAMED = auto()
    # the object's owner
    OWNER = auto()
    # the object's owner, but no key that may only read
    OWNER_OF_SECRETS = auto()
    # an org admin, or a service account within its key's tier
    ADMIN = auto()
    # an org admin who is signed in
    ADMIN_PERSON = auto()
    # an org admin who is signed in, or the platform key that the path names
    ADMIN_PERSON_OR_ITSELF = auto()


class DeclaredPermission(BasePermission):
    """Allows what the view declares in ``needs``, action by action; forgetting to declare is loud.

    Views without actions declare by lower-case method name.
    """

    message: str

    def has_permission(self, request: Request, view: APIView) -> bool:
        need = declared_need(request, view)
        if need in (None, Need.PUBLIC):
            return True
        access: OrganizationAccess = view.access  # type: ignore[attr-defined]  # set by OrganizationView
        match need:
            case Need.ADMIN:
                self.message = "Only an org admin may do this."
                return access.owns_everything
            case Need.ADMIN_PERSON:
                self.message = "Only an org admin who is signed in may do this."
                return access.is_admin_person
            case Need.ADMIN_PERSON_OR_ITSELF:
                self.message = "Only an org admin who is signed in, or the key itself, may do this."
                return access.is_admin_person or _is_itself(request, view)
            case Need.OWNER_OF_SECRETS:
                self.message = "A key that may only read doesn't see secrets."
                return access.may_see_secrets
        return True

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        """``obj`` is what the view's ``resource_of`` names; None is left to org admins."""
        access: OrganizationAccess = view.access  # type: ignore[attr-defined]  # set by OrganizationView
        match declared_need(request, view):
            case Need.OWNER | Need.OWNER_OF_SECRETS:
                owned: str = view.owned  # type: ignore[attr-defined]  # of OrganizationViewSet
                self.message = f"Only an owner of {owned}, or an org admin, may do this."
                return access.owns_everything or (obj is not None and is_owner(obj, access))
            case Need.NAMED:
                self.message = "Only those this resource is shared with by name may do this."
                return is_named(obj, access)
        return True


def _is_itself(request: Request, view: APIView) -> bool:
    return isinstance(request.auth, PlatformKey) and request.auth.pk == view.kwargs["pk"]


def declared_need(request: Request, view: APIView) -> Need | None:
    """None for OPTIONS and for methods the view lacks: those are described or refused with 405."""
    method = str(request.method).lower()
    action = getattr(view, "action", method)
    if method == "options" or action is None or not hasattr(view, action):
        return None
    if method == "head" and not hasattr(view, "action"):
        action = "get"
    needs: dict[str, Need] = getattr(view, "needs", {})
    if action not in needs:
        raise ImproperlyConfigured(f"{type(view).__name__}.needs doesn't declare {action!r}.")
    return needs[action]
