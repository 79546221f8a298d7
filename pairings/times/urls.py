from django.urls import URLPattern, URLResolver, path

from pairings.times.views import feed, planned, proposals

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/times/", proposals.propose, name="times_propose"),
    path("pairs/<int:pk>/same-time/", proposals.same_time, name="same_time"),
    path("times/<int:pk>/", proposals.proposal, name="time_proposal"),
    path("times/<int:pk>/withdraw/", proposals.withdraw, name="time_withdraw"),
    path("times/answer/<str:token>/", proposals.proposal_by_link, name="time_answer"),
    path("planned/<int:pk>/", planned.detail, name="planned_session"),
    path("planned/<int:pk>/move/", planned.move, name="planned_move"),
    path("planned/<int:pk>/cancel/", planned.cancel, name="planned_cancel"),
    path("planned/<int:pk>/session.ics", planned.ics, name="planned_ics"),
    path("planned/answer/<str:token>/", planned.answer, name="planned_answer"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar_feed"),
]
