"""A planned session is announced the day before and asked about the day after, whatever the journey asks for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import letters
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes.models import MailHabits
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.logbook import actions as logbook
from pairings.models import Pairing, PlannedSession, Session, Touchpoint
from pairings.pair import acting
from pairings.reminders import planner
from pairings.times.actions import planning, settling
from programs.models import Holiday, Membership, Program
from tests import factories
from tests.pages import shows
from tests.telling import told_now

pytestmark = pytest.mark.django_db
BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
DAY = date(2026, 12, 3)  # a Thursday
BEGINS = datetime.combine(DAY, time(15), BERLIN)
BOOKED = BEGINS - timedelta(days=14)
FOUR = ["session_due Miriam", "session_due Sam", "session_late Miriam", "session_late Sam"]


@pytest.fixture
def pair(cast):
    """Ends on the day after the session, so no step can follow it."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = date(2026, 10, 27), DAY + timedelta(days=1)
    cast.pairing.save()
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


def book(pair, at=BEGINS, *, now=BOOKED):
    return planning.book(pair, starts_at=at, minutes=60, by=pair.mentor.user, now=now)


def run(upto, *, begin=BOOKED):
    """The planner, every six hours until then."""
    now = begin
    while now < upto:
        planner.plan(now)
        now += timedelta(hours=6)
    planner.plan(upto)


def rows(planned=None):
    about = {"about": f"planned:{planned.pk}"} if planned else {"about__startswith": "planned:"}
    found = Notification.objects.filter(**about).select_related("recipient")
    return sorted(f"{row.kind} {row.recipient.first_name}" for row in found)


def answers(now, kind="session_due"):
    """First name → what would go out, or why not."""
    found = list(Notification.objects.filter(kind=kind, about__startswith="planned:").select_related("recipient"))
    told = told_now(found, now)
    return {row.recipient.first_name: getattr(told[row.pk], "reason", None) or told[row.pk] for row in found}


def without_a_step(cast, pair):
    pass


def beyond_the_last_day(cast, pair):
    factories.StepFactory(program=cast.program, first_day=300)


def switched_off(cast, pair):
    step = factories.StepFactory(program=cast.program, enabled=False)
    factories.RungFactory(step=step, offset_days=-1)
    factories.TouchpointFactory(pairing=pair, step=step, due_on=DAY)


def skipped(cast, pair):
    step = factories.StepFactory(program=cast.program)
    factories.RungFactory(step=step, offset_days=-1)
    factories.TouchpointFactory(pairing=pair, step=step, due_on=DAY, state="skipped")


def with_a_step(cast, pair):
    step = factories.StepFactory(program=cast.program)
    for offset in (-1, 3, 7):
        factories.RungFactory(step=step, offset_days=offset)
    factories.TouchpointFactory(pairing=pair, step=step, due_on=DAY - timedelta(days=3))


def behind_another(cast, pair):
    with_a_step(cast, pair)
    book(pair, BEGINS - timedelta(days=2))


@pytest.mark.parametrize(
    "journey", [without_a_step, beyond_the_last_day, switched_off, skipped, with_a_step, behind_another]
)
def test_each_is_announced_and_asked_about_once_whatever_the_journey_asks_for(cast, pair, journey):
    journey(cast, pair)
    planned = book(pair)
    run(BEGINS + timedelta(days=5))
    assert rows(planned) == FOUR
    others = Notification.objects.filter(kind__in=["session_due", "session_late"]).exclude(about__startswith="planned:")
    assert not others.exists()


def test_nine_o_clock_is_the_reader_s_and_so_is_the_day(cast, pair):
    """15:00 in Berlin on Thursday is 03:00 on Friday in Auckland."""
    type(cast.mentee).objects.filter(pk=cast.mentee.pk).update(time_zone="Pacific/Auckland")
    book(pair)
    run(BEGINS + timedelta(days=3))
    due = {
        (row.kind, row.recipient.first_name): row.due_at for row in Notification.objects.filter(about__startswith="pl")
    }
    nine = time(9)
    assert due == {
        ("session_due", "Miriam"): datetime.combine(DAY - timedelta(days=1), nine, BERLIN),
        ("session_late", "Miriam"): datetime.combine(DAY + timedelta(days=1), nine, BERLIN),
        ("session_due", "Sam"): datetime.combine(DAY, nine, AUCKLAND),
        ("session_late", "Sam"): datetime.combine(DAY + timedelta(days=2), nine, AUCKLAND),
    }


@pytest.mark.parametrize(("own", "sooner"), [(None, 1), (False, 0)])
def test_a_quiet_weekend_announces_sunday_on_friday(cast, pair, own, sooner):
    if own is not None:
        quiet = {"quiet_from": time(20), "quiet_until": time(8), "quiet_weekends": own}
        MailHabits.objects.create(user=cast.mentor, **quiet)
    Pairing.objects.update(ends_on=DAY + timedelta(days=9))
    pair.refresh_from_db()
    book(pair, BEGINS + timedelta(days=3))
    run(BEGINS + timedelta(days=2, hours=5))
    row = Notification.objects.get(kind="session_due", recipient=cast.mentor)
    assert row.due_at.astimezone(BERLIN).date() == DAY + timedelta(days=2 - sooner)


def test_holidays_and_a_pause_leave_alone_what_the_two_have_planned(cast, pair):
    Holiday.objects.create(program=cast.program, name="Break", first_on=DAY, last_on=DAY + timedelta(days=20))
    planned = book(pair)
    Pairing.objects.update(state="paused", paused_on=DAY - timedelta(days=9), returns_on=DAY + timedelta(days=1))
    run(BEGINS + timedelta(days=2))
    assert rows(planned) == FOUR


def test_who_plans_it_on_its_eve_has_told_by_that(cast, pair):
    planned = book(pair, now=BEGINS - timedelta(hours=20))
    run(BEGINS + timedelta(days=2), begin=BEGINS - timedelta(hours=20))
    assert rows(planned) == ["session_late Miriam", "session_late Sam"]


def test_another_time_is_announced_again_and_another_place_is_not(cast, pair):
    planned = book(pair)
    eve = BEGINS - timedelta(hours=20)
    run(eve)
    same = {"minutes": 60, "note": "", "by": cast.mentee}
    planning.move(planned, starts_at=BEGINS, place="Room 5", now=eve, **same)
    run(eve + timedelta(hours=12), begin=eve)
    assert rows() == FOUR[:2]
    Pairing.objects.update(ends_on=DAY + timedelta(days=9))
    later = BEGINS + timedelta(days=5)
    planning.move(planned, starts_at=later, place="Room 5", now=eve + timedelta(hours=12), **same)
    assert set(answers(eve + timedelta(hours=13)).values()) == {
        "The session was moved; its reminders were planned again."
    }
    run(later + timedelta(days=2), begin=eve + timedelta(hours=12))
    assert rows() == sorted(FOUR[:2] * 2 + FOUR[2:])


def log(pair, day=DAY, **more):
    values = {
        "minutes": 60,
        "by": pair.mentor.user,
        "now": BEGINS + timedelta(hours=2),
        "form_key": factories.uuid.uuid4(),
    }
    return logbook.log(pair, held_on=day, **values, **more)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda pair, planned: log(pair), "The session was logged before this went out."),
        (
            lambda pair, planned: log(pair, DAY - timedelta(days=1), planned=planned),
            "The session was logged before this",
        ),
        (
            lambda pair, planned: settling.not_held(planned, by=pair.mentee.user, now=BEGINS + timedelta(hours=2)),
            "They had said before this went out that they didn’t meet.",
        ),
        (lambda pair, planned: Program.objects.update(state="closed"), "The program no longer runs."),
        (lambda pair, planned: PlannedSession.objects.update(state="cancelled"), "The session was canceled before"),
    ],
)
def test_what_is_settled_meanwhile_is_asked_no_more(cast, pair, act, reason):
    planned = book(pair)
    run(BEGINS + timedelta(hours=19))
    act(pair, planned)
    said = answers(BEGINS + timedelta(hours=19), "session_late")
    assert [one[: len(reason)] for one in said.values()] == [reason, reason]
    Notification.objects.all().delete()
    planner.plan(BEGINS + timedelta(hours=19))
    assert rows() == []


def test_another_session_in_between_leaves_the_planned_one_to_be_asked_about(cast, pair):
    planned = book(pair)
    log(pair, DAY - timedelta(days=2))
    run(BEGINS + timedelta(days=2))
    assert rows(planned) == FOUR


def test_what_is_said_is_true_at_that_moment(cast, pair):
    book(pair)
    run(BEGINS + timedelta(days=2))
    eve = answers(BEGINS - timedelta(hours=30))["Sam"].context
    assert (eve["words"].subject, eve["when"]) == ("Your session with Miriam is tomorrow", "Thu, Dec 3, 3:00 PM")
    assert answers(BEGINS - timedelta(hours=6))["Sam"].context["words"].subject == "Your session with Miriam is today"
    assert answers(BEGINS)["Sam"] == "The time of the session had come before this went out."
    late = answers(BEGINS + timedelta(hours=18), "session_late")["Miriam"]
    assert late.context["words"].subject == "Did you and Sam meet?"
    person = {"recipient": cast.mentor, "preferences_url": "https://x/p", "unsubscribe_url": "https://x/u"}
    mail = letters.render("session_late", {**late.context, **person})
    for text in (mail.text, mail.html):
        shows(
            text,
            dates.long_day(BEGINS.date()),
            reverse("planned_met", args=["x"])[:-2],
            "We didn’t meet",
            hides=["neither of"],
        )


def test_who_has_left_or_parted_is_told_nothing_more(cast, pair):
    book(pair)
    run(BEGINS + timedelta(days=2))
    Membership.objects.filter(pk=pair.mentee_id).update(state="left")
    said = answers(BEGINS - timedelta(hours=30))
    assert said["Sam"] == "The recipient no longer takes part."
    assert said["Miriam"].context["words"].subject == "Your session with Sam is tomorrow"
    Pairing.objects.update(state="ended", ended_on=DAY - timedelta(days=2))
    assert answers(BEGINS - timedelta(hours=30))["Miriam"] == "The pair had ended before this went out."


# What came of it


def test_a_session_that_was_planned_is_logged_once(cast, pair):
    planned = book(pair)
    session = log(pair, planned=planned)
    planned.refresh_from_db()
    assert planned.session == session
    with pytest.raises(Refused, match=r"This session is logged already\. Your text is still here"):
        log(pair, planned=planned)
    with pytest.raises(Refused, match=r"This session is logged already\."):
        settling.not_held(planned, by=cast.mentee, now=BEGINS + timedelta(hours=3))


def test_saying_twice_that_it_did_not_take_place_says_it_once(cast, pair):
    planned = book(pair)
    for by in (cast.mentor, cast.mentee):
        settling.not_held(planned, by=by, now=BEGINS + timedelta(hours=2))
    assert Entry.objects.filter(verb="planned_session.not_held").count() == 1


def test_who_did_not_meet_on_a_day_settles_what_was_planned_for_it(cast, pair):
    planned, later = book(pair), book(pair, BEGINS + timedelta(hours=20))
    with acting.on(pair, by=cast.mentor, now=BEGINS + timedelta(days=1)) as act:
        settling.not_held_on(DAY, act)
        settling.not_held_on(DAY - timedelta(days=1), act)
    assert [PlannedSession.objects.get(pk=one.pk).state for one in (planned, later)] == ["not_held", "planned"]


def test_what_was_canceled_or_is_still_to_come_is_not_logged(cast, pair):
    planned = book(pair)
    with pytest.raises(Refused, match="This session is still to come"):
        settling.not_held(planned, by=cast.mentor, now=BEGINS - timedelta(hours=1))
    planning.cancel(planned, by=cast.mentor, now=BOOKED)
    with pytest.raises(Refused, match="This session was canceled"):
        settling.not_held(planned, by=cast.mentor, now=BEGINS + timedelta(hours=2))


def test_after_the_end_it_can_be_said_as_long_as_the_last_session_can_be_logged(cast, pair):
    planned = book(pair)
    Pairing.objects.update(state="ended", ended_on=DAY + timedelta(days=1))
    pair.refresh_from_db()
    planned = PlannedSession.objects.get()
    with pytest.raises(Refused):
        settling.not_held(planned, by=cast.mentor, now=BEGINS + timedelta(days=20))
    settling.not_held(planned, by=cast.mentor, now=BEGINS + timedelta(days=3))
    planned.refresh_from_db()
    assert planned.state == "not_held"


def test_a_program_s_own_words_are_used(cast, pair):
    step = factories.StepFactory(program=cast.program, guide="Listen first.")
    factories.RungFactory(step=step, offset_days=-7, subject="Next week")
    factories.RungFactory(step=step, offset_days=-1, subject="{partner} {is_due}!", text="{guide}")
    book(pair)
    run(BEGINS - timedelta(hours=29))
    words = answers(BEGINS - timedelta(hours=29))["Sam"].context["words"]
    assert (words.subject, words.paragraphs) == ("Miriam is tomorrow!", ("Listen first.",))


@pytest.mark.parametrize("pairs", [1, 3])
def test_telling_three_takes_as_many_queries_as_one(cast, pair, pairs, django_assert_num_queries):
    book(pair)
    for _ in range(pairs - 1):
        days = {"started_on": pair.started_on, "ends_on": pair.ends_on}
        other = factories.PairingFactory(program=cast.program, **days)
        book(Pairing.objects.with_people().get(pk=other.pk))
    run(BEGINS - timedelta(hours=29))
    found = list(Notification.objects.filter(kind="session_due").select_related("recipient"))
    assert len(found) == 2 * pairs
    with django_assert_num_queries(2):
        told_now(found, BEGINS - timedelta(hours=29))


# The step


@pytest.fixture
def step(cast, pair):
    """A session step due on the day, with reminders before and after it, for the two and for the coordinator."""
    Pairing.objects.update(ends_on=DAY + timedelta(days=60))
    pair.refresh_from_db()
    found = factories.StepFactory(program=cast.program)
    for offset, audience in ((-1, "both"), (3, "both"), (14, "coordinator")):
        factories.RungFactory(step=found, offset_days=offset, audience=audience)
    return factories.TouchpointFactory(pairing=pair, step=found, due_on=DAY)


def of_step():
    return sorted(Notification.objects.filter(about__startswith="touchpoint:").values_list("kind", flat=True))


def test_the_step_is_quiet_while_a_session_covers_it_and_the_coordinator_hears_of_silence(cast, pair, step):
    book(pair)
    run(BEGINS + timedelta(days=8))
    assert of_step() == []
    run(BEGINS + timedelta(days=14))
    assert of_step() == ["pair_late"]
    settling.not_held(PlannedSession.objects.get(), by=cast.mentor, now=BEGINS + timedelta(days=14))
    assert pair.touchpoints.open().exists()


def test_the_step_says_when_no_session_is_planned(cast, pair, step):
    planned = book(pair)
    planning.cancel(planned, by=cast.mentor, now=BOOKED)
    run(BEGINS - timedelta(hours=24))
    assert of_step() == ["session_due", "session_due"]
    found = list(Notification.objects.filter(kind="session_due").select_related("recipient"))
    context = next(iter(told_now(found, BEGINS - timedelta(hours=24)).values())).context
    address = settings.SITE_URL + reverse("times_propose", args=[pair.pk])
    assert (context["when"], context["propose_url"]) == ("", address)


def test_a_step_that_was_to_be_told_is_quiet_once_a_session_is_planned(cast, pair, step):
    planner.plan(BEGINS - timedelta(hours=40))
    book(pair, now=BEGINS - timedelta(hours=39))
    found = list(Notification.objects.filter(about__startswith="touchpoint:").select_related("recipient"))
    assert {one.reason for one in told_now(found, BEGINS - timedelta(hours=29)).values()} == {
        "A session is planned, with reminders of its own."
    }


def test_a_reminder_from_before_its_day_is_not_told_after_it(cast, pair, step):
    planner.plan(BEGINS - timedelta(hours=24))
    found = list(Notification.objects.filter(kind="session_due").select_related("recipient"))
    assert {one.reason for one in told_now(found, BEGINS + timedelta(hours=10)).values()} == {
        "The day that it was to come before is past."
    }


# The pages


@pytest.fixture
def begun(cast):
    """A session planned for yesterday, in a pair that has no step for it."""
    at = datetime.now(UTC) - timedelta(days=1)
    return factories.PlannedSessionFactory(pairing=cast.pairing, starts_at=at, minutes=45)


def test_the_page_asks_about_a_session_whose_time_has_come(cast, begun, sign_in):
    address = f"{reverse('session_new', args=[cast.pairing.pk])}?planned={begun.pk}"
    for page in (sign_in(cast.mentor).get(reverse("pair", args=[cast.pairing.pk])), sign_in(cast.mentor).get("/")):
        shows(page, address, "We didn’t meet", hides=["No time is planned yet"])
    form = sign_in(cast.mentor).get(address).context["form"]
    assert form.initial["minutes"] == 45
    assert str(form.initial["held_on"]) == begun.starts_at.astimezone(cast.mentor.zone).date().isoformat()


def link(user, planned):
    return reverse("planned_met", args=[links.make("met", user=user, object_id=planned.pk)])


def yes(day, minutes=45):
    return {"met": "yes", "held_on": day, "minutes": minutes}


def test_we_met_logs_it_and_can_be_corrected_and_taken_back(cast, begun, sign_in):
    browser, url, day = Client(), link(cast.mentor, begun), cast.program.today(begun.starts_at)
    for minutes in (45, 45, 30):
        assert browser.post(url, yes(day, minutes)).status_code == 302
    session = Session.objects.get(pairing=cast.pairing)
    begun.refresh_from_db()
    assert (session.minutes, begun.session, begun.state) == (30, session, "planned")
    shows(sign_in(cast.mentor).get(reverse("planned_session", args=[begun.pk])), "You met", hides=["Log the session"])
    assert Client().post(link(cast.mentee, begun), yes(day)).status_code == 422  # one answer is enough
    assert browser.post(url, {"met": "no"}).status_code == 302
    begun.refresh_from_db()
    assert (Session.objects.count(), begun.session, begun.state) == (0, None, "not_held")


def test_we_did_not_moves_the_step_that_waited(cast, begun):
    day = cast.program.today(begun.starts_at)
    step = factories.StepFactory(program=cast.program)
    waiting = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=day)
    url, to = link(cast.mentee, begun), factories.today() + timedelta(days=6)
    assert Client().post(url, {"met": "no"}).status_code == 422
    assert Client().post(url, {"met": "no", "to": to, "reason": "I was ill."}).status_code == 302
    waiting.refresh_from_db()
    begun.refresh_from_db()
    assert (waiting.state, waiting.due_on, begun.state) == ("open", to, "not_held")
    assert Client().post(url, yes(day)).status_code == 302  # they met after all
    assert Touchpoint.objects.get(pk=waiting.pk).state == "done"


@pytest.mark.parametrize(("change", "status"), [({"state": "cancelled"}, 422), ({"starts_at": None}, 422)])
def test_what_is_canceled_or_to_come_is_not_asked_about(cast, begun, change, status):
    if "starts_at" in change:
        change = {"starts_at": datetime.now(UTC) + timedelta(days=1)}
    PlannedSession.objects.update(**change)
    url = link(cast.mentor, begun)
    assert Client().get(url).status_code == 200
    assert Client().post(url, yes(factories.today())).status_code == status
    assert Session.objects.count() == 0
