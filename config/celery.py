"""The queue: carries ids of documents to workers. The database stays the truth."""

import os
from typing import Any

from celery import Celery
from django.conf import settings
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _queues() -> dict[str, Any]:
    """The queues that workers take from in turn, so that upkeep never waits behind documents.

    RabbitMQ keeps them on a majority of its nodes; other brokers have no such choice. Celery then
    limits what it takes per consumer, as RabbitMQ demands of such queues.
    """
    arguments = {"x-queue-type": "quorum"} if settings.BROKER_URL.startswith("amqp") else None
    return {
        "task_queues": [
            Queue(name, Exchange(name), routing_key=name, queue_arguments=arguments)
            for name in (settings.CELERY_TASK_DEFAULT_QUEUE, settings.UPKEEP_QUEUE)
        ]
    }


app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
# as a promise, because the settings import this package
app.add_defaults(_queues)
app.autodiscover_tasks()
# by name, because its rows need loaded apps
app.steps["worker"].add("config.heart:WorkerHeart")
