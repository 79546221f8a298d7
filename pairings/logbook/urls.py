from django.urls import URLPattern, URLResolver, path

from pairings.logbook import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/sessions/new/", views.new, name="session_new"),
    path("sessions/<int:pk>/", views.detail, name="session"),
    path("sessions/<int:pk>/edit/", views.edit, name="session_edit"),
    path("pairs/<int:pk>/sessions/draft/", views.draft_of_new, name="session_draft"),
    path("sessions/<int:pk>/draft/", views.draft_of_edit, name="session_edit_draft"),
    path("sessions/<int:pk>/note/", views.note, name="session_note"),
]
