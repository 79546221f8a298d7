"""Addresses of sessions to come, of calendars, and of “was it useful?”."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import calendars, planned, times, useful

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/times/", times.propose, name="times_propose"),
    path("pairs/<int:pk>/same-time/", times.same_time, name="same_time"),
    path("times/<int:pk>/", times.proposal, name="time_proposal"),
    path("times/<int:pk>/withdraw/", times.withdraw, name="time_withdraw"),
    path("times/answer/<str:token>/", times.proposal_by_link, name="time_answer"),
    path("planned/<int:pk>/", planned.detail, name="planned_session"),
    path("planned/<int:pk>/move/", planned.move, name="planned_move"),
    path("planned/<int:pk>/cancel/", planned.cancel, name="planned_cancel"),
    path("planned/<int:pk>/session.ics", planned.ics, name="planned_ics"),
    path("planned/answer/<str:token>/", planned.answer, name="planned_answer"),
    path("sessions/<int:pk>/useful/", useful.answer, name="useful"),
    path("useful/<str:token>/", useful.answer_by_link, name="useful_answer"),
    path("settings/availability/", calendars.availability, name="availability"),
    path("settings/calendar/", calendars.choices, name="calendar"),
    path("settings/calendar/reset/", calendars.reset, name="calendar_reset"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
]
