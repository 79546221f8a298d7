from django.urls import URLPattern, URLResolver, path

from pairings.calendars import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/availability/", views.availability, name="availability"),
    path("settings/calendar/", views.choices, name="calendar"),
    path("settings/calendar/reset/", views.reset, name="calendar_reset"),
]
