from django.urls import URLPattern, URLResolver, path

from mentoring.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/sessions/", views.browsers.index, name="usersessions_list"),  # in place of allauth's page
    path("accounts/sessions/<int:pk>/end/", views.browsers.sign_out, name="browser_sign_out"),
    path("accounts/here/", views.browsers.still_here, name="still_here"),
    # Before allauth's: what a provider answers, and whether it does, breaks no page.
    path("accounts/oidc/<slug:provider_id>/login/", views.openid.login, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", views.openid.callback, name="openid_connect_callback"),
    path("accounts/saml/<slug:organization_slug>/login/", views.saml.login, name="saml_login"),
    path("accounts/saml/<slug:organization_slug>/acs/", views.saml.acs, name="saml_acs"),
    path("accounts/saml/<slug:organization_slug>/acs/finish/", views.saml.finish_acs, name="saml_finish_acs"),
    path("accounts/saml/<slug:organization_slug>/sls/", views.saml.sls, name="saml_sls"),
    path("accounts/saml/<slug:organization_slug>/metadata/", views.saml.metadata, name="saml_metadata"),
    path("accounts/logout/", views.leaving.sign_out, name="account_logout"),
    path("settings/", views.profile.settings, name="settings"),
    path("settings/time-zone/", views.profile.time_zone_guess, name="time_zone_guess"),
    path("settings/links/end/", views.profile.end_links, name="links_end"),
    path("theme/<str:version>.css", views.theme.css, name="theme_css"),
]
