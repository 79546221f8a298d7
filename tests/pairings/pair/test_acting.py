"""Acting on a pair: its row is locked once, whoever calls whom; who acts isn't told; what nobody may see isn't left."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.goals import actions as goals
from goals.milestones import from_feedback
from goals.reviews import actions as reviews
from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.endings import actions as endings
from pairings.feedback import actions as feedback
from pairings.feedback.checks import Words
from pairings.life import actions as life
from pairings.logbook import actions as sessions
from pairings.meeting_answers import actions as meetings
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, TheTwo
from pairings.promises.actions import Wish
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from programs.journey.models import Step
from tests import factories
from tests.races import loses

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def locks():
    """What locks rows of pairs, while a test runs."""
    with CaptureQueriesContext(connection) as made:
        yield lambda: [query["sql"] for query in made if re.search(LOCKS_A_PAIR, query["sql"])]


LOCKS_A_PAIR = r'FOR (?:NO KEY )?UPDATE OF [^()]*"pairings_pairing"|FROM "pairings_pairing" .* FOR (?:NO KEY )?UPDATE$'


def step(cast, kind, **values):
    found = factories.StepFactory(program=cast.program, kind=kind, **values)
    due_on = cast.program.today(NOW) + timedelta(days=2)
    return factories.TouchpointFactory(pairing=cast.pairing, step=found, due_on=due_on)


def log(cast, **changes):
    today = cast.program.today(NOW)
    words = {"held_on": today, "minutes": 60, "by": cast.mentor, "now": NOW, "form_key": uuid.uuid4(), **changes}
    return sessions.log(cast.pairing, **words)


# The lock


def test_logging_a_session_with_all_that_follows_locks_the_pair_once(cast, locks):
    session, soon = step(cast, Step.Kind.SESSION, every_days=14), cast.program.today(NOW) + timedelta(days=5)
    planned_sessions.book(cast.pairing, starts_at=NOW + timedelta(days=9), minutes=60, by=cast.mentor, now=NOW)
    before = len(locks())
    log(
        cast,
        touchpoint=session,
        what_i_heard="Speak up.",
        private_note="Tired.",
        promised=[Wish("mentor", "Send the slides.", soon), Wish("mentee", "Read them.", soon)],
        open_question="What holds you back?",
        next_on=soon,
    )
    assert len(locks()) - before == 1
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {"session.logged", "touchpoint.done", "touchpoint.postponed", "promise.made", "agenda.added"}


def test_an_answer_to_did_you_meet_locks_the_pair_once(cast, locks):
    session, today = step(cast, Step.Kind.SESSION), cast.program.today(NOW)
    meetings.we_met(session, held_on=today, minutes=60, by=cast.mentor, now=NOW)
    meetings.we_did_not(session, to=today + timedelta(days=1), by=cast.mentor, now=NOW)
    assert len(locks()) == 2


def test_picking_a_time_locks_the_pair_once(cast, locks):
    step(cast, Step.Kind.SESSION)
    starts = [NOW + timedelta(days=3)]
    words = {"starts": starts, "minutes": 60, "by": cast.mentor, "now": NOW, "form_key": uuid.uuid4()}
    proposal = time_proposals.propose(cast.pairing, **words)
    time_proposals.pick(proposal, time=proposal.times.get().pk, by=cast.mentee, now=NOW)
    assert len(locks()) == 2


def test_ending_a_pair_by_both_locks_it_once(cast, locks):
    step(cast, Step.Kind.CLOSURE)
    late = NOW + timedelta(days=400)
    endings.finish(cast.pairing, by=cast.mentor, now=late)
    endings.finish(cast.pairing, by=cast.mentee, now=late)
    cast.pairing.refresh_from_db()
    assert (cast.pairing.state, len(locks())) == ("ended", 2)


def test_goals_lock_their_pair_once_and_before_themselves(cast, locks):
    step(cast, Step.Kind.GOALS)
    words = {"title": "Give the demo.", "now": NOW, "form_key": uuid.uuid4()}
    goal = goals.propose(cast.pairing, by=cast.mentor, **words)
    goals.agree(goal, by=cast.mentee, now=NOW)
    assert len(locks()) == 1
    words = {"change": "reaffirm", "reason": "Still ours.", "version": 1}
    reviews.decide(goal, by=cast.mentee, now=NOW, **words)
    assert len(locks()) == 2


def test_a_next_step_that_becomes_a_milestone_locks_the_pair_once(cast, locks):
    words = Words(strength="Clear.", next_step="Speak first.")
    given = feedback.give(cast.pairing, words, by=cast.mentor, now=NOW, form_key=uuid.uuid4())
    goal, before = factories.GoalFactory(pairing=cast.pairing, proposed_by=cast.mentor), len(locks())
    from_feedback.take_up(given, goal, by=cast.mentee, now=NOW)
    assert len(locks()) - before == 1


def test_an_act_inside_another_takes_the_pair_as_it_is_held(cast, locks):
    with acting.on(cast.pairing, by=cast.mentor, now=NOW) as outer:
        with acting.on(cast.pairing, by=None, now=NOW) as inner:
            assert inner.pairing is outer.pairing
            assert inner.by is None
        with acting.on(factories.PromiseFactory(pairing=cast.pairing), by=cast.mentee, now=NOW) as inner:
            assert inner.pairing is outer.pairing
            assert inner.by == cast.mentee
        assert len(locks()) == 1
    with acting.on(cast.pairing, by=cast.mentor, now=NOW):
        assert len(locks()) == 2


def test_another_pair_is_locked_for_itself(cast, locks):
    other = factories.PairingFactory(program=cast.program)
    with acting.on(cast.pairing, by=None, now=NOW), acting.on(other, by=None, now=NOW) as act:
        assert act.pairing == other
    assert len(locks()) == 2


def test_a_pair_is_let_go_when_the_act_is_refused(cast, locks):
    with pytest.raises(Refused), acting.on(cast.pairing, by=cast.outsider, now=NOW, only=THE_TWO):
        pass
    with pytest.raises(Refused), acting.on(cast.pairing, by=cast.mentor, now=NOW):
        raise Refused("No.")
    with acting.on(cast.pairing, by=cast.mentor, now=NOW):
        assert len(locks()) == 3


@pytest.mark.django_db(transaction=True)
def test_what_one_thread_holds_no_other_takes_for_its_own(cast):
    def wait_for_it():
        with acting.on(cast.pairing, by=cast.mentee, now=NOW) as act:
            return act.pairing

    held = []

    def hold_it():
        with acting.on(cast.pairing, by=cast.mentor, now=NOW) as act:
            held.append(act.pairing)

    found = loses(hold_it, wait_for_it)
    assert found == held[0]
    assert found is not held[0]


# Who may


def test_only_the_two_act_and_as_long_as_the_room_lets_them(cast):
    while_live, always = TheTwo(others="Not yours.", ended="Ended."), TheTwo(others="Not yours.", ended="")
    for by in (cast.coordinator, None):
        with pytest.raises(Refused, match=r"^Not yours\.$"):
            acting.without_lock(cast.pairing, by=by, now=NOW, only=while_live)
    assert acting.without_lock(cast.pairing, by=cast.mentor, now=NOW, only=while_live).member == cast.mentor_in
    life.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    with pytest.raises(Refused, match=r"^Ended\.$"):
        acting.without_lock(cast.pairing, by=cast.mentee, now=NOW, only=while_live)
    assert acting.without_lock(cast.pairing, by=cast.mentee, now=NOW, only=always).partner == cast.mentor_in


def test_the_software_is_on_no_side(cast):
    act = acting.without_lock(cast.pairing, by=None, now=NOW)
    with pytest.raises(ValueError, match="no side"):
        _ = act.partner


# What it leaves


def told():
    return [
        (one.kind, one.recipient.first_name, one.program_id, one.pairing_id)
        for one in Notification.objects.select_related("recipient").order_by("pk")
    ]


def test_who_acts_is_told_nothing_but_what_they_asked_for(cast):
    act = acting.without_lock(cast.pairing, by=cast.mentor, now=NOW)
    for person in (cast.mentor, cast.mentee):
        act.tell(person, "promise_due", key=f"1:{person.pk}", promise=1)
        act.tell(person, "promise_due", key=f"2:{person.pk}", promise=1, even_oneself=True)
    assert [name for _, name, *_ in told()] == ["Miriam", "Sam", "Sam"]


def test_both_are_told_but_who_acts_and_who_is_told_in_another_way(cast):
    act = acting.without_lock(cast.pairing, by=cast.coordinator, now=NOW)
    entry = act.record("pairing.paused", cast.pairing)
    act.tell_both("pairing_paused", entry, but=cast.mentee_in)
    assert [name for _, name, *_ in told()] == ["Miriam"]
    acting.without_lock(cast.pairing, by=cast.mentee, now=NOW).tell_both("pairing_resumed", entry)
    assert [name for _, name, *_ in told()] == ["Miriam", "Miriam"]


def test_coordinators_are_those_who_look_at_the_pair_from_outside(cast):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    act = acting.without_lock(cast.pairing, by=cast.mentee, now=NOW)
    assert act.coordinators() == [cast.coordinator_in]


def test_what_the_program_may_not_see_carries_no_mark_of_it(cast):
    act = acting.without_lock(cast.pairing, by=cast.mentor, now=NOW)
    for number, one in enumerate((act, act.beside_the_program(), act.in_private())):
        one.record("concern.raised", cast.pairing)
        one.tell(cast.mentee, "concern_raised", key=str(number))
    here = (cast.program.pk, cast.pairing.pk)
    assert list(Entry.objects.order_by("pk").values_list("program_id", "pairing_id")) == [
        here,
        (None, cast.pairing.pk),
        (None, None),
    ]
    assert [(program, pair) for _, _, program, pair in told()] == [here, (None, None), (None, None)]
