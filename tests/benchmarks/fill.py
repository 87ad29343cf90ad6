"""Fills the first organization's database: ``python -m tests.benchmarks.fill COUNT``."""

import sys
from datetime import timedelta

import django
from django.db import transaction
from django.utils import timezone

django.setup()

from deployments.models import APIDeployment, APIDeploymentMember  # noqa: E402  # needs the apps
from executions.models import Execution  # noqa: E402
from organizations.models import Organization, User  # noqa: E402
from workflows.models import Workflow  # noqa: E402


@transaction.atomic
def fill(count: int) -> None:
    organization = Organization.objects.get(organization_id="org_acme")
    owner = User.objects.get(email="owner@acme.example.com")
    audit = {"organization": organization, "created_by": owner, "modified_by": owner}
    now = timezone.now()
    workflows = Workflow.objects.bulk_create(
        Workflow(workflow_name=f"workflow {n}", **audit) for n in range(count)
    )
    deployments = [
        APIDeployment(
            workflow=workflow,
            display_name=f"deployment {n}",
            api_name=f"api_{n}",
            run_count=5,
            last_run_at=now - timedelta(seconds=n),
            **audit,
        )
        for n, workflow in enumerate(workflows)
    ]
    executions = [
        Execution(
            organization=organization,
            deployment=deployment,
            workflow=deployment.workflow,
            status=Execution.Status.COMPLETED,
            total_files=1,
            successful_files=1,
            deadline_at=now,
            finished_at=now,
        )
        for deployment in deployments
        for _ in range(5)
    ]
    for index, deployment in enumerate(deployments):
        deployment.recent_runs = [
            {
                "execution_id": str(execution.pk),
                "status": execution.status,
                "timestamp": now.isoformat(),
                "successful_files": 1,
                "failed_files": 0,
            }
            for execution in executions[index * 5 : index * 5 + 5]
        ]
    APIDeployment.objects.bulk_create(deployments)
    APIDeploymentMember.objects.bulk_create(
        APIDeploymentMember(resource=deployment, user=owner, role="owner")
        for deployment in deployments
    )
    Execution.objects.bulk_create(executions, batch_size=1000)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
