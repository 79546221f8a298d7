from django.urls import URLPattern, URLResolver, path

from programs.applications import views

PROGRAM = "programs/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("join/<str:token>/", views.join, name="join"),
    path(f"{PROGRAM}/apply/<str:role>/", views.apply, name="apply"),
    path(f"{PROGRAM}/applications/", views.applications, name="applications"),
    path(f"{PROGRAM}/applications/<int:application_pk>/", views.application, name="application"),
]
