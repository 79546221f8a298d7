"""The figures as Prometheus reads them: of this web server, and of the work that waits in the installation."""

import os
import platform
from collections.abc import Iterator

import django
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import mentoring
from mentoring.serving import counts
from mentoring.watching import counting, figures

FIGURES = {
    "due_notifications": "Notifications and digests that are due and about which nothing is decided yet",
    "oldest_due_notification_seconds": "How long the oldest of them has been due",
    "waiting_emails": "Emails that are written and not sent yet",
    "oldest_waiting_email_seconds": "How long ago the oldest of them was written",
    "beat_age_seconds": "How long ago beat asked for delivery and a worker did it",
    "queued_tasks": "Tasks that wait for a worker, in Redis",
    "taken_tasks": "Tasks that a worker has taken and not finished",
}


def text() -> bytes:
    """All of it, within two seconds whatever hangs (mentoring/watching/figures.py)."""
    return generate_latest(_counted()) + generate_latest(_read())


def _counted() -> CollectorRegistry:
    if counts.VARIABLE not in os.environ:
        return counting.COUNTED
    of_all_processes = CollectorRegistry()
    MultiProcessCollector(of_all_processes)  # type: ignore[no-untyped-call]  # of the library
    return of_all_processes


def _read() -> CollectorRegistry:
    read = CollectorRegistry()
    read.register(Read())
    return read


class Read(Collector):
    def collect(self) -> Iterator[Metric]:
        now = figures.latest()
        yield _gauge("build_info", "What runs here", {_versions(): 1}, "version", "python", "django")
        yield _gauge("up", "Whether a part answers", {(part,): up for part, up in now.up.items()}, "part")
        for name, value in now.values.items():
            yield _gauge(name, FIGURES[name], {(): value})
        if now.mails:
            of_a_day: dict[tuple[str, ...], float] = {(fate,): count for fate, count in now.mails.items()}
            yield _gauge("emails_of_a_day", "Emails written in the last 24 hours, by fate", of_a_day, "fate")


def _gauge(name: str, about: str, values: dict[tuple[str, ...], float], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"mentoring_{name}", about, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family


def _versions() -> tuple[str, str, str]:
    return mentoring.__version__, platform.python_version(), django.get_version()
