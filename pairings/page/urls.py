from django.urls import URLPattern, URLResolver, path

from pairings.page import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/", views.detail, name="pair"),
    path("pairs/<int:pk>/sessions/", views.sessions, name="sessions"),
    path("pairs/<int:pk>/together/", views.together, name="together"),
]
