"""Every address of the pairings app; those of sessions have a module of their own."""

from django.urls import URLPattern, URLResolver

from pairings.session_urls import urlpatterns as session_urls

pair_urls: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [*pair_urls, *session_urls]
