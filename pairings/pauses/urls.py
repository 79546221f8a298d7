from django.urls import URLPattern, URLResolver, path

from pairings.pauses.views import absences, pairs

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/pause/", pairs.pause, name="pair_pause"),
    path("pairs/<int:pk>/resume/", pairs.resume, name="pair_resume"),
    path("programs/<int:pk>/people/<int:member_pk>/pause/", absences.pause, name="person_pause"),
    path("programs/<int:pk>/people/<int:member_pk>/resume/", absences.resume, name="person_resume"),
]
