from django.urls import URLPattern, URLResolver, path

from mentoring.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/", views.profile.settings, name="settings"),
    path("settings/time-zone/", views.profile.time_zone_guess, name="time_zone_guess"),
    path("settings/links/end/", views.profile.end_links, name="links_end"),
    path("theme/<str:version>.css", views.theme.css, name="theme_css"),
]
