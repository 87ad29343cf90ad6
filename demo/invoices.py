"""What a demo organization does: it takes the values of invoices."""

from typing import Any

from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.pipelines.services import create_pipeline
from deployments.services import create_deployment
from organizations.models import Group, Organization, User
from organizations.sharing.models import ResourceMember, ShareableModel
from organizations.sharing.services import create_resource
from prompt_studio.models import PromptStudioTool, RegistryEntry
from prompt_studio.publishing.services import export_tool
from prompt_studio.services import create_prompt
from workflows.models import Workflow, WorkflowEndpoint
from workflows.services import add_tool_to_workflow, configure_endpoint, create_workflow

_DESCRIPTION = "Takes the header, the totals and the line items of an invoice."

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


def invoice_tool(organization: Organization, owner: User) -> tuple[PromptStudioTool, RegistryEntry]:
    """The tool and its published place in the registry."""
    name = "Invoice reader"
    tool = PromptStudioTool.objects.filter(organization=organization, tool_name=name).first()
    if tool is None:
        tool = create_resource(
            PromptStudioTool,
            organization=organization,
            user=owner,
            fields={"tool_name": name, "description": _DESCRIPTION, "author": "demo"},
        )
        for key, enforce_type, question in INVOICE_PROMPTS:
            fields = {"prompt_key": key, "enforce_type": enforce_type, "prompt": question}
            create_prompt(tool=tool, user=owner, fields=fields)
        export_tool(tool=tool, user=owner)
    return tool, RegistryEntry.objects.get(tool=tool)


def workflow_named(
    name: str, organization: Organization, owner: User, entry: RegistryEntry | None
) -> Workflow:
    """A workflow that runs the tool as an API; without a tool it is left as it is created."""
    found: Workflow | None = Workflow.objects.filter(
        organization=organization, workflow_name=name
    ).first()
    if found is not None:
        return found
    workflow = create_workflow(
        organization=organization, user=owner, fields={"workflow_name": name}
    )
    if entry is not None:
        for endpoint in workflow.endpoints.all():
            fields: dict[str, Any] = {"connection_type": WorkflowEndpoint.ConnectionType.API}
            configure_endpoint(endpoint=endpoint, user=owner, fields=fields)
        add_tool_to_workflow(workflow=workflow, entry=entry, user=owner)
    return workflow


def invoice_pipeline(organization: Organization, owner: User, workflow: Workflow) -> Pipeline:
    fields = {"pipeline_name": "Nightly invoices", "workflow": workflow}
    found: Pipeline | None = Pipeline.objects.filter(
        organization=organization, pipeline_name=fields["pipeline_name"]
    ).first()
    return found or create_pipeline(organization=organization, user=owner, fields=fields)[0]


def invoice_deployment(
    organization: Organization, owner: User, workflow: Workflow
) -> APIDeployment:
    fields = {
        "workflow": workflow,
        "api_name": "invoices",
        "display_name": "Invoices",
        "description": _DESCRIPTION,
    }
    found: APIDeployment | None = APIDeployment.objects.filter(
        organization=organization, api_name=fields["api_name"]
    ).first()
    return found or create_deployment(organization=organization, user=owner, fields=fields)[0]


def share(resource: ShareableModel, people: dict[str, User], group: Group) -> None:
    roles = {"co_owner": ResourceMember.Role.OWNER, "viewer": ResourceMember.Role.VIEWER}
    for part, role in roles.items():
        resource.members.get_or_create(user=people[part], defaults={"role": role})
    resource.group_shares.get_or_create(group=group)
