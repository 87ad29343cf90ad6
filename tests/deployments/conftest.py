from datetime import UTC, datetime

import pytest

from deployments.models import APIDeployment
from tests.factories import APIDeploymentFactory, APIKeyFactory, WorkflowFactory

SECRET = "3f1c8f6e-0000-4000-8000-00000000000a"
DETAIL_FIELDS = {
    "id",
    "display_name",
    "description",
    "workflow",
    "workflow_name",
    "is_active",
    "api_name",
    "api_endpoint",
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
    "webhook_url",
    "webhook_secret",
}
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def new(workflow, **fields) -> dict:
    return {"workflow": str(workflow.pk), "api_name": "receipts", **fields}


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["api_name"] for row in response.json()["results"]]


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/api/deployment/"


@pytest.fixture
def workflow(organization):
    return WorkflowFactory(organization=organization, workflow_name="read invoices")


@pytest.fixture
def deployment(organization, workflow, owner, viewer, group) -> APIDeployment:
    """Owned by ``owner``, shared with ``viewer`` and ``group``."""
    deployment = APIDeploymentFactory(
        organization=organization,
        workflow=workflow,
        display_name="Invoices",
        description="Reads invoices",
        api_name="invoices",
        owner=owner,
        created_by=owner,
        modified_by=owner,
    )
    deployment.members.create(user=viewer, role="viewer")
    deployment.group_shares.create(group=group)
    return deployment


@pytest.fixture
def key(deployment):
    return APIKeyFactory(api=deployment, secret=SECRET)


@pytest.fixture
def detail(url, deployment) -> str:
    return f"{url}{deployment.pk}/"
