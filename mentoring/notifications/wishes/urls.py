from django.urls import URLPattern, URLResolver, path

from mentoring.notifications.wishes.views import preferences, snoozing, unsubscribing

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/mail/", preferences.mail_preferences, name="mail_preferences"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("later/<str:token>/", snoozing.snooze, name="snooze"),
    path("inbox/<int:pk>/later/", snoozing.inbox_snooze, name="inbox_snooze"),
]
