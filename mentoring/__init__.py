"""The project package: the ground floor (toolkit, people, notifications) and the roof (settings, urls, home)."""

from mentoring.celery import app as celery_app

__version__ = "0.1.0"  # as in pyproject.toml, which an image doesn't have
__all__ = ["celery_app"]
