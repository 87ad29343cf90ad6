"""How log lines look: text for people or JSON for programs, both with the request's id."""

from collections.abc import Callable
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpResponse
from django_structlog.signals import bind_extra_request_finished_metadata, update_failure_response
from structlog.stdlib import ProcessorFormatter

LOG_FORMATS = ("text", "json")

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
            # refusals are the callers' business
            "django.request": {"level": "ERROR"},
            # the embedded queue has no host to name
            "kombu.connection": {"level": "ERROR"},
            "django_structlog": {"level": "INFO" if log_format == "json" else "ERROR"},
        },
    }


@receiver(bind_extra_request_finished_metadata)
@receiver(update_failure_response)
def tell_request_id(response: HttpResponse, logger: Any, **kwargs: Any) -> None:
    """Whoever reports a failure can name the log's lines of it."""
    response["X-Request-ID"] = structlog.contextvars.get_merged_contextvars(logger)["request_id"]
