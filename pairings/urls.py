"""Every address of the pairings app, room by room."""

from django.urls import URLPattern, URLResolver

from pairings.agenda import urls as agenda_urls
from pairings.agreement import urls as agreement_urls
from pairings.beginning import urls as beginning_urls
from pairings.calendars import urls as calendars_urls
from pairings.check_ins import urls as check_ins_urls
from pairings.concerns import urls as concerns_urls
from pairings.endings import urls as endings_urls
from pairings.expectations import urls as expectations_urls
from pairings.farewells import urls as farewells_urls
from pairings.feedback import urls as feedback_urls
from pairings.fit_checks import urls as fit_checks_urls
from pairings.introductions import urls as introductions_urls
from pairings.keepsake import urls as keepsake_urls
from pairings.kudos import urls as kudos_urls
from pairings.life import urls as life_urls
from pairings.listening import urls as listening_urls
from pairings.logbook import urls as logbook_urls
from pairings.meeting_answers import urls as meeting_answers_urls
from pairings.messages import urls as messages_urls
from pairings.page import urls as page_urls
from pairings.pairs import urls as pairs_urls
from pairings.pauses import urls as pauses_urls
from pairings.promises import urls as promises_urls
from pairings.story import urls as story_urls
from pairings.times import urls as times_urls
from pairings.touchpoints import urls as touchpoints_urls
from pairings.usefulness import urls as usefulness_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *pairs_urls.urlpatterns,
    *life_urls.urlpatterns,
    *page_urls.urlpatterns,
    *pauses_urls.urlpatterns,
    *touchpoints_urls.urlpatterns,
    *meeting_answers_urls.urlpatterns,
    *check_ins_urls.urlpatterns,
    *beginning_urls.urlpatterns,
    *introductions_urls.urlpatterns,
    *expectations_urls.urlpatterns,
    *agreement_urls.urlpatterns,
    *fit_checks_urls.urlpatterns,
    *endings_urls.urlpatterns,
    *farewells_urls.urlpatterns,
    *keepsake_urls.urlpatterns,
    *logbook_urls.urlpatterns,
    *listening_urls.urlpatterns,
    *agenda_urls.urlpatterns,
    *promises_urls.urlpatterns,
    *times_urls.urlpatterns,
    *usefulness_urls.urlpatterns,
    *calendars_urls.urlpatterns,
    *messages_urls.urlpatterns,
    *concerns_urls.urlpatterns,
    *feedback_urls.urlpatterns,
    *kudos_urls.urlpatterns,
    *story_urls.urlpatterns,
]
