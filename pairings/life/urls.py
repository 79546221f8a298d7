from django.urls import URLPattern, URLResolver, path

from pairings.life import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/pairs/new/", views.new, name="pair_new"),
    path("pairs/<int:pk>/rhythm/", views.rhythm, name="pair_rhythm"),
    path("pairs/<int:pk>/end/", views.end, name="pair_end"),
]
