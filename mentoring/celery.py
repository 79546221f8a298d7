"""The Celery app. It only runs tasks on time; the database holds what is due."""

import os
import warnings
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun, worker_init

from mentoring import start
from mentoring.postgres import limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
if start.is_celery():
    start.or_end()

# As root, Celery warns against pickled tasks; ours are JSON.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("mentoring")
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect
def _log_as_the_web_does(**kwargs: Any) -> None:
    """Connecting a receiver to this signal keeps Celery from setting up logging itself."""
    from django.conf import settings

    from mentoring.web import logs

    logs.configure(settings.LOGGING)


@worker_init.connect
def _wait_for_the_database_as_jobs_do(**kwargs: Any) -> None:
    limits.use(limits.JOBS)


@before_task_publish.connect
def _send_request_id(headers: dict[str, Any], **kwargs: Any) -> None:
    headers["request_id"] = structlog.contextvars.get_contextvars().get("request_id")


@task_prerun.connect
def _bind_request_id(task: "Task[Any, Any]", task_id: str, **kwargs: Any) -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)
    told_by = task.request.get("headers") or {}  # here if called in place; a worker puts the id on the request
    if request_id := task.request.get("request_id") or told_by.get("request_id"):
        structlog.contextvars.bind_contextvars(request_id=request_id)


@task_postrun.connect
def _forget_request_id(**kwargs: Any) -> None:
    structlog.contextvars.clear_contextvars()
