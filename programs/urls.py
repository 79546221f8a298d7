"""Every address of the programs app, story by story."""

from django.urls import URLPattern, URLResolver

from programs.enrolment_urls import enrolment_urls
from programs.journey_urls import journey_urls
from programs.program_urls import program_urls

urlpatterns: list[URLPattern | URLResolver] = [*program_urls, *journey_urls, *enrolment_urls]
