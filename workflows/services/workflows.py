"""Writing what spans several rows of a workflow."""

from typing import Any

from django.db import transaction

from organizations.models import Organization, User
from organizations.sharing import make_owner
from workflows.models import RegistryEntry, ToolInstance, Workflow, WorkflowEndpoint


@transaction.atomic
def create_workflow(*, organization: Organization, user: User, fields: dict[str, Any]) -> Workflow:
    """Make a workflow with its two endpoints, not configured yet; the user becomes its owner."""
    workflow = Workflow.objects.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
    WorkflowEndpoint.objects.bulk_create(
        WorkflowEndpoint(workflow=workflow, endpoint_type=side)
        for side in WorkflowEndpoint.EndpointType
    )
    make_owner(workflow, user)
    return workflow


def add_tool_to_workflow(*, workflow: Workflow, entry: RegistryEntry, user: User) -> ToolInstance:
    """Put a published tool into a workflow that has none yet.

    Raises:
        IntegrityError: the workflow has its tool.
    """
    return ToolInstance.objects.create(
        workflow=workflow, registry_entry=entry, created_by=user, modified_by=user
    )
