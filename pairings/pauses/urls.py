from django.urls import URLPattern, URLResolver, path

from pairings.pauses import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/pause/", views.pause_pair, name="pair_pause"),
    path("pairs/<int:pk>/resume/", views.resume_pair, name="pair_resume"),
    path("programs/<int:pk>/people/<int:member_pk>/pause/", views.pause_person, name="person_pause"),
    path("programs/<int:pk>/people/<int:member_pk>/resume/", views.resume_person, name="person_resume"),
]
