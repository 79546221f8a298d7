"""Editing a journey as values: nothing is saved, what can't be is refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.journey import drafts as drafting
from programs.journey.calculation import JourneyRung, JourneyStep
from programs.journey.drafts import Impossible, Missing, RungDraft, StepDraft
from tests.sentences import RUNG_IS_SINGLE

TRAINING = StepDraft(1, "training", "Prepare", "both", 0)
SESSION = StepDraft(
    2, "session", "Session", "both", 7, 14, "Listen.", ladder=(RungDraft(20, -1, "doer"), RungDraft(21, 3, "both"))
)
CLOSURE = StepDraft(3, "closure", "Goodbye", "both", 350)
JOURNEY = (TRAINING, SESSION, CLOSURE)
OWN = StepDraft(0, "own", "Meet five people", "mentee", 30, ladder=(RungDraft(0, 0, "doer"), RungDraft(0, 4, "both")))


def ids(journey):
    return [step.id for step in journey]


def test_a_journey_survives_the_way_through_the_database():
    import json

    assert drafting.from_json(json.loads(json.dumps(drafting.to_json(JOURNEY)))) == JOURNEY


def test_a_new_step_stands_behind_those_that_come_no_later_under_an_id_of_its_own():
    journey, new = drafting.add(JOURNEY, OWN)
    assert ids(journey) == [1, 2, -1, 3]
    assert (new.id, [rung.id for rung in new.ladder], new.is_saved) == (-1, [-1, -2], False)
    again, other = drafting.add(journey, OWN)
    assert (ids(again), other.id) == ([1, 2, -1, -2, 3], -2)
    first, _ = drafting.add((CLOSURE,), TRAINING)
    assert ids(first) == [-1, 3]


def test_a_journey_has_one_session_step_that_repeats():
    with pytest.raises(Impossible, match="one session step"):
        drafting.add(JOURNEY, SESSION)
    for rhythm in (None, 0, 91):
        with pytest.raises(Impossible, match="from 1 to 90 days"):
            drafting.change(JOURNEY, 2, every_days=rhythm)
    assert drafting.cadence_of(drafting.change(JOURNEY, 2, every_days=7)) == 7
    assert drafting.cadence_of((TRAINING,)) is None


def test_a_journey_and_a_ladder_have_an_end():
    many = tuple(StepDraft(number, "own", "x", "both", 0) for number in range(1, drafting.MOST_STEPS + 1))
    with pytest.raises(Impossible, match="at most 40 steps"):
        drafting.add(many, OWN)
    full = (StepDraft(1, "own", "x", "both", 0, ladder=tuple(RungDraft(n, n, "both") for n in range(12))),)
    with pytest.raises(Impossible, match="at most 12 reminders"):
        drafting.add_rung(full, 1, RungDraft(0, 50, "both"))


def test_steps_move_one_place_and_stop_at_the_ends():
    assert ids(drafting.move(JOURNEY, 2, up=True)) == [2, 1, 3]
    assert ids(drafting.move(JOURNEY, 2, up=False)) == [1, 3, 2]
    assert drafting.move(JOURNEY, 1, up=True) == JOURNEY
    assert drafting.move(JOURNEY, 3, up=False) == JOURNEY


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.booleans()), max_size=20))
def test_moving_loses_and_doubles_nothing(moves):
    journey = JOURNEY
    for step_id, up in moves:
        journey = drafting.move(journey, step_id, up=up)
    assert sorted(ids(journey)) == [1, 2, 3]


def test_switched_off_and_removed_steps_are_not_calculated():
    journey = drafting.remove(drafting.change(JOURNEY, 1, enabled=False), 3)
    ladder = (JourneyRung(-1, "doer"), JourneyRung(3, "both"))
    assert drafting.calculated(journey) == [JourneyStep(2, 7, 14, "session", "both", ladder)]


def test_what_is_not_there_is_missing():
    for act in (
        lambda: drafting.find(JOURNEY, 9),
        lambda: drafting.remove(JOURNEY, 9),
        lambda: SESSION.rung(9),
        lambda: drafting.remove_rung(JOURNEY, 2, 9),
        lambda: drafting.change(JOURNEY, 9, title="x"),
    ):
        with pytest.raises(Missing):
            act()


def test_a_ladder_keeps_its_order_and_has_each_reminder_once():
    journey = drafting.add_rung(JOURNEY, 2, RungDraft(0, 0, "doer"))
    assert [(rung.id, rung.offset_days) for rung in journey[1].ladder] == [(20, -1), (-1, 0), (21, 3)]
    with pytest.raises(Impossible, match=RUNG_IS_SINGLE):
        drafting.add_rung(journey, 2, RungDraft(0, 3, "both"))
    with pytest.raises(Impossible, match=RUNG_IS_SINGLE):
        drafting.change_rung(journey, 2, -1, offset_days=3, audience="both")
    assert [rung.id for rung in drafting.remove_rung(journey, 2, 20)[1].ladder] == [-1, 21]


def test_a_reminder_on_another_day_is_another_one_with_the_same_words():
    worded = drafting.change_rung(JOURNEY, 2, 21, subject="Ours", text="Ours too")
    assert worded[1].rung(21).has_own_words
    moved = drafting.change_rung(worded, 2, 21, offset_days=5)
    assert moved[1].ladder[1] == RungDraft(-1, 5, "both", "Ours", "Ours too")
    again = drafting.change_rung(moved, 2, -1, offset_days=6)
    assert again[1].ladder[1].id == -1


def test_changes_are_told_in_words():
    added, _ = drafting.add(JOURNEY, OWN)
    assert drafting.changes(JOURNEY, JOURNEY) == []
    assert drafting.changes(JOURNEY, added) == ["1 step added"]
    assert drafting.changes(JOURNEY, drafting.change(added, 2, title="Meeting")) == ["1 step added", "1 step changed"]
    assert drafting.changes(JOURNEY, drafting.move(JOURNEY, 1, up=False)) == ["the steps in another order"]
    assert drafting.changes(JOURNEY, (CLOSURE,)) == ["2 steps removed"]


def test_rhythm_and_end_of_the_program_reach_the_draft():
    assert drafting.in_rhythm(JOURNEY, 21)[1].every_days == 21
    assert [step.first_day for step in drafting.with_end_moved(JOURNEY, -400)] == [0, 7, 0]
