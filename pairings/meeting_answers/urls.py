from django.urls import URLPattern, URLResolver, path

from pairings.meeting_answers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("answer/<str:token>/", views.answer, name="answer"),
    path("planned/met/answer/<str:token>/", views.planned, name="planned_met"),
]
