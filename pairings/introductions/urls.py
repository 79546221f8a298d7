from django.urls import URLPattern, URLResolver, path

from pairings.introductions import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/hello/", views.introduction, name="introduction"),
]
