from django.urls import URLPattern, URLResolver, path

from pairings.page import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/", views.detail, name="pair"),
]
