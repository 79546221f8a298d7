from django.urls import URLPattern, URLResolver, path

from pairings.listening import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sessions/<int:pk>/heard/", views.heard, name="session_heard"),
    path("heard/<str:token>/", views.heard_by_link, name="heard_answer"),
    path("sessions/<int:pk>/felt/", views.felt, name="session_felt"),
    path("pairs/<int:pk>/listening/", views.index, name="listening"),
]
