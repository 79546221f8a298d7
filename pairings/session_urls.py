"""Addresses of sessions."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import sessions

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/sessions/new/", sessions.new, name="session_new"),
    path("sessions/<int:pk>/", sessions.detail, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="session_edit"),
    path("sessions/<int:pk>/note/", sessions.note, name="session_note"),
]
