from django.urls import URLPattern, URLResolver, path

from pairings.kudos import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/kudos/", views.index, name="kudos"),
]
