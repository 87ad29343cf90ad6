"""The newest executions of a deployment, as its row in a list shows them."""

import uuid

from deployments.models import APIDeployment
from executions.locking import lock_deployment
from executions.models import Execution

_RECENT_RUNS = 5


def refresh_recent_runs(deployment_id: uuid.UUID) -> None:
    """Bring the newest executions in a deployment's row up to date."""
    lock_deployment(deployment_id)
    rows = Execution.objects.filter(deployment=deployment_id).order_by("-created_at", "pk")
    runs = [
        {
            "execution_id": str(row.pk),
            "status": row.status,
            "timestamp": row.created_at.isoformat(),
            "successful_files": row.successful_files,
            "failed_files": row.failed_files,
        }
        for row in rows[:_RECENT_RUNS]
    ]
    APIDeployment.objects.filter(pk=deployment_id).update(recent_runs=runs)
