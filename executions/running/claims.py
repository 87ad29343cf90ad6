"""A worker's claim on a file: a lease that it extends for as long as it works on the file."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from executions.locking import lock_execution
from executions.models import Execution, FileExecution
from executions.recent_runs import refresh_recent_runs


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's right to one file."""

    file_id: uuid.UUID
    lease: uuid.UUID


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


@transaction.atomic
def claim_file(file_id: uuid.UUID) -> Claim | None:
    """Claim a file for one worker; None when it has ended or a live worker holds it.

    1. Find the file's execution. A file that was deleted after its id was queued needs no work.
    2. Lock the execution while it is still pending, because step 4 changes it. Later claims change
       only their file, so they wait for nobody.
    3. Give the file a new lease in one UPDATE that names what it may replace: no lease, or one that
       ran out because its worker died. So a message that comes twice starts the work once, a
       stopped file stays stopped, and a file that kills its workers has ``FILE_ATTEMPTS`` tries.
    4. Mark the execution as executing, in the same transaction: a crash before the commit leaves
       both rows pending, and the sweep sends the file again.
    """
    found = FileExecution.objects.filter(pk=file_id)
    seen = found.values("execution_id", "execution__status").first()
    if seen is None:
        return None
    is_pending = seen["execution__status"] == Execution.Status.PENDING
    execution = lock_execution(seen["execution_id"]) if is_pending else None
    now = timezone.now()
    free = Q(status=FileExecution.Status.PENDING) | Q(
        status=FileExecution.Status.EXECUTING, lease_until__lt=now
    )
    claim = Claim(file_id, uuid.uuid4())
    claimed = found.filter(free, attempts__lt=settings.FILE_ATTEMPTS).update(
        status=FileExecution.Status.EXECUTING,
        lease=claim.lease,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", now),
    )
    if not claimed:
        return None
    if execution is not None and execution.status == Execution.Status.PENDING:
        execution.status = Execution.Status.EXECUTING
        execution.started_at = now
        execution.save(update_fields=["status", "started_at"])
        if execution.deployment_id:
            refresh_recent_runs(execution.deployment_id)
    return claim


def extend_lease(claim: Claim) -> bool:
    """Keep the claim; False when another worker has taken the file or it has ended."""
    held = FileExecution.objects.filter(
        pk=claim.file_id, lease=claim.lease, status=FileExecution.Status.EXECUTING
    )
    return bool(held.update(lease_until=_lease_end()))
