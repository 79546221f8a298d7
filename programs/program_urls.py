"""Addresses of a program itself: set up, state, journey, coordinators, mails, activity."""

from django.urls import URLPattern, URLResolver

program_urls: list[URLPattern | URLResolver] = []
