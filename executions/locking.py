"""The order in which rows are locked: organization, deployment, execution, file.

Every writer keeps to it, so that no two of them wait for each other.
"""

import uuid

from deployments.models import APIDeployment
from executions.models import Execution


def lock_execution(execution_id: uuid.UUID) -> Execution | None:
    """Lock an execution, and its deployment before it; None when the execution was deleted."""
    found = Execution.objects.filter(pk=execution_id)
    deployment_id = found.values_list("deployment_id", flat=True).first()
    if deployment_id:
        lock_deployment(deployment_id)
    rows = found.select_related("organization", "deployment", "pipeline")
    execution: Execution | None = rows.select_for_update(of=("self",)).first()
    return execution


def lock_deployment(deployment_id: uuid.UUID) -> None:
    # no_key: submissions that only refer to it need not wait
    APIDeployment.objects.select_for_update(no_key=True).filter(pk=deployment_id).first()
