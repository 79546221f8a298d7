from django.urls import URLPattern, URLResolver, path

from mentoring.security import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisation/security/", views.security_log, name="security_log"),
]
