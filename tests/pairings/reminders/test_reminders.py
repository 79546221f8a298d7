"""Reminders of steps: planned once, at nine in the recipient's zone, and only sent while they are true."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.writing.composing import mark_missed
from pairings.calendars import clocks
from pairings.check_ins import actions as check_ins
from pairings.life import actions as life_actions
from pairings.models import CheckIn, Touchpoint
from pairings.pauses import actions as pauses_actions
from pairings.reminders import planner
from pairings.reminders.tasks import plan as plan_task
from pairings.reminders.tasks import roll as roll_task
from pairings.touchpoints import actions as touchpoints
from programs.models import Holiday, Rung
from tests import factories
from tests.pages import shows
from tests.sentences import HAD_ANSWERED, HAD_ENDED, HAS_LEFT, WAS_DONE
from tests.telling import told_now

DUE = date(2026, 11, 10)
LADDER = [(-1, "both"), (3, "doer"), (7, "both"), (14, "coordinator")]
KINDS = ("pairing_started", "session_due", "session_late", "check_in_due", "step_due", "pair_late")


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def late(cast):
    """A session of the cast's pair with the default ladder, due on Tuesday 10 November."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = date(2026, 10, 27), date(2027, 8, 31)
    cast.pairing.save()
    step = factories.StepFactory(program=cast.program)
    for offset, audience in LADDER:
        factories.RungFactory(step=step, offset_days=offset, audience=audience)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=DUE)


def planned(**filters):
    rows = Notification.objects.filter(**filters).order_by("due_at", "recipient__name")
    return [(row.kind, row.recipient.first_name, row.state) for row in rows.select_related("recipient")]


def prepare(now):
    """What delivery would do with everything that is planned: kind and name → context or reason."""
    answers = {}
    for kind in KINDS:
        rows = list(Notification.objects.filter(kind=kind, state="planned").select_related("recipient"))
        for pk, answer in (told_now(rows, now) if rows else {}).items():
            row = next(row for row in rows if row.pk == pk)
            answers[kind, row.recipient.first_name] = getattr(answer, "reason", None) or answer
    return answers


def test_each_rung_is_planned_when_it_comes_due(cast, late):
    assert planner.plan(at(DUE - timedelta(days=3))) == 0
    assert planner.plan(at(DUE - timedelta(days=2))) == 2
    assert planned() == [("session_due", "Miriam", "planned"), ("session_due", "Sam", "planned")]
    assert planner.plan(at(DUE + timedelta(days=1))) == 0
    assert planner.plan(at(DUE + timedelta(days=2))) == 2
    assert planner.plan(at(DUE + timedelta(days=6))) == 2
    assert planner.plan(at(DUE + timedelta(days=13))) == 1
    assert planned(due_at__date=DUE + timedelta(days=14)) == [("pair_late", "Cora", "planned")]
    assert planned(kind="session_late") == [
        ("session_late", "Miriam", "planned"),
        ("session_late", "Sam", "planned"),
        ("session_late", "Miriam", "planned"),
        ("session_late", "Sam", "planned"),
    ]


def test_planning_twice_gives_the_same_rows(cast, late):
    now = at(DUE + timedelta(days=14))
    assert planner.plan(now) == 7
    before = list(Notification.objects.order_by("key").values_list("pk", "key", "due_at", "state"))
    assert planner.plan(now) == 0
    assert list(Notification.objects.order_by("key").values_list("pk", "key", "due_at", "state")) == before


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_give_the_same_rows(cast, late):
    for number in range(2, 60):
        factories.TouchpointFactory(pairing=cast.pairing, step=late.step, occurrence=number, due_on=DUE)
    together, counts = threading.Barrier(2), []

    def work():
        try:
            together.wait(timeout=30)
            counts.append(planner.plan(at(DUE)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (sum(counts), Notification.objects.count()) == (2 * 59, 2 * 59)


@pytest.mark.parametrize(
    ("zone", "due_on", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 28), datetime(2026, 3, 28, 8, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # clocks go forward that night
        ("Europe/Berlin", date(2026, 10, 24), datetime(2026, 10, 24, 7, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # and back
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 13, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 14, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 11, 10), datetime(2026, 11, 9, 19, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2026, 11, 10), datetime(2026, 11, 10, 3, 15, tzinfo=UTC)),
        ("", date(2026, 11, 10), datetime(2026, 11, 10, 9, tzinfo=UTC)),
        ("Mars/Olympus_Mons", date(2026, 11, 10), datetime(2026, 11, 10, 9, tzinfo=UTC)),
    ],
)
def test_nine_o_clock_is_the_recipients(cast, late, zone, due_on, expected):
    cast.mentor.time_zone = zone
    cast.mentor.save()
    Rung.objects.exclude(offset_days=-1).delete()
    Rung.objects.update(offset_days=0)
    Touchpoint.objects.update(due_on=due_on)
    planner.plan(expected - timedelta(minutes=1))
    row = Notification.objects.get(recipient=cast.mentor)
    assert (row.due_at, row.state) == (expected, "planned")
    if zone in {"Europe/Berlin", "America/New_York"}:
        assert row.due_at.astimezone(ZoneInfo(zone)).hour == 9


def test_a_rung_that_is_two_days_past_is_a_row_that_is_never_sent(cast, late):
    planner.plan(at(DUE + timedelta(days=4)))
    mark_missed(at(DUE + timedelta(days=4)))
    assert planned() == [
        ("session_due", "Miriam", "missed"),
        ("session_due", "Sam", "missed"),
        ("session_late", "Miriam", "planned"),
        ("session_late", "Sam", "planned"),
    ]


def test_a_rung_knows_what_it_is_about(cast, late):
    planner.plan(at(DUE - timedelta(days=2)))
    row, rung = Notification.objects.get(recipient=cast.mentor), Rung.objects.get(offset_days=-1)
    assert row.about == f"touchpoint:{late.pk}"
    assert row.payload == {
        "touchpoint": late.pk,
        "due_on": "2026-11-10",
        "offset_days": -1,
        "membership": cast.mentor_in.pk,
        "rung": rung.pk,
    }


def test_the_minutes_look_back_a_week_and_the_hours_all_the_way(cast, late):
    now = at(DUE + timedelta(days=7))
    assert planner.plan(now, back=planner.RECENT_DAYS) == 4
    assert sorted(row.payload["offset_days"] for row in Notification.objects.all()) == [3, 3, 7, 7]
    assert planner.plan(now) == 2


def test_who_is_away_is_not_reminded(cast, late):
    cast.mentor_in.away_from, cast.mentor_in.returns_on = DUE, DUE + timedelta(days=9)
    cast.mentor_in.save()
    planner.plan(at(DUE))
    assert planned() == [("session_due", "Sam", "planned")]


@pytest.mark.parametrize(
    ("holidays", "day"),
    [
        ([], 13),
        ([(12, 12)], 13),
        ([(13, 13)], 14),
        ([(12, 15)], 16),
        ([(11, 13), (14, 16)], 17),  # they touch
        ([(11, 14), (13, 17)], 18),  # they overlap
    ],
)
def test_a_rung_waits_for_the_end_of_the_holidays(cast, late, holidays, day):
    for first, last in holidays:
        days = {"first_on": date(2026, 11, first), "last_on": date(2026, 11, last)}
        Holiday.objects.create(program=cast.program, name="Break", **days)
    Holiday.objects.create(program=cast.other_program, name="Break", first_on=DUE, last_on=date(2026, 12, 31))
    planner.plan(at(date(2026, 11, day - 2)))
    assert planned(kind="session_late") == []
    planner.plan(at(date(2026, 11, day - 1)))
    assert {row.due_at for row in Notification.objects.filter(kind="session_late")} == {
        datetime(2026, 11, day, 8, tzinfo=UTC)
    }


def test_three_days_without_the_clock_lose_nothing_that_still_matters(cast, late):
    planner.plan(at(DUE + timedelta(days=5)))
    planner.plan(at(DUE + timedelta(days=8)))
    rows = Notification.objects.filter(due_at__date=DUE + timedelta(days=7))
    assert [row.state for row in rows] == ["planned", "planned"]


@pytest.mark.parametrize(
    "change",
    [
        lambda cast, late: pauses_actions.pause(
            cast.pairing, returns_on=date(2027, 1, 1), by=cast.coordinator, now=at(DUE - timedelta(days=3))
        ),
        lambda cast, late: type(cast.program).objects.filter(pk=cast.program.pk).update(state="closed"),
        lambda cast, late: type(late.step).objects.filter(pk=late.step.pk).update(enabled=False),
        lambda cast, late: Touchpoint.objects.filter(pk=late.pk).update(state="skipped"),
    ],
    ids=["pair paused", "program closed", "step switched off", "step skipped"],
)
def test_nothing_is_planned_when_the_step_is_not_asked_for(cast, late, change):
    change(cast, late)
    assert planner.plan(at(DUE)) == 0


def test_who_has_left_or_closed_the_account_is_not_reminded(cast, late):
    cast.mentor_in.state = "left"
    cast.mentor_in.save()
    cast.mentee.is_active = False
    cast.mentee.save()
    assert planner.plan(at(DUE)) == 0


def test_a_step_of_the_mentee_reminds_the_mentee(cast, late):
    late.step.doer, late.step.kind = "mentee", "agreement"
    late.step.save()
    Rung.objects.exclude(audience="doer").delete()
    planner.plan(at(DUE + timedelta(days=3)))
    assert planned() == [("step_due", "Sam", "planned")]


def test_a_step_of_the_coordinator_reminds_the_coordinator(cast, late):
    late.step.doer, late.step.kind = "coordinator", "own"
    late.step.save()
    Rung.objects.exclude(audience="doer").delete()
    planner.plan(at(DUE + timedelta(days=3)))
    assert planned() == [("step_due", "Cora", "planned")]


def test_what_goes_out_says_when_and_links_to_the_answer(cast, late):
    planner.plan(at(DUE + timedelta(days=3)))
    letter = prepare(at(DUE + timedelta(days=3)))["session_late", "Miriam"]
    assert letter.thread == f"pairing-{cast.pairing.pk}"
    words = {name: letter.context[name] for name in ("partner", "step", "due_on", "late_days", "why")}
    assert words == {
        "partner": "Sam Lee",
        "step": "Session",
        "due_on": DUE,
        "late_days": 3,
        "why": "You are Sam’s mentor in Women in Engineering.",
    }
    assert letter.context["met_url"].startswith(f"{settings.SITE_URL}/answer/")


MOVED = "The step was moved to another day; its reminders were planned again."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda cast, late: touchpoints.complete(late, happened_on=DUE, by=cast.mentee, now=at(DUE)), WAS_DONE),
        (
            lambda cast, late: touchpoints.postpone(late, to=date(2026, 11, 20), by=cast.mentor, now=at(DUE)),
            MOVED,
        ),
        (
            lambda cast, late: Touchpoint.objects.filter(pk=late.pk).update(state="missed"),
            "The step was given up; its next has been planned.",
        ),
        (
            lambda cast, late: pauses_actions.pause(
                cast.pairing, returns_on=date(2027, 1, 1), by=cast.coordinator, now=at(DUE)
            ),
            "The pair was paused when this was to go out.",
        ),
        (lambda cast, late: late.delete(), "The step is no longer planned."),
        (
            lambda cast, late: type(late.step).objects.filter(pk=late.step.pk).update(enabled=False),
            "The program no longer asks for this step.",
        ),
    ],
    ids=["done by the partner", "moved", "missed", "paused", "deleted", "switched off"],
)
def test_what_is_no_longer_true_is_not_sent(cast, late, change, reason):
    planner.plan(at(DUE))
    change(cast, late)
    assert prepare(at(DUE)) == {("session_due", "Miriam"): reason, ("session_due", "Sam"): reason}


def test_who_has_left_meanwhile_gets_nothing(cast, late):
    planner.plan(at(DUE))
    cast.mentor_in.state = "left"
    cast.mentor_in.save()
    answers = prepare(at(DUE))
    assert answers["session_due", "Miriam"] == HAS_LEFT
    assert answers["session_due", "Sam"].context["partner"] == "Miriam Okafor"


def test_a_rung_that_was_taken_off_meanwhile_is_not_sent(cast, late):
    planner.plan(at(DUE))
    late.step.rungs.all().delete()
    assert set(prepare(at(DUE)).values()) == {"The program no longer sends this reminder."}


def test_a_moved_step_is_planned_again_for_its_new_day(cast, late):
    planner.plan(at(DUE))
    touchpoints.postpone(late, to=DUE + timedelta(days=10), by=cast.mentor, now=at(DUE))
    assert planner.plan(at(DUE)) == 0
    assert planner.plan(at(DUE + timedelta(days=9))) == 2
    rows = Notification.objects.filter(due_at__date=DUE + timedelta(days=9), state="planned")
    assert {row.payload["due_on"] for row in rows} == {"2026-11-20"}


def test_who_has_answered_the_check_in_is_not_reminded_and_the_partner_is(cast, late):
    type(late.step).objects.filter(pk=late.step.pk).update(kind="check_in")
    planner.plan(at(DUE))
    check_ins.answer(late, by=cast.mentor, rating=4, comment="", now=at(DUE))
    answers = prepare(at(DUE))
    assert answers["check_in_due", "Miriam"] == HAD_ANSWERED
    ratings = answers["check_in_due", "Sam"].context["ratings"]
    assert [rating["label"] for rating in ratings] == ["Rough", "Could be better", "Okay", "Good", "Great"]
    assert [rating["url"][-4:] for rating in ratings] == ["?v=1", "?v=2", "?v=3", "?v=4", "?v=5"]
    assert CheckIn.objects.count() == 1


def test_a_coordinator_reads_both_names(cast, late):
    late.step.doer, late.step.kind = "coordinator", "own"
    late.step.save()
    planner.plan(at(DUE + timedelta(days=3)))
    context = prepare(at(DUE + timedelta(days=3)))["step_due", "Cora"].context
    both = "Sam Lee and Miriam Okafor"
    assert (context["partner"], context["partner_first"], context["partner_role"]) == (both, both, "")
    assert context["why"] == f"You coordinate {cast.program.name}."


def test_a_coordinator_is_led_to_the_pair_that_needs_a_hand(cast, late):
    planner.plan(at(DUE + timedelta(days=14)))
    letter = prepare(at(DUE + timedelta(days=14)))["pair_late", "Cora"]
    assert letter.context["pair_url"] == settings.SITE_URL + reverse("pair", args=[cast.pairing.pk])


def test_the_match_is_told_unless_it_has_ended_by_then(cast):
    pair = life_actions.start(
        cast.program,
        mentor=cast.mentor_in,
        mentee=cast.other_mentee_in,
        started_on=cast.program.today(datetime.now(UTC)),
        by=cast.coordinator,
        now=datetime.now(UTC),
    )
    answers = prepare(datetime.now(UTC))
    assert {name: answer.context["partner"] for (_, name), answer in answers.items()} == {
        "Miriam": "Noor Haddad",
        "Noor": "Miriam Okafor",
    }
    life_actions.end(pair, ending="early", by=cast.coordinator, now=datetime.now(UTC))
    assert set(prepare(datetime.now(UTC)).values()) == {HAD_ENDED}


def test_the_match_is_told_with_its_first_step_to_those_who_still_take_part(cast):
    factories.StepFactory(program=cast.program, kind="training", title="Say hello", first_day=7, every_days=None)
    now = datetime.now(UTC)
    two = {"mentor": cast.mentor_in, "mentee": cast.other_mentee_in}
    life_actions.start(cast.program, **two, started_on=cast.program.today(now), by=cast.coordinator, now=now)
    cast.mentor_in.state = "left"
    cast.mentor_in.save()
    answers = {name: answer for (_, name), answer in prepare(now).items()}
    assert answers["Miriam"] == HAS_LEFT
    assert answers["Noor"].context["first_step"] == "Say hello"


@pytest.mark.parametrize("pairs", [1, 3])
def test_preparing_takes_as_many_queries_for_three_as_for_one(cast, late, pairs, django_assert_num_queries):
    for _ in range(pairs - 1):
        days = {"started_on": cast.pairing.started_on, "ends_on": cast.pairing.ends_on}
        other = factories.PairingFactory(program=cast.program, **days)
        factories.TouchpointFactory(pairing=other, step=late.step, due_on=DUE)
    planner.plan(at(DUE))
    rows = list(Notification.objects.filter(kind="session_due").select_related("recipient"))
    assert len(rows) == 2 * pairs
    with django_assert_num_queries(5):
        told_now(rows, at(DUE))


def session_mail(cast, to, context):
    person = {"recipient": to, "preferences_url": "https://x/p", "unsubscribe_url": "https://x/u"}
    return letters.render("session_due", {**context, **person})


def test_the_mail_before_a_planned_session_names_its_time_by_both_clocks(cast, late):
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    begins = datetime.combine(DUE, time(15), cast.program.zone)
    then = {"pairing": cast.pairing, "changed_at": at(DUE - timedelta(days=20))}
    session = factories.PlannedSessionFactory(starts_at=begins, minutes=45, place="PLACE", **then)
    factories.PlannedSessionFactory(starts_at=begins + timedelta(hours=3), state="cancelled", **then)
    planner.plan(at(DUE - timedelta(days=1), 15))
    mail = session_mail(cast, cast.mentee, prepare(at(DUE - timedelta(days=1), 15))["session_due", "Sam"].context)
    expected = clocks.when(begins, cast.mentee, cast.mentor)
    for text in (mail.text, mail.html):
        page = reverse("planned_session", args=[session.pk])
        shows(text, expected, "for 45 minutes", page, hides=["planned a time", "PLACE"])
    assert "for Miriam" in expected


def test_the_mail_without_a_planned_session_offers_to_find_a_time(cast, late):
    planner.plan(at(DUE))
    mail = session_mail(cast, cast.mentor, prepare(at(DUE))["session_due", "Miriam"].context)
    for text in (mail.text, mail.html):
        shows(text, reverse("times_propose", args=[cast.pairing.pk]), "It doesn’t fit?", hides=["for 45"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_reads_well_in_text_and_html(cast, kind):
    person = {"recipient": cast.mentor, "preferences_url": "https://x/p", "unsubscribe_url": "https://x/u"}
    rendered = letters.render(kind, {**kinds.get(kind).sample(), **person})
    for words in (rendered.subject, rendered.text, rendered.html):
        assert "{{" not in words
        assert "None" not in words
    assert "&#" not in rendered.text
    assert "Miriam" in rendered.text
    assert rendered.html.count("<h1") == 1


def test_the_tasks_count_what_they_did(cast, late):
    today = cast.program.today(datetime.now(UTC))
    Touchpoint.objects.filter(pk=late.pk).update(due_on=today)
    assert plan_task() == 2
    assert plan_task() == 0
    Touchpoint.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=40))
    assert roll_task() == 1 + 2  # given up, and both reminded of the next, the day after tomorrow
    assert roll_task() == 0


def test_of_two_rungs_that_holidays_move_to_one_morning_the_later_is_the_newer(cast, late):
    """Whichever was put on the ladder first: delivery tells the newer one, the preview shows the later rung."""
    Rung.objects.filter(step=late.step).delete()
    later = factories.RungFactory(step=late.step, offset_days=7, audience="both")
    earlier = factories.RungFactory(step=late.step, offset_days=3, audience="both")
    Holiday.objects.create(
        program=cast.program, name="Break", first_on=DUE + timedelta(days=2), last_on=DUE + timedelta(days=8)
    )
    planner.plan(at(DUE + timedelta(days=8)))
    assert [row.payload["rung"] for row in Notification.objects.filter(recipient=cast.mentee).order_by("pk")] == [
        earlier.pk,
        later.pk,
    ]
    assert Notification.objects.values("due_at").distinct().count() == 1
