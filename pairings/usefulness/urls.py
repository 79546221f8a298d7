from django.urls import URLPattern, URLResolver, path

from pairings.usefulness import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sessions/<int:pk>/useful/", views.answer, name="useful"),
    path("useful/<str:token>/", views.answer_by_link, name="useful_answer"),
]
