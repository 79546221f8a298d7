from django.urls import URLPattern, URLResolver, path

from pairings.story import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/story/", views.index, name="story"),
]
