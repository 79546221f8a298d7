from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from mentoring.notifications.inbox import urls as inbox_urls
from mentoring.notifications.mail_log import urls as mail_log_urls
from mentoring.notifications.wishes import urls as wishes_urls


def webhooks() -> list[URLPattern | URLResolver]:
    """Where a mail service reports bounces and complaints; missing unless the secret it must send is set."""
    return [path("anymail/", include("anymail.urls"))] if settings.ANYMAIL.get("WEBHOOK_SECRET") else []


urlpatterns: list[URLPattern | URLResolver] = [
    *wishes_urls.urlpatterns,
    *inbox_urls.urlpatterns,
    *mail_log_urls.urlpatterns,
    *webhooks(),
]
