from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound

Row = TypeVar("Row", bound=Model)


def locked(row: Row, rows: QuerySet[Any] | None = None) -> Row:
    """The row as it is now, held until the transaction ends.

    ``rows`` says what is to be loaded with it.

    Raises:
        NotFound: it was deleted meanwhile.
    """
    found = type(row)._base_manager.all() if rows is None else rows
    held: Row | None = found.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        raise NotFound
    return held
