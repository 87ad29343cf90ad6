"""What the sweep does for executions that their workers left: end them, or send them again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from executions.locking import lock_execution
from executions.models import Execution, FileExecution
from executions.queue import send_files
from executions.running.settling import end_execution, end_files, settle

# rows of one kind in one sweep; the next sweep takes the rest
_MAX_ROWS = 1000
_MAX_RESEND_PAUSE_SECONDS = 600


def end_overdue_executions(now: datetime) -> int:
    """End what passed its deadline; how many executions that were."""
    overdue = Execution.objects.running().filter(deadline_at__lt=now).values_list("pk", flat=True)
    reason = f"Not done within {settings.EXECUTION_DEADLINE_SECONDS} seconds; it was ended."
    return sum(
        end_execution(pk, status=Execution.Status.ERROR, reason=reason)
        for pk in overdue[:_MAX_ROWS]
    )


def give_up_files(now: datetime) -> int:
    """End files whose workers died as often as they may; how many that were."""
    hopeless: QuerySet[FileExecution] = FileExecution.objects.filter(
        status=FileExecution.Status.EXECUTING,
        lease_until__lt=now,
        attempts__gte=settings.FILE_ATTEMPTS,
    )
    reason = f"Processing was cut off {settings.FILE_ATTEMPTS} times; the file was given up."
    ended = 0
    for pk, execution_id in hopeless.values_list("pk", "execution")[:_MAX_ROWS]:
        with transaction.atomic():
            execution = lock_execution(execution_id)
            if execution is not None and end_files(
                execution,
                hopeless.filter(pk=pk),
                status=FileExecution.Status.ERROR,
                error=reason,
            ):
                settle(execution)
                ended += 1
    return ended


def resend_lost_files(now: datetime) -> int:
    """Send the files that no live worker holds to the queue again; how many that were.

    The pause before the next time doubles with each.
    """
    with transaction.atomic():
        lost = list(
            FileExecution.objects.select_for_update(skip_locked=True)
            .filter(
                Q(status=FileExecution.Status.PENDING, dispatch_again_at__lt=now)
                | Q(status=FileExecution.Status.EXECUTING, lease_until__lt=now)
            )
            .order_by("dispatch_again_at")[:_MAX_ROWS]
        )
        for file in lost:
            file.dispatches += 1
            pause = min(
                settings.LEASE_SECONDS * 2 ** min(file.dispatches, 10), _MAX_RESEND_PAUSE_SECONDS
            )
            file.dispatch_again_at = now + timedelta(seconds=pause)
        FileExecution.objects.bulk_update(lost, ["dispatches", "dispatch_again_at"])
    send_files([file.pk for file in lost])
    return len(lost)
