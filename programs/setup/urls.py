from django.urls import URLPattern, URLResolver, path

from programs.setup import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/", views.programs, name="programs"),
    path("programs/new/", views.program_new, name="program_new"),
    path("programs/<int:pk>/", views.program, name="program"),
    path("programs/<int:pk>/edit/", views.program_edit, name="program_edit"),
    path("programs/<int:pk>/state/", views.program_state, name="program_state"),
]
