from django.urls import URLPattern, URLResolver, path

from pairings.feedback import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/feedback/", views.index, name="feedback"),
    path("pairs/<int:pk>/feedback/new/", views.new, name="feedback_new"),
    path("pairs/<int:pk>/feedback/checks/", views.checks, name="feedback_checks"),
    path("pairs/<int:pk>/feedback/draft/", views.draft, name="feedback_draft"),
    path("feedback/<int:pk>/", views.detail, name="feedback_item"),
    path("feedback/<int:pk>/read/", views.read, name="feedback_read"),
    path("feedback/<int:pk>/promise/", views.promise, name="feedback_promise"),
    path("feedback/useful/<str:token>/", views.answer, name="feedback_useful"),
    path("programs/<int:pk>/feedback/", views.in_program, name="program_feedback"),
]
