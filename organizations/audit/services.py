"""Recording what is changed in an organization, in the transaction of the change."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model

from organizations.models import AuditEvent, PlatformKey, User

Action = AuditEvent.Action
_TITLE = AuditEvent._meta.get_field("object_title").max_length


def record(
    *,
    organization_id: int,
    user: User | None,
    action: AuditEvent.Action,
    on: Model,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write one event; ``changes`` holds fields and values, and never a secret.

    ``user`` is None where the caller is unknown.
    """
    key: PlatformKey | None = getattr(user, "platform_key", None)
    AuditEvent.objects.create(
        organization_id=organization_id,
        actor_id=user.pk if user else None,
        actor_email=user.email if user else "",
        platform_key_id=key.pk if key else None,
        platform_key_name=key.name if key else "",
        action=action,
        object_type=object_type(type(on)),
        object_id=str(on.pk),
        object_title=str(on)[:_TITLE],
        changes=changes or {},
    )


def object_type(model: type[Model]) -> str:
    """The word for rows of ``model``: ``api_deployment``, ``platform_key``."""
    return str(model._meta.verbose_name).lower().replace(" ", "_")


def field_changes(
    before: Model, fields: Mapping[str, Any], *, hidden: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """The ``fields`` that differ from the row, each with its old and new value.

    Of ``hidden`` fields it says only whether there is a value.
    """
    return {
        name: {"from": bool(old), "to": bool(new)} if name in hidden else {"from": old, "to": new}
        for name, value in fields.items()
        if (old := getattr(before, _attname(before, name))) != (new := _plain(value))
    }


def list_change(before: Collection[Any], after: Collection[Any]) -> dict[str, list[Any]] | None:
    """What was added to a list of ids, and removed; None where it stays the same."""
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    return {"added": added, "removed": removed} if added or removed else None


def action_of(changes: Mapping[str, Any]) -> AuditEvent.Action:
    """The word for a change of fields; switching on or off counts most."""
    switched = changes.get("is_active")
    if switched is None:
        return Action.CHANGED
    return Action.ACTIVATED if switched["to"] else Action.DEACTIVATED


def _attname(row: Model, name: str) -> str:
    # the id of a related row, without a query for the row
    return str(row._meta.get_field(name).attname)  # type: ignore[union-attr]  # a field with a column


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
