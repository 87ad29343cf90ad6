"""How log lines look: text for people or JSON for programs, both with the request's id."""

import logging
import uuid
from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.stdlib import ProcessorFormatter

LOG_FORMATS = ("text", "json")

_REQUESTS = logging.getLogger("config.requests")

_SHARED: tuple[Callable[..., Any], ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
)


def logging_config(log_format: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``; structlog is set up to hand its lines to the same handler.

    JSON has a line for each request; lines for people have only what deserves their attention.
    """
    # a warning of a library is a line like any other
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": ProcessorFormatter,
                "processors": [ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            # a task that ran is no success yet: each says itself what came of its work
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # refusals are the callers' business
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # the embedded queue has no host to name
            "kombu.connection": {"level": "ERROR"},
            _REQUESTS.name: {"level": "INFO" if log_format == "json" else "ERROR"},
        },
    }


def logged_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id that its log lines carry; the response names it, for reports."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id
            if _REQUESTS.isEnabledFor(logging.INFO):
                structlog.get_logger(_REQUESTS.name).info(
                    "request",
                    method=request.method,
                    path=request.path,
                    status=response.status_code,
                    milliseconds=round((perf_counter() - started) * 1000, 1),
                    ip=request.META.get("REMOTE_ADDR"),
                )
        finally:
            structlog.contextvars.clear_contextvars()
        return response

    return middleware
