from django.urls import URLPattern, URLResolver, path

from pairings.pairs.views import mine, program

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/pairs/", program.index, name="pairs"),
    path("pairs/", mine.index, name="my_pairs"),
]
