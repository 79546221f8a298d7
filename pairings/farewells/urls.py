from django.urls import URLPattern, URLResolver, path

from pairings.farewells import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/ending/thanks/", views.thanks, name="ending_thanks"),
    path("pairs/<int:pk>/ending/reflection/", views.reflection, name="ending_reflection"),
]
