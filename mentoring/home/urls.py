from django.urls import URLPattern, URLResolver, path

from mentoring.home import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home.home, name="home"),
    path("setup/<str:token>/", views.installation.setup, name="setup"),
    path("health", health.health, name="health"),
    path("organisation/", views.installation.organisation, name="organisation"),
    path("organisation/keeping/", views.keeping.kept, name="keeping"),
]
