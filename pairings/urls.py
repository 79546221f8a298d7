"""Every address of the pairings app; those of sessions have a module of their own."""

from django.urls import URLPattern, URLResolver, path

from pairings.beginning_urls import urlpatterns as beginning_urls
from pairings.ending_urls import urlpatterns as ending_urls
from pairings.feedback_urls import urlpatterns as feedback_urls
from pairings.session_urls import urlpatterns as session_urls
from pairings.time_urls import urlpatterns as time_urls
from pairings.views import absences, answers, check_ins, mine, pair, pairs, rhythm, steps
from pairings.voices_urls import urlpatterns as voices_urls

pair_urls: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/pairs/", pairs.index, name="pairs"),
    path("programs/<int:pk>/pairs/new/", pairs.new, name="pair_new"),
    path("pairs/", mine.index, name="my_pairs"),
    path("pairs/<int:pk>/", pair.detail, name="pair"),
    path("pairs/<int:pk>/pause/", pair.pause, name="pair_pause"),
    path("pairs/<int:pk>/resume/", pair.resume, name="pair_resume"),
    path("pairs/<int:pk>/rhythm/", rhythm.rhythm, name="pair_rhythm"),
    path("pairs/<int:pk>/end/", pair.end, name="pair_end"),
    path("programs/<int:pk>/people/<int:member_pk>/pause/", absences.pause, name="person_pause"),
    path("programs/<int:pk>/people/<int:member_pk>/resume/", absences.resume, name="person_resume"),
    path("steps/<int:pk>/done/", pair.step_done, name="step_done"),
    path("steps/<int:pk>/reopen/", pair.step_reopen, name="step_reopen"),
    path("steps/<int:pk>/move/", steps.move, name="step_move"),
    path("steps/<int:pk>/skip/", steps.skip, name="step_skip"),
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("check-ins/answer/<str:token>/", answers.check_in, name="check_in_answer"),
    path("check-ins/<int:pk>/", check_ins.answer, name="check_in"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *pair_urls,
    *beginning_urls,
    *ending_urls,
    *session_urls,
    *time_urls,
    *voices_urls,
    *feedback_urls,
]
