"""Every address of the programs app, room by room."""

from django.urls import URLPattern, URLResolver

from programs.applications import urls as applications_urls
from programs.coordinators import urls as coordinators_urls
from programs.drafting import urls as drafting_urls
from programs.invitations import urls as invitations_urls
from programs.library import urls as library_urls
from programs.log import urls as log_urls
from programs.opening import urls as opening_urls
from programs.pace import urls as pace_urls
from programs.people import urls as people_urls
from programs.setup import urls as setup_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *setup_urls.urlpatterns,
    *opening_urls.urlpatterns,
    *coordinators_urls.urlpatterns,
    *drafting_urls.urlpatterns,
    *library_urls.urlpatterns,
    *log_urls.urlpatterns,
    *pace_urls.urlpatterns,
    *people_urls.urlpatterns,
    *invitations_urls.urlpatterns,
    *applications_urls.urlpatterns,
]
