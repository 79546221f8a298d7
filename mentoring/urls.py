"""Every address of the application."""

from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("mentoring.notifications.urls")),
    path("", include("mentoring.web.urls")),
    path("", include("programs.urls")),
    path("", include("pairings.urls")),
    path("", include("goals.urls")),
    path("", include("mentoring.security.urls")),
    path("", include("mentoring.home.urls")),
]
handler400 = "mentoring.web.errors.unusable"
handler403 = "mentoring.web.errors.forbidden"
handler404 = "mentoring.web.errors.not_found"
handler429 = "mentoring.security.views.too_fast"
handler500 = "mentoring.web.errors.broken"
