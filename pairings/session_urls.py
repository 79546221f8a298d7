"""Addresses of sessions."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import agenda, drafts, listening, promises, sessions

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/sessions/new/", sessions.new, name="session_new"),
    path("sessions/<int:pk>/", sessions.detail, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="session_edit"),
    path("sessions/<int:pk>/note/", sessions.note, name="session_note"),
    path("pairs/<int:pk>/sessions/draft/", drafts.new, name="session_draft"),
    path("sessions/<int:pk>/draft/", drafts.edit, name="session_edit_draft"),
    path("sessions/<int:pk>/heard/", listening.heard, name="session_heard"),
    path("heard/<str:token>/", listening.heard_by_link, name="heard_answer"),
    path("sessions/<int:pk>/felt/", listening.felt, name="session_felt"),
    path("pairs/<int:pk>/listening/", listening.index, name="listening"),
    path("pairs/<int:pk>/agenda/", agenda.index, name="agenda"),
    path("agenda/<int:pk>/", agenda.put, name="agenda_put"),
    path("pairs/<int:pk>/promises/", promises.index, name="promises"),
    path("promises/<int:pk>/change/", promises.change, name="promise_change"),
    path("promises/<int:pk>/kept/", promises.kept, name="promise_kept"),
    path("promises/<int:pk>/let-go/", promises.let_go, name="promise_let_go"),
    path("promises/<int:pk>/reopen/", promises.reopen, name="promise_reopen"),
]
