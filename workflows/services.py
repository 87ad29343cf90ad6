"""Writing what spans several rows of a workflow."""

import re
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from common.locking import locked
from connections.models import Adapter
from organizations.models import Organization, User
from organizations.rows.services import update_row
from organizations.sharing.services import create_resource
from prompt_studio.models import RegistryEntry
from workflows.models import Tag, ToolInstance, Workflow, WorkflowEndpoint

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)


@transaction.atomic
def create_workflow(*, organization: Organization, user: User, fields: dict[str, Any]) -> Workflow:
    """Make a workflow with its two endpoints, not configured yet; the user becomes its owner."""
    workflow = create_resource(Workflow, organization=organization, user=user, fields=fields)
    WorkflowEndpoint.objects.bulk_create(
        WorkflowEndpoint(workflow=workflow, endpoint_type=side)
        for side in WorkflowEndpoint.EndpointType
    )
    return workflow


@transaction.atomic
def configure_endpoint(*, endpoint: WorkflowEndpoint, user: User, fields: dict[str, Any]) -> None:
    """Change the given fields; this counts as a change of the workflow.

    Raises:
        NotFound: the workflow was deleted meanwhile.
    """
    workflow = locked(endpoint.workflow)
    for name, value in fields.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(fields))
    _note_change(workflow, user)


@transaction.atomic
def add_tool_to_workflow(*, workflow: Workflow, entry: RegistryEntry, user: User) -> ToolInstance:
    """Put a published tool into a workflow that has none yet.

    Raises:
        NotFound: the workflow was deleted meanwhile.
        ValidationError: the workflow has a tool already.
    """
    held = locked(workflow)
    if ToolInstance.objects.filter(workflow=held).exists():
        raise ValidationError(
            {"workflow_id": ["The workflow has its tool already; remove that one first."]}
        )
    _note_change(held, user)
    return ToolInstance.objects.create(
        workflow=workflow, registry_entry=entry, created_by=user, modified_by=user
    )


@transaction.atomic
def remove_tool_from_workflow(*, instance: ToolInstance, user: User) -> None:
    _note_change(locked(instance.workflow), user)
    instance.delete()


def change_tool_metadata(*, instance: ToolInstance, user: User, metadata: dict[str, Any]) -> None:
    """Replace the metadata; ids of adapters in it become names, which other organizations know."""
    update_row(
        row=instance,
        user=user,
        fields={"metadata": _with_adapter_names(metadata, instance.workflow.organization_id)},
    )


def _with_adapter_names(metadata: dict[str, Any], organization_id: int) -> dict[str, Any]:
    ids = {value for value in metadata.values() if isinstance(value, str) and _UUID.match(value)}
    adapters = Adapter.objects.filter(organization=organization_id, pk__in=ids)
    names = (
        {str(pk): name for pk, name in adapters.values_list("pk", "adapter_name")} if ids else {}
    )
    return {
        key: names.get(value.lower(), value) if isinstance(value, str) else value
        for key, value in metadata.items()
    }


def _note_change(workflow: Workflow, user: User) -> None:
    workflow.modified_by = user
    workflow.save(update_fields=["modified_by", "modified_at"])


@transaction.atomic
def create_tag(*, organization: Organization, user: User, fields: dict[str, Any]) -> Tag:
    """Raises ``IntegrityError`` when the name is taken."""
    return Tag.objects.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )


def tags_named(*, organization: Organization, names: Collection[str]) -> QuerySet[Tag]:
    """The tags of these names, those made that are new. The names are valid ones."""
    Tag.objects.bulk_create(
        [Tag(organization=organization, name=name) for name in names], ignore_conflicts=True
    )
    found: QuerySet[Tag] = Tag.objects.filter(organization=organization, name__in=names)
    return found
