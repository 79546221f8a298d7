"""Steps of a pair: done, rolled on, postponed, reopened, given up."""

import threading
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.logbook import actions as sessions
from pairings.models import Touchpoint
from pairings.pauses import actions as pauses_actions
from pairings.reminders import planner
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints import last_acts
from tests import factories

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TODAY = date(2026, 11, 10)


@pytest.fixture
def session(cast):
    """A session of the cast's pair, due today and every 14 days."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = date(2026, 10, 27), date(2027, 8, 31)
    cast.pairing.save()
    step = factories.StepFactory(program=cast.program)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=TODAY)


def states(pair):
    return [(one.occurrence, one.state, one.due_on) for one in pair.touchpoints.order_by("occurrence")]


def test_done_rolls_on_from_the_day_it_happened(cast, session):
    happened = TODAY - timedelta(days=2)
    assert touchpoints.complete(session, happened_on=happened, by=cast.mentor, now=NOW) is True
    assert states(cast.pairing) == [(1, "done", TODAY), (2, "open", happened + timedelta(days=14))]
    assert (session.done_on, session.done_at) == (happened, NOW)


def test_done_twice_rolls_on_once(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    assert touchpoints.complete(session, happened_on=TODAY, by=cast.mentee, now=NOW) is False
    assert [row[:2] for row in states(cast.pairing)] == [(1, "done"), (2, "open")]
    assert Entry.objects.filter(verb="touchpoint.done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_done_by_both_at_the_same_moment_is_done_once(cast, session):
    together, outcomes = threading.Barrier(2), []

    def attempt(by):
        try:
            together.wait(timeout=30)
            outcomes.append(touchpoints.complete(session, happened_on=TODAY, by=by, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[by]) for by in (cast.mentor, cast.mentee)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Counter(outcomes) == {True: 1, False: 1}
    assert [row[:2] for row in states(cast.pairing)] == [(1, "done"), (2, "open")]


def test_nothing_follows_a_step_that_happens_once_or_after_the_last_day(cast, session):
    once = factories.TouchpointFactory(
        pairing=cast.pairing, step=factories.StepFactory(program=cast.program, every_days=None, kind="goals")
    )
    touchpoints.complete(once, happened_on=TODAY, by=cast.mentee, now=NOW)
    assert once.step.touchpoints.count() == 1
    cast.pairing.ends_on = TODAY + timedelta(days=13)
    cast.pairing.save()
    session.refresh_from_db()
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    assert session.step.touchpoints.count() == 1


def test_an_event_completes_the_open_step_of_its_kind(cast, session):
    done = touchpoints.complete_open(cast.pairing, "session", happened_on=TODAY, by=cast.mentor, now=NOW)
    assert done == session
    assert touchpoints.complete_open(cast.pairing, "goals", happened_on=TODAY, by=cast.mentor, now=NOW) is None


def test_an_event_on_or_before_the_day_of_the_last_one_completes_nothing(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    for day in (TODAY, TODAY - timedelta(days=5)):
        assert touchpoints.complete_open(cast.pairing, "session", happened_on=day, by=cast.mentor, now=NOW) is None
    assert [row[:2] for row in states(cast.pairing)] == [(1, "done"), (2, "open")]


def test_postponing_moves_the_day_and_leaves_a_trail(cast, session):
    to = TODAY + timedelta(days=5)
    touchpoints.postpone(session, to=to, reason="Sam is ill.", by=cast.mentor, now=NOW)
    touchpoints.postpone(session, to=to, by=cast.mentor, now=NOW)
    assert states(cast.pairing) == [(1, "open", to)]
    assert [entry.details for entry in Entry.objects.filter(verb="touchpoint.postponed")] == [
        {"step": "Session", "reason": "Sam is ill.", "from_day": "2026-11-10", "to_day": "2026-11-15"}
    ]


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (date(2026, 11, 9), "Choose today or a day after it."),
        (date(2027, 9, 1), f"Choose a day up to {dates.day(date(2027, 8, 31))}, your last day as a pair."),
    ],
)
def test_postponing_is_refused_when_the_day_does_not_fit(cast, session, to, sentence):
    with pytest.raises(Refused) as refused:
        touchpoints.postpone(session, to=to, by=cast.mentor, now=NOW)
    assert (refused.value.sentence, refused.value.field) == (sentence, "to")


def test_postponing_is_refused_when_it_is_done(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="no longer open"):
        touchpoints.postpone(session, to=TODAY + timedelta(days=3), by=cast.mentor, now=NOW)


def test_reopening_takes_the_planned_next_back(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    touchpoints.undo(session, by=cast.mentor, now=NOW)
    assert states(cast.pairing) == [(1, "open", TODAY)]
    with pytest.raises(Refused, match="nothing to take back"):
        touchpoints.undo(session, by=cast.mentor, now=NOW)


def test_reopening_is_refused_when_the_next_has_happened(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    following = cast.pairing.touchpoints.get(occurrence=2)
    touchpoints.complete(following, happened_on=TODAY + timedelta(days=14), by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="Something has happened since"):
        touchpoints.undo(session, by=cast.mentor, now=NOW)


@pytest.fixture
def hello(cast):
    """The mentee's own step without an event, of the cast's pair."""
    step = factories.StepFactory(
        program=cast.program, kind="introduction", title="Say hello", doer="mentee", every_days=None
    )
    return factories.TouchpointFactory(pairing=cast.pairing, step=step)


def test_a_step_without_an_event_is_marked_by_its_doer_and_reopened(cast, sign_in, hello):
    browser = sign_in(cast.mentee)
    page = browser.post(reverse("step_done", args=[hello.pk]))
    assert page["Location"] == reverse("pair", args=[cast.pairing.pk])
    hello.refresh_from_db()
    assert hello.state == "done"
    browser.post(reverse("step_done", args=[hello.pk]))
    assert Entry.objects.filter(verb="touchpoint.done").count() == 1
    browser.post(reverse("step_reopen", args=[hello.pk]))
    hello.refresh_from_db()
    assert hello.state == "open"


def test_a_step_is_not_marked_by_the_partner_the_coordinator_or_a_stranger(cast, sign_in, hello):
    url = reverse("step_done", args=[hello.pk])
    answers = {part: sign_in(getattr(cast, part)).post(url).status_code for part in ("mentor", "coordinator")}
    assert answers == {"mentor": 302, "coordinator": 302}
    gone = {part: sign_in(getattr(cast, part)).post(url).status_code for part in ("outsider", "other_mentee")}
    assert gone == {"outsider": 404, "other_mentee": 404}
    hello.refresh_from_db()
    assert hello.state == "open"
    with pytest.raises(Refused, match="This step is for the mentee"):
        touchpoints.mark_done(hello, by=cast.mentor, now=timezone.now())


def test_a_step_of_the_coordinator_is_the_coordinators(cast, hello):
    hello.step.doer = "coordinator"
    with pytest.raises(Refused, match="This step is for the coordinator"):
        touchpoints.mark_done(hello, by=cast.mentee, now=timezone.now())
    touchpoints.mark_done(hello, by=cast.coordinator, now=timezone.now())
    assert hello.state == "done"


def test_a_step_with_an_event_is_not_marked_by_hand(cast, session):
    with pytest.raises(Refused, match="when one of you logs the session"):
        touchpoints.mark_done(session, by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="can’t be reopened by itself"):
        touchpoints.reopen_marked(session, by=cast.mentor, now=NOW)


def test_a_goal_review_is_done_by_reviewing(cast):
    step = factories.StepFactory(program=cast.program, kind="goal_review")
    due = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    with pytest.raises(Refused, match="when you have decided on each of your goals"):
        touchpoints.mark_done(due, by=cast.mentee, now=NOW)


def test_a_skipped_step_is_not_marked(cast, hello):
    Touchpoint.objects.filter(pk=hello.pk).update(state="skipped")
    with pytest.raises(Refused, match="This step was skipped"):
        touchpoints.mark_done(hello, by=cast.mentee, now=timezone.now())


def test_a_late_step_is_given_up_when_its_next_is_due(cast, session):
    assert planner.roll(NOW + timedelta(days=13)) == 0
    assert planner.roll(NOW + timedelta(days=14)) == 1
    assert states(cast.pairing) == [(1, "missed", TODAY), (2, "open", TODAY + timedelta(days=14))]
    assert planner.roll(NOW + timedelta(days=14)) == 0
    entry = Entry.objects.get(verb="touchpoint.missed")
    assert (entry.subject_id, entry.details, entry.actor_id) == (session.pk, {"step": "Session"}, None)


def test_a_late_step_is_kept_open_until_its_ladder_is_climbed(cast, session):
    factories.RungFactory(step=session.step, offset_days=14, audience="coordinator")
    assert planner.roll(NOW + timedelta(days=15)) == 0
    assert planner.roll(NOW + timedelta(days=16)) == 1
    assert states(cast.pairing)[1] == (2, "open", TODAY + timedelta(days=28))


def test_after_a_long_silence_of_the_software_the_next_is_not_in_the_past(cast, session):
    assert planner.roll(NOW + timedelta(days=100)) == 1
    assert states(cast.pairing)[1] == (2, "open", TODAY + timedelta(days=112))


@pytest.mark.parametrize("change", ["paused", "closed", "once"])
def test_nothing_is_given_up_in_a_pause_a_closed_program_or_where_it_happens_once(cast, session, change):
    if change == "paused":
        cast.pairing.state, cast.pairing.paused_on, cast.pairing.returns_on = "paused", TODAY, date(2027, 1, 1)
        cast.pairing.save()
    elif change == "closed":
        cast.program.state = "closed"
        cast.program.save()
    else:
        session.step.every_days = None
        session.step.save()
    assert planner.roll(NOW + timedelta(days=60)) == 0


def test_the_database_plans_an_occurrence_once_and_knows_when_done(cast, session):
    with pytest.raises(IntegrityError, match="touchpoint_is_planned_once"), transaction.atomic():
        factories.TouchpointFactory(pairing=cast.pairing, step=session.step)
    with pytest.raises(IntegrityError, match="touchpoint_done_has_its_time"), transaction.atomic():
        Touchpoint.objects.filter(pk=session.pk).update(state="done")


# Moved and skipped


def test_a_skipped_step_has_its_next_counted_from_the_day_it_was_due(cast, session):
    touchpoints.skip(session, reason="Holiday.", by=cast.mentor, now=NOW - timedelta(days=3))
    assert states(cast.pairing) == [(1, "skipped", TODAY), (2, "open", TODAY + timedelta(days=14))]
    entry = Entry.objects.get(verb="touchpoint.skipped")
    assert entry.details == {"step": "Session", "reason": "Holiday.", "is_shared": True}
    with pytest.raises(Refused, match="no longer open, so it can’t be skipped"):
        touchpoints.skip(session, by=cast.mentor, now=NOW)


def test_a_step_skipped_late_has_its_next_on_a_day_that_is_not_past(cast, session):
    touchpoints.skip(session, by=cast.coordinator, now=NOW + timedelta(days=30))
    assert states(cast.pairing)[1] == (2, "open", TODAY + timedelta(days=42))


def test_nothing_follows_a_step_skipped_that_happens_once_is_off_or_would_be_too_late(cast, session, hello):
    touchpoints.skip(hello, by=cast.mentee, now=NOW)
    assert hello.step.touchpoints.count() == 1
    session.step.enabled = False
    session.step.save()
    touchpoints.skip(session, by=cast.mentee, now=NOW)
    assert session.step.touchpoints.count() == 1


def test_only_those_whose_step_it_is_and_coordinators_move_and_skip_it(cast, hello):
    to = cast.program.today(timezone.now()) + timedelta(days=2)
    for by in (cast.mentor, cast.outsider, cast.other_mentee, cast.administrator):
        for act in (
            lambda by=by: touchpoints.skip(hello, by=by, now=timezone.now()),
            lambda by=by: touchpoints.move(hello, to=to, by=by, now=timezone.now()),
        ):
            with pytest.raises(Refused, match="This step is for the mentee"):
                act()
    touchpoints.move(hello, to=to, by=cast.mentee, now=timezone.now())
    assert (hello.due_on, hello.day_chosen) == (to, True)
    touchpoints.move(hello, to=to + timedelta(days=1), by=cast.coordinator, now=timezone.now())
    assert hello.due_on == to + timedelta(days=1)


def test_a_day_in_the_holidays_is_refused_by_their_name(cast, session):
    days = {"first_on": date(2026, 11, 14), "last_on": date(2026, 11, 17)}
    cast.program.holidays.create(name="Autumn break", **days)
    with pytest.raises(Refused) as refused:
        touchpoints.move(session, to=date(2026, 11, 15), by=cast.mentor, now=NOW)
    first, after = dates.day(date(2026, 11, 14)), dates.day(date(2026, 11, 18))
    sentence = f"Autumn break is then. Choose a day before {first}, or {after} or later."
    assert (refused.value.sentence, refused.value.field) == (sentence, "to")


def test_the_next_of_a_pair_follows_its_own_rhythm_and_comes_after_the_holidays(cast, session):
    cast.pairing.cadence_days = 7
    cast.pairing.save()
    cast.program.holidays.create(name="Break", first_on=date(2026, 11, 16), last_on=date(2026, 11, 19))
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    following = cast.pairing.touchpoints.get(occurrence=2)
    assert (following.due_on, following.counted_from) == (date(2026, 11, 21), TODAY)
    touchpoints.correct_day(session, happened_on=TODAY - timedelta(days=3), by=cast.mentor, now=NOW)
    following.refresh_from_db()
    assert (following.due_on, following.counted_from) == (date(2026, 11, 14), TODAY - timedelta(days=3))


def test_a_corrected_day_leaves_the_next_where_somebody_put_it(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    following = cast.pairing.touchpoints.get(occurrence=2)
    touchpoints.move(following, to=date(2026, 12, 1), by=cast.mentor, now=NOW)
    touchpoints.correct_day(session, happened_on=TODAY - timedelta(days=3), by=cast.mentor, now=NOW)
    following.refresh_from_db()
    assert (following.due_on, following.counted_from) == (date(2026, 12, 1), TODAY - timedelta(days=3))


def test_after_a_pause_what_is_open_counts_from_later_days_and_comes_after_the_holidays(cast, session):
    cast.program.holidays.create(name="Break", first_on=date(2026, 11, 19), last_on=date(2026, 11, 22))
    chosen = factories.TouchpointFactory(
        pairing=cast.pairing,
        step=factories.StepFactory(program=cast.program, kind="own", every_days=None),
        due_on=date(2026, 12, 24),
        day_chosen=True,
    )
    pauses_actions.pause(cast.pairing, returns_on=date(2026, 12, 31), by=cast.coordinator, now=NOW)
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW + timedelta(days=10))
    session.refresh_from_db()
    chosen.refresh_from_db()
    assert (session.due_on, session.counted_from) == (date(2026, 11, 24), TODAY - timedelta(days=4))
    assert (chosen.due_on, chosen.state) == (date(2026, 12, 24), "open")


def test_what_happened_during_a_pause_is_followed_by_a_whole_rhythm_of_days_together(cast, session):
    pauses_actions.pause(cast.pairing, returns_on=date(2026, 12, 31), by=cast.coordinator, now=NOW)
    met = TODAY + timedelta(days=6)
    touchpoints.complete(session, happened_on=met, by=cast.mentor, now=NOW + timedelta(days=6))
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW + timedelta(days=10))
    assert states(cast.pairing)[1] == (2, "open", TODAY + timedelta(days=10 + 14))


def at_the_same_moment(*acts):
    together, refused = threading.Barrier(len(acts)), []

    def run(act):
        try:
            together.wait(timeout=30)
            act()
        except Refused as no:
            refused.append(no.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["complete", "skip", "roll", "log"])
def test_nothing_stays_open_in_a_pair_that_ends_at_the_same_moment(cast, session, act):
    later = NOW + timedelta(days=30)
    acts = {
        "complete": lambda: touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=later),
        "skip": lambda: touchpoints.skip(session, by=cast.mentor, now=later),
        "roll": lambda: planner.roll(later),
        "log": lambda: sessions.log(
            cast.pairing, held_on=TODAY, minutes=60, by=cast.mentor, now=later, form_key=uuid.uuid4()
        ),
    }
    at_the_same_moment(
        acts[act], lambda: life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=later)
    )
    assert not cast.pairing.touchpoints.open().exists()


@pytest.mark.django_db(transaction=True)
def test_done_and_skipped_at_the_same_moment_has_one_next(cast, session):
    refused = at_the_same_moment(
        lambda: touchpoints.skip(session, by=cast.mentor, now=NOW),
        lambda: touchpoints.complete(session, happened_on=TODAY, by=cast.mentee, now=NOW),
        lambda: planner.roll(NOW + timedelta(days=14)),
    )
    assert [row[:2] for row in states(cast.pairing)] in (
        [(1, "done"), (2, "open")],
        [(1, "skipped"), (2, "open")],
        [(1, "missed"), (2, "open")],
    )
    assert set(refused) <= {"This step is no longer open, so it can’t be skipped."}


# Its page


def test_the_pages_move_and_skip_a_step_and_the_timeline_says_who_and_why(cast, sign_in, hello):
    browser, page_of_pair = sign_in(cast.mentee), reverse("pair", args=[cast.pairing.pk])
    today = cast.program.today(timezone.now())
    url = reverse("step_move", args=[hello.pk])
    assert url in browser.get(page_of_pair).content.decode()
    wrong = browser.post(url, {"to": today - timedelta(days=1)})
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"to": ["Choose today or a day after it."]})
    moved = browser.post(url, {"to": today + timedelta(days=3), "reason": "I am ill."})
    assert moved["Location"] == page_of_pair
    for part in ("mentor", "mentee", "coordinator"):
        page = sign_in(getattr(cast, part)).get(page_of_pair).content.decode()
        assert "by Sam Lee: I am ill." in page
    sign_in(cast.coordinator).post(reverse("step_skip", args=[hello.pk]), {"reason": "Not needed."})
    page = browser.get(page_of_pair).content.decode()
    assert "Skipped by Cora Lind: Not needed." in page
    assert url not in page


def test_a_reason_given_in_an_answer_to_a_mail_is_for_coordinators_and_oneself(cast, sign_in, hello):
    today = cast.program.today(timezone.now())
    touchpoints.postpone(
        hello, to=today + timedelta(days=3), reason="I was tired of it.", by=cast.mentee, now=timezone.now()
    )
    url = reverse("pair", args=[cast.pairing.pk])
    shown = {
        part: "I was tired of it." in sign_in(getattr(cast, part)).get(url).content.decode()
        for part in ("mentor", "mentee", "coordinator")
    }
    assert shown == {"mentor": False, "mentee": True, "coordinator": True}


def test_a_long_reason_gets_a_sentence_and_is_kept(cast, sign_in, hello):
    page = sign_in(cast.mentee).post(reverse("step_skip", args=[hello.pk]), {"reason": "x" * 100_000})
    assert page.status_code == 422
    assert "x" * 100_000 in page.content.decode()


def test_a_step_that_the_program_no_longer_asks_for_has_no_next(cast, session):
    session.step.enabled = False
    session.step.save()
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    assert states(cast.pairing) == [(1, "done", TODAY)]
    touchpoints.correct_day(session, happened_on=TODAY - timedelta(days=3), by=cast.mentor, now=NOW)
    assert states(cast.pairing) == [(1, "done", TODAY)]


def test_a_corrected_day_after_which_none_is_left_takes_the_next_away(cast, session):
    cast.pairing.ends_on = TODAY + timedelta(days=13)
    cast.pairing.save()
    session.refresh_from_db()
    touchpoints.complete(session, happened_on=TODAY - timedelta(days=2), by=cast.mentor, now=NOW)
    assert [row[:2] for row in states(cast.pairing)] == [(1, "done"), (2, "open")]
    touchpoints.correct_day(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    assert [row[:2] for row in states(cast.pairing)] == [(1, "done"), (2, "skipped")]


def test_after_a_pause_a_later_one_of_a_step_that_happens_once_by_now_moves_by_the_days_away(cast, session):
    touchpoints.complete(session, happened_on=TODAY, by=cast.mentor, now=NOW)
    session.step.every_days = None
    session.step.save()
    pauses_actions.pause(cast.pairing, returns_on=date(2026, 12, 31), by=cast.coordinator, now=NOW)
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW + timedelta(days=10))
    assert states(cast.pairing)[1] == (2, "open", TODAY + timedelta(days=24))


def test_who_moved_a_step_is_asked_by_an_expression_that_is_built_once():
    last_acts._last_act.cache_clear()
    assert last_acts._last_act() is last_acts._last_act()
