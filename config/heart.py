"""Signs of life of workers and schedulers, given by the loops that do their work.

A thread of its own would go on beating while the process hangs.
"""

from time import monotonic
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler

from executions.heartbeats import services
from executions.heartbeats.models import Heartbeat


class WorkerHeart(bootsteps.StartStopStep):
    """Beats in the loop of a worker's leading process."""

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def start(self, parent: Any) -> None:
        services.begin(Heartbeat.Role.WORKER)
        parent.timer.call_repeatedly(
            services.BEAT_SECONDS, services.beat, (Heartbeat.Role.WORKER,), priority=10
        )

    def stop(self, parent: Any) -> None:
        services.end(Heartbeat.Role.WORKER)


class Scheduler(PersistentScheduler):
    """Celery's own, which beats while it looks for what is due."""

    _next_beat = 0.0

    def setup_schedule(self) -> None:
        super().setup_schedule()
        services.begin(Heartbeat.Role.SCHEDULER)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if monotonic() >= self._next_beat:
            self._next_beat = monotonic() + services.BEAT_SECONDS
            services.beat(Heartbeat.Role.SCHEDULER)
        seconds: float = super().tick(*args, **kwargs)
        return min(seconds, services.BEAT_SECONDS)

    def close(self) -> None:
        services.end(Heartbeat.Role.SCHEDULER)
        super().close()
