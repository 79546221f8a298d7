from django.urls import URLPattern, URLResolver, path

from pairings.times import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/times/", views.propose, name="times_propose"),
    path("pairs/<int:pk>/same-time/", views.same_time, name="same_time"),
    path("times/<int:pk>/", views.proposal, name="time_proposal"),
    path("times/<int:pk>/withdraw/", views.withdraw, name="time_withdraw"),
    path("times/answer/<str:token>/", views.proposal_by_link, name="time_answer"),
    path("planned/<int:pk>/", views.planned_session, name="planned_session"),
    path("planned/<int:pk>/move/", views.move, name="planned_move"),
    path("planned/<int:pk>/cancel/", views.cancel, name="planned_cancel"),
    path("planned/<int:pk>/session.ics", views.ics_file, name="planned_ics"),
    path("planned/answer/<str:token>/", views.planned_by_link, name="planned_answer"),
    path("calendar/<str:token>.ics", views.feed, name="calendar_feed"),
]
