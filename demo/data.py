"""The organizations that ``seed_demo`` makes: one of every actor and resource."""

import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from api_keys.services import issue_key
from demo.invoices import (
    invoice_deployment,
    invoice_pipeline,
    invoice_tool,
    share,
    workflow_named,
)
from demo.people import fresh_platform_secret, people_of, reviewers
from organizations.models import Organization, Tier

# the admin of the first one opens the admin pages, too
ORGANIZATIONS = {"org_acme": "Acme", "org_globex": "Globex"}


@transaction.atomic
def seed(base_url: str) -> dict[str, Any]:
    """Make what is missing and issue fresh secrets, which show once: in what is returned."""
    password = secrets.token_urlsafe(12)
    password_hash = make_password(password)
    return {
        "base_url": base_url,
        "organizations": [
            _seed_organization(organization_id, password, password_hash)
            for organization_id in ORGANIZATIONS
        ],
    }


def _seed_organization(organization_id: str, password: str, password_hash: str) -> dict[str, Any]:
    name = ORGANIZATIONS[organization_id]
    organization, _ = Organization.objects.get_or_create(
        organization_id=organization_id, defaults={"name": name.lower(), "display_name": name}
    )
    people = people_of(
        organization,
        password_hash=password_hash,
        opens_admin_pages=organization_id == next(iter(ORGANIZATIONS)),
    )
    owner = people["owner"]
    group = reviewers(organization, people)
    tool, entry = invoice_tool(organization, owner)
    workflow = workflow_named("Invoices", organization, owner, entry)
    spare = workflow_named("Invoices, not deployed", organization, owner, entry)
    unconfigured = workflow_named("Not configured", organization, owner, None)
    pipeline = invoice_pipeline(organization, owner, workflow)
    deployment = invoice_deployment(organization, owner, workflow)
    for resource in (tool, workflow, deployment):
        share(resource, people, group)
    return {
        "organization_id": organization_id,
        "users": {
            part: {"id": user.pk, "email": user.email, "password": password}
            for part, user in people.items()
        },
        "platform_keys": {
            tier.value: fresh_platform_secret(organization, owner, tier) for tier in Tier
        },
        "tool_id": str(tool.pk),
        "prompt_registry_id": str(entry.pk),
        "workflow_id": str(workflow.pk),
        "spare_workflow_id": str(spare.pk),
        "unconfigured_workflow_id": str(unconfigured.pk),
        "pipeline_id": str(pipeline.pk),
        "deployment": {
            "id": str(deployment.pk),
            "api_name": deployment.api_name,
            "api_endpoint": deployment.api_endpoint,
            "api_key": deployment.live_secret or issue_key(target=deployment, user=owner).secret,
        },
    }
