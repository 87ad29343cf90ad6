"""Changing and deleting a row that records who changed it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.locking import locked
from organizations.models import User


@transaction.atomic
def update_row(*, row: Any, user: User, fields: Mapping[str, Any]) -> None:
    """Change the given fields.

    Raises:
        IntegrityError: its name is taken.
        NotFound: it was deleted meanwhile.
    """
    locked(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.modified_by = user
    row.save(update_fields=[*fields, "modified_by", "modified_at"])


@transaction.atomic
def delete_row(row: Any) -> None:
    """Delete a row, which is locked first: whoever changes rows below it locks it first, too.

    Raises:
        NotFound: it was deleted meanwhile.
        ProtectedError: it is in use.
    """
    locked(row)
    row.delete()
