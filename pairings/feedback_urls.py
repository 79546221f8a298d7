"""Addresses of feedback, kudos, and the story of a pair."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import drafts, feedback, feedback_useful, kudos, story

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/feedback/", feedback.index, name="feedback"),
    path("pairs/<int:pk>/feedback/new/", feedback.new, name="feedback_new"),
    path("pairs/<int:pk>/feedback/checks/", feedback.checks, name="feedback_checks"),
    path("pairs/<int:pk>/feedback/draft/", drafts.feedback, name="feedback_draft"),
    path("feedback/<int:pk>/", feedback.detail, name="feedback_item"),
    path("feedback/<int:pk>/read/", feedback.read, name="feedback_read"),
    path("feedback/<int:pk>/promise/", feedback.promise, name="feedback_promise"),
    path("feedback/useful/<str:token>/", feedback_useful.answer, name="feedback_useful"),
    path("programs/<int:pk>/feedback/", feedback_useful.in_program, name="program_feedback"),
    path("pairs/<int:pk>/kudos/", kudos.index, name="kudos"),
    path("pairs/<int:pk>/story/", story.index, name="story"),
]
