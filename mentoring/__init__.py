"""The project package: the ground floor (toolkit, people, notifications) and the roof (settings, urls, home)."""

from mentoring.celery import app as celery_app

__all__ = ["celery_app"]
