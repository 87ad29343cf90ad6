"""Writing connections: a credential that a write leaves out or masks stays as it is."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from common.crypto import MASK
from common.locking import locked
from connections.credentials import kept, moved
from connections.models import Adapter, Connector
from connections.sealed import SealedMetadata
from organizations.models import Organization, User
from organizations.sharing.services import make_owner


@transaction.atomic
def create_adapter(*, organization: Organization, user: User, fields: dict[str, Any]) -> Adapter:
    """Make an adapter; the user becomes its owner.

    One that lacks its credentials, as when it was copied from elsewhere, becomes the
    organization's default only where there is none: it would stop what works.

    Raises:
        IntegrityError: its name is taken.
    """
    given = dict(fields)
    metadata, is_default = given.pop("metadata", {}), given.pop("is_default", False)
    adapter = Adapter(organization=organization, created_by=user, modified_by=user, **given)
    adapter.metadata = _with_credentials(adapter, kept(metadata, {}, adapter.kind))
    if is_default:
        _hold_default(organization.pk)
        others = _other_defaults(adapter)
        adapter.is_default = not (adapter.needs_credentials and others.exists())
        if adapter.is_default:
            others.update(is_default=False)
    adapter.save()
    make_owner(adapter, user)
    return adapter


@transaction.atomic
def update_adapter(*, adapter: Adapter, user: User, fields: dict[str, Any]) -> None:
    """Change the given fields; the former default stops being it when this one becomes it.

    Raises:
        IntegrityError: its name is taken.
        NotFound: it was deleted meanwhile.
        ValidationError: it lacks its credentials and can't become the default.
    """
    if "is_default" in fields:
        # before the adapter's own row: locks taken in one order can't cause a deadlock
        _hold_default(adapter.organization_id)
    locked(adapter)
    adapter.refresh_from_db(fields=["sealed_metadata", "needs_credentials", "is_default"])
    changes = dict(fields)
    metadata, is_default = changes.pop("metadata", None), changes.pop("is_default", None)
    former_kind = adapter.kind
    for name, value in changes.items():
        setattr(adapter, name, value)
    if metadata is not None or "adapter_id" in changes:
        adapter.metadata = _with_credentials(adapter, _changed(adapter, former_kind, metadata))
    if is_default and not adapter.is_default:
        if adapter.needs_credentials:
            raise ValidationError(
                {"is_default": ["Enter the adapter's credentials before making it the default."]}
            )
        _other_defaults(adapter).update(is_default=False)
    if is_default is not None:
        adapter.is_default = is_default
    adapter.modified_by = user
    adapter.save(
        update_fields=[
            *changes,
            "sealed_metadata",
            "needs_credentials",
            "is_default",
            "modified_by",
            "modified_at",
        ]
    )


def _changed(
    connection: SealedMetadata, former_kind: str, metadata: dict[str, Any] | None
) -> dict[str, Any]:
    """The settings after a change of the kind, or to the given ones; None leaves them."""
    stored = moved(connection.metadata, former_kind, connection.kind)
    return stored if metadata is None else kept(metadata, stored, connection.kind)


def _with_credentials(adapter: Adapter, metadata: dict[str, Any]) -> dict[str, Any]:
    """A kind that is known to need a key lacks it where none is given; "" says it needs none."""
    return {"api_key": MASK, **metadata} if adapter.speaks_openai else metadata


def _hold_default(organization_id: int) -> None:
    """Let one request at a time change the organization's default adapters."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization_id)


def _other_defaults(adapter: Adapter) -> QuerySet[Adapter]:
    others: QuerySet[Adapter] = Adapter.objects.filter(
        organization=adapter.organization_id, adapter_type=adapter.adapter_type, is_default=True
    ).exclude(pk=adapter.pk)
    return others


@transaction.atomic
def create_connector(
    *, organization: Organization, user: User, fields: dict[str, Any]
) -> Connector:
    """Make a connector; the user becomes its owner.

    Raises:
        IntegrityError: its name is taken.
    """
    given = dict(fields)
    metadata = given.pop("metadata", {})
    connector = Connector(organization=organization, created_by=user, modified_by=user, **given)
    connector.metadata = kept(metadata, {}, connector.kind)
    connector.save()
    make_owner(connector, user)
    return connector


@transaction.atomic
def update_connector(*, connector: Connector, user: User, fields: dict[str, Any]) -> None:
    """Change the given fields.

    Raises:
        IntegrityError: its name is taken.
        NotFound: it was deleted meanwhile.
    """
    locked(connector)
    connector.refresh_from_db(fields=["sealed_metadata", "needs_credentials"])
    changes = dict(fields)
    metadata = changes.pop("metadata", None)
    former_kind = connector.kind
    for name, value in changes.items():
        setattr(connector, name, value)
    if metadata is not None or "connector_id" in changes:
        connector.metadata = _changed(connector, former_kind, metadata)
    connector.modified_by = user
    connector.save(
        update_fields=[
            *changes,
            "sealed_metadata",
            "needs_credentials",
            "modified_by",
            "modified_at",
        ]
    )
