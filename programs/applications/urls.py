from django.urls import URLPattern, URLResolver, path

from programs.applications.views import applicant, coordinator

PROGRAM = "programs/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("join/<str:token>/", applicant.join, name="join"),
    path(f"{PROGRAM}/apply/<str:role>/", applicant.apply, name="apply"),
    path(f"{PROGRAM}/applications/", coordinator.applications, name="applications"),
    path(f"{PROGRAM}/applications/<int:application_pk>/", coordinator.application, name="application"),
]
