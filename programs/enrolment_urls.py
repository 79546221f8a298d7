"""Addresses of how people come in: people, invitations, applications."""

from django.urls import URLPattern, URLResolver

enrolment_urls: list[URLPattern | URLResolver] = []
