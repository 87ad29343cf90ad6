from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from organizations.access import OrganizationAccess
from organizations.sharing.services import is_named, is_owner

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
    # an org admin, or a service account as far as its key's tier goes
    ADMIN = auto()
    # an org admin in person
    ADMIN_PERSON = auto()


class DeclaredPermission(BasePermission):
    """Allows what the view declares in ``needs``, action by action; forgetting to declare is loud.

    Views without actions declare by lower-case method name.
    """

    message = "Only an owner of this resource, or an org admin, may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        need = declared_need(request, view)
        if need in (None, Need.PUBLIC):
            return True
        access: OrganizationAccess = view.access  # type: ignore[attr-defined]  # set by OrganizationView
        if need is Need.ADMIN:
            self.message = "Only an org admin may do this."
            return access.owns_everything
        if need is Need.ADMIN_PERSON:
            self.message = "Only an org admin who is signed in may do this."
            return access.is_admin_person
        return True

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        access: OrganizationAccess = view.access  # type: ignore[attr-defined]  # set by OrganizationView
        match declared_need(request, view):
            case Need.OWNER:
                return is_owner(obj, access)
            case Need.NAMED:
                self.message = "Only those this resource is shared with by name may do this."
                return is_named(obj, access)
        return True


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
