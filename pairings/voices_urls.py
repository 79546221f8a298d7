"""Addresses of messages, reports of them, and concerns."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import concerns, messages, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/messages/", messages.index, name="messages"),
    path("pairs/<int:pk>/messages/seen/", messages.seen, name="messages_seen"),
    path("messages/<int:pk>/report/", messages.report, name="message_report"),
    path("reports/<int:pk>/", reports.detail, name="report"),
    path("pairs/<int:pk>/concern/", concerns.new, name="concern_new"),
    path("programs/<int:pk>/concerns/", concerns.index, name="concerns"),
    path("concerns/<int:pk>/", concerns.detail, name="concern"),
    path("concerns/<int:pk>/read/", concerns.read, name="concern_read"),
    path("concerns/<int:pk>/close/", concerns.close, name="concern_close"),
]
