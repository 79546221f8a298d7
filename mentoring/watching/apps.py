from django.apps import AppConfig
from django.conf import settings


class WatchingConfig(AppConfig):
    name = "mentoring.watching"

    def ready(self) -> None:
        from mentoring.watching import reports

        if settings.SENTRY_DSN:
            reports.start(settings.SENTRY_DSN, place=settings.SITE_HOST)
