from django.urls import URLPattern, URLResolver, path

from pairings.beginning import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/", views.index, name="beginning"),
    path("pairs/<int:pk>/beginning/guides/", views.guides, name="guides"),
]
