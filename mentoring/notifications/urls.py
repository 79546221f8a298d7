from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from mentoring.notifications.views import demo, inbox, preferences, previews, snoozing, unsubscribing


def webhooks() -> list[URLPattern | URLResolver]:
    """Where a mail service reports bounces and complaints; not there without the secret it must know."""
    return [path("anymail/", include("anymail.urls"))] if settings.ANYMAIL.get("WEBHOOK_SECRET") else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/mail/", preferences.mail_preferences, name="mail_preferences"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("later/<str:token>/", snoozing.snooze, name="snooze"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/open/", inbox.inbox_open, name="inbox_open"),
    path("inbox/<int:pk>/later/", snoozing.inbox_snooze, name="inbox_snooze"),
    path("demo/mails/", demo.demo_mails, name="demo_mails"),
    path("demo/mails/<int:pk>/", demo.demo_mail, name="demo_mail"),
    path("demo/mails/<int:pk>/body/", demo.demo_mail_body, name="demo_mail_body"),
    path("styleguide/email/", previews.styleguide_mails, name="styleguide_mails"),
    path("styleguide/email/<path:kind>/body/", previews.styleguide_mail_body, name="styleguide_mail_body"),
    path("styleguide/email/<path:kind>/", previews.styleguide_mail, name="styleguide_mail"),
    *webhooks(),
]
