from django.urls import URLPattern, URLResolver, path

from mentoring.notifications.wishes import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/mail/", views.mail_preferences, name="mail_preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("later/<str:token>/", views.snooze, name="snooze"),
    path("inbox/<int:pk>/later/", views.inbox_snooze, name="inbox_snooze"),
]
