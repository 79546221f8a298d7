from django.urls import URLPattern, URLResolver, path

from programs.coordinators import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/coordinators/", views.program_coordinators, name="program_coordinators"),
    path("programs/<int:pk>/coordinators/<int:member_pk>/remove/", views.coordinator_remove, name="coordinator_remove"),
]
