from django.urls import URLPattern, URLResolver, path

from pairings.pairs import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/pairs/", views.pairs, name="pairs"),
    path("pairs/", views.my_pairs, name="my_pairs"),
]
