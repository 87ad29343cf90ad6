"""The queue: carries ids of documents to workers. The database stays the truth."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _of_the_broker() -> dict[str, Any]:
    """RabbitMQ keeps the queue on a majority of its nodes; other brokers have no such choice.

    Celery then limits what it takes per consumer, as RabbitMQ demands of such queues.
    """
    return {"task_default_queue_type": "quorum"} if settings.BROKER_URL.startswith("amqp") else {}


app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
# as a promise, because the settings import this package
app.add_defaults(_of_the_broker)
app.autodiscover_tasks()
