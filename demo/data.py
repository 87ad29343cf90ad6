"""The organizations that ``seed_demo`` makes: every actor and resource of the contract once."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from api_keys.services import issue_key
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.pipelines.services import create_pipeline
from deployments.services import create_deployment
from organizations.models import (
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
)
from organizations.platform_keys.services import create_platform_key, rotate_platform_key
from organizations.sharing.models import ResourceMember, ShareableModel
from organizations.sharing.services import make_owner
from prompt_studio.models import Prompt, PromptStudioTool, RegistryEntry
from prompt_studio.publishing.services import export_tool
from workflows.models import ToolInstance, Workflow
from workflows.services import create_workflow

ORGANIZATIONS = {"org_acme": "Acme", "org_globex": "Globex"}
PEOPLE = ("admin", "owner", "co_owner", "viewer", "grouped", "member")

# key, enforce_type, question
INVOICE_PROMPTS = (
    ("invoice_number", "text", "What is the invoice number?"),
    ("invoice_date", "date", "What is the date of the invoice?"),
    ("due_date", "date", "By which date is the invoice due?"),
    ("vendor_name", "text", "What is the name of the vendor?"),
    ("customer_name", "text", "What is the name of the customer?"),
    ("currency", "text", "Which currency is the invoice in?"),
    ("subtotal", "number", "What is the subtotal before tax?"),
    ("tax_amount", "number", "How much is the tax?"),
    ("total_amount", "number", "What is the total amount to pay?"),
    ("contact_email", "email", "What is the e-mail address to ask at?"),
    ("iban", "text", "What is the IBAN to pay to?"),
    (
        "line_items",
        "line-item",
        "List the line items with description, quantity, unit_price, amount.",
    ),
)


@dataclass(frozen=True, slots=True)
class _People:
    by_name: dict[str, User]
    password: str

    def described(self) -> dict[str, dict[str, Any]]:
        return {
            name: {"id": user.pk, "email": user.email, "password": self.password}
            for name, user in self.by_name.items()
        }


@transaction.atomic
def seed(base_url: str) -> dict[str, Any]:
    """Make what is missing and issue fresh secrets, which show once: in what is returned."""
    password = secrets.token_urlsafe(12)
    password_hash = make_password(password)
    return {
        "base_url": base_url,
        "organizations": [
            _organization(organization_id, name, password, password_hash)
            for organization_id, name in ORGANIZATIONS.items()
        ],
    }


def _organization(
    organization_id: str, name: str, password: str, password_hash: str
) -> dict[str, Any]:
    organization, _ = Organization.objects.get_or_create(
        organization_id=organization_id, defaults={"name": name.lower(), "display_name": name}
    )
    people = _People(_people(organization, password_hash), password)
    owner = people.by_name["owner"]
    group = _group(organization, people)
    keys = {tier.value: _platform_key(organization, owner, tier) for tier in Tier}
    tool, entry = _tool(organization, owner)
    workflow = _workflow(organization, owner, "Invoices", entry)
    spare = _workflow(organization, owner, "Invoices, not deployed", entry)
    unconfigured = _workflow(organization, owner, "Not configured", None)
    pipeline = _pipeline(organization, owner, workflow)
    deployment = _deployment(organization, owner, workflow)
    for resource in (tool, workflow, deployment):
        _share(resource, people, group)
    secret = deployment.live_secret or issue_key(target=deployment, user=owner).secret
    return {
        "organization_id": organization_id,
        "users": people.described(),
        "platform_keys": keys,
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
            "api_key": secret,
        },
    }


def _people(organization: Organization, password_hash: str) -> dict[str, User]:
    people = {}
    domain = f"{organization.name}.example.com"
    for name in PEOPLE:
        is_admin = name == "admin"
        user, _ = User.objects.update_or_create(
            email=f"{name}@{domain}",
            defaults={
                "display_name": f"{name.replace('_', '-').title()} of {organization}",
                "password": password_hash,
                # the first organization's admin also opens the admin pages
                "is_staff": is_admin and organization.organization_id == next(iter(ORGANIZATIONS)),
                "is_superuser": is_admin
                and organization.organization_id == next(iter(ORGANIZATIONS)),
            },
        )
        role = Membership.Role.ADMIN if is_admin else Membership.Role.USER
        Membership.objects.get_or_create(
            organization=organization, user=user, defaults={"role": role}
        )
        people[name] = user
    return people


def _group(organization: Organization, people: _People) -> Group:
    group, _ = Group.objects.get_or_create(
        organization=organization,
        name="Reviewers",
        defaults={"created_by": people.by_name["admin"]},
    )
    GroupMembership.objects.get_or_create(group=group, user=people.by_name["grouped"])
    return group


def _platform_key(organization: Organization, user: User, tier: Tier) -> str:
    name = f"Demo, {tier.label.lower()}"
    key = PlatformKey.objects.filter(organization=organization, name=name).first()
    if key is None:
        _, secret = create_platform_key(
            organization=organization, user=user, name=name, permission=tier
        )
    else:
        _, secret = rotate_platform_key(key=key, user=user)
    return secret


def _tool(organization: Organization, owner: User) -> tuple[PromptStudioTool, RegistryEntry]:
    tool, created = PromptStudioTool.objects.get_or_create(
        organization=organization,
        tool_name="Invoice reader",
        defaults={
            "description": "Takes the header, the totals and the line items of an invoice.",
            "author": "demo",
            "created_by": owner,
            "modified_by": owner,
        },
    )
    if created:
        make_owner(tool, owner)
        Prompt.objects.bulk_create(
            Prompt(
                tool=tool,
                prompt_key=key,
                enforce_type=enforce_type,
                prompt=question,
                sequence_number=number,
                created_by=owner,
                modified_by=owner,
            )
            for number, (key, enforce_type, question) in enumerate(INVOICE_PROMPTS, start=1)
        )
        export_tool(tool=tool, user=owner)
    return tool, RegistryEntry.objects.get(tool=tool)


def _workflow(
    organization: Organization, owner: User, name: str, entry: RegistryEntry | None
) -> Workflow:
    workflow: Workflow | None = Workflow.objects.filter(
        organization=organization, workflow_name=name
    ).first()
    if workflow is not None:
        return workflow
    workflow = create_workflow(
        organization=organization, user=owner, fields={"workflow_name": name}
    )
    if entry is not None:
        workflow.endpoints.update(connection_type="API")
        ToolInstance.objects.create(
            workflow=workflow, registry_entry=entry, created_by=owner, modified_by=owner
        )
    return workflow


def _pipeline(organization: Organization, owner: User, workflow: Workflow) -> Pipeline:
    name = "Nightly invoices"
    pipeline = Pipeline.objects.filter(organization=organization, pipeline_name=name).first()
    if pipeline is None:
        pipeline, _ = create_pipeline(
            organization=organization,
            user=owner,
            fields={"workflow": workflow, "pipeline_name": name},
        )
    return pipeline


def _deployment(organization: Organization, owner: User, workflow: Workflow) -> APIDeployment:
    deployment = APIDeployment.objects.filter(
        organization=organization, api_name="invoices"
    ).first()
    if deployment is None:
        deployment, _ = create_deployment(
            organization=organization,
            user=owner,
            fields={
                "workflow": workflow,
                "api_name": "invoices",
                "display_name": "Invoices",
                "description": "Takes the header, the totals and the line items of an invoice.",
            },
        )
    return deployment


def _share(resource: ShareableModel, people: _People, group: Group) -> None:
    roles = {"co_owner": ResourceMember.Role.OWNER, "viewer": ResourceMember.Role.VIEWER}
    for name, role in roles.items():
        resource.members.get_or_create(user=people.by_name[name], defaults={"role": role})
    resource.group_shares.get_or_create(group=group)
