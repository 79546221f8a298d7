from django.urls import URLPattern, URLResolver, path

from mentoring.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/sessions/", views.browsers.index, name="usersessions_list"),  # in place of allauth's page
    path("accounts/sessions/<int:pk>/end/", views.browsers.sign_out, name="browser_sign_out"),
    path("accounts/saml/<slug:organization_slug>/acs/", views.saml.acs, name="saml_acs"),  # before allauth's
    path("settings/", views.profile.settings, name="settings"),
    path("settings/time-zone/", views.profile.time_zone_guess, name="time_zone_guess"),
    path("settings/links/end/", views.profile.end_links, name="links_end"),
    path("theme/<str:version>.css", views.theme.css, name="theme_css"),
]
