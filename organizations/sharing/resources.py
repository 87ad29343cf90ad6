"""Writing what every shareable resource has: an organization, an owner, a record of its changes."""

from typing import Any, TypeVar

from django.db import transaction

from common.locking import locked
from organizations.models import Organization, User
from organizations.sharing.models import ShareableModel
from organizations.sharing.services import make_owner

Resource = TypeVar("Resource", bound=ShareableModel)


@transaction.atomic
def create_resource(
    model: type[Resource], *, organization: Organization, user: User, fields: dict[str, Any]
) -> Resource:
    """Make a resource; the user becomes its owner.

    Raises:
        IntegrityError: its name is taken.
    """
    manager: Any = model._default_manager
    resource: Resource = manager.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
    make_owner(resource, user)
    return resource


@transaction.atomic
def update_resource(*, resource: Any, user: User, fields: dict[str, Any]) -> None:
    """Change the given fields of a row that records who changed it.

    Raises:
        IntegrityError: its name is taken.
        NotFound: it was deleted meanwhile.
    """
    locked(resource)
    for name, value in fields.items():
        setattr(resource, name, value)
    resource.modified_by = user
    resource.save(update_fields=[*fields, "modified_by", "modified_at"])


@transaction.atomic
def delete_row(row: Any) -> None:
    """Delete a row, held first: who changes rows below it holds it first, too.

    Raises:
        NotFound: it was deleted meanwhile.
        ProtectedError: it is in use.
    """
    locked(row)
    row.delete()
