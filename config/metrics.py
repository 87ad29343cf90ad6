"""Figures for Prometheus: requests, and how much work waits."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from drf_standardized_errors.types import CLIENT_ERROR, Error
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from common.api.errors import envelope
from config import processes
from executions.heartbeats.services import pulses
from executions.models import Execution, FileExecution


class WorkCollector(Collector):
    """What the database says of the work at hand, the same whichever process is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        running = GaugeMetricFamily(
            "document_apis_running_executions", "Executions that have not ended."
        )
        running.add_metric([], Execution.objects.running().count())
        yield running
        Status = FileExecution.Status  # noqa: N806  # a class
        waiting = FileExecution.objects.filter(status=Status.PENDING)
        working = FileExecution.objects.filter(status=Status.EXECUTING)
        figures = waiting.aggregate(count=Count("pk"), oldest=Min("execution__created_at"))
        files = GaugeMetricFamily(
            "document_apis_unfinished_files", "Documents, by what they wait for.", labels=["state"]
        )
        files.add_metric(["waiting"], figures["count"])
        files.add_metric(["working"], working.count())
        yield files
        oldest = figures["oldest"]
        seconds = (timezone.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "document_apis_longest_wait_seconds",
            "How long ago the oldest document was submitted that no worker has taken up.",
            value=seconds,
        )
        silence = GaugeMetricFamily(
            "document_apis_heartbeat_age_seconds",
            "How long ago a worker or scheduler gave its last sign of life.",
            labels=["role", "name"],
        )
        for pulse in pulses(timezone.now()):
            silence.add_metric([pulse.role.value, pulse.name], pulse.seconds)
        yield silence


def _registries() -> Iterator[CollectorRegistry]:
    work = CollectorRegistry()
    work.register(WorkCollector())
    yield work
    if processes.SHARED_METRICS:
        shared = CollectorRegistry()
        multiprocess.MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # prometheus_client's own
        yield shared
    else:
        yield REGISTRY


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who sends ``METRICS_TOKEN``; without that setting there are none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    sent = request.headers.get("Authorization", "")
    if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        refusal = Error("not_authenticated", "Send METRICS_TOKEN as the bearer token.", None)
        return JsonResponse(
            envelope(CLIENT_ERROR, [refusal]), status=401, headers={"WWW-Authenticate": "Bearer"}
        )
    body = b"".join(generate_latest(registry) for registry in _registries())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
