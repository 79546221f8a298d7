from django.urls import URLPattern, URLResolver, path

from pairings.messages import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/messages/", views.index, name="messages"),
    path("pairs/<int:pk>/messages/seen/", views.seen, name="messages_seen"),
    path("messages/<int:pk>/report/", views.report, name="message_report"),
    path("reports/<int:pk>/", views.detail, name="report"),
]
