"""The history of a goal: whatever is done to it, the versions tell it whole, and nobody can rewrite them."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.goals import actions as goals
from goals.goals import history
from goals.goals import talking as talk
from goals.milestones import actions as milestones
from goals.models import Goal, GoalReview, GoalVersion
from goals.reviews import actions as reviews
from mentoring.web import dates
from mentoring.web.integrity import Refused

pytestmark = pytest.mark.django_db
PEOPLE = st.sampled_from(["mentor", "mentee"])
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
WORDS = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXT.filter(bool),
        "why": TEXT,
        "measure": TEXT,
        "area": st.sampled_from(Goal.Area.values),
        "due_on": st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        "is_private": st.booleans(),
    },
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), PEOPLE, st.sampled_from(goals.CHANGES), TEXT, WORDS),
        st.tuples(st.just("agree"), PEOPLE),
        st.tuples(st.just("answer"), PEOPLE, st.integers(1, 3)),
        st.tuples(st.just("reach"), PEOPLE),
        st.tuples(st.just("let_go"), PEOPLE, TEXT),
        st.tuples(st.just("take_back_agreement"), PEOPLE),
        st.tuples(st.just("say"), PEOPLE, TEXT.filter(bool), st.sampled_from([None, 0, 50, 100])),
        st.tuples(st.just("decide"), PEOPLE, st.sampled_from(goals.CHANGES), TEXT, WORDS),
    ),
    max_size=12,
)


def propose(cast, **changes):
    words = {"title": "Run a demo", "by": cast.mentee, "now": timezone.now(), "form_key": uuid.uuid4()}
    return goals.propose(cast.pairing, **(words | changes))


def perform(cast, goal, act):
    by, now = getattr(cast, act[1]), timezone.now()
    if act[0] == "revise":
        return goals.revise(goal, change=act[2], reason=act[3], by=by, now=now, **act[4])
    if act[0] == "let_go":
        return goals.let_go(goal, reason=act[2], by=by, now=now)
    if act[0] == "say":
        talk.say(goal, text=act[2], progress=act[3], by=by, now=now, form_key=uuid.uuid4())
        return goal
    if act[0] == "answer":
        reviews.agree(goal, version=act[2], by=by, now=now)
        return Goal.objects.get(pk=goal.pk)
    if act[0] == "decide":
        version = goal.versions.count()
        reviews.decide(goal, change=act[2], reason=act[3], by=by, now=now, version=version, **act[4])
        return goal
    return getattr(goals, act[0])(goal, by=by, now=now)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, first_words=WORDS)
def test_any_sequence_of_acts_leaves_a_whole_history(cast, without_limits, acts, first_words):
    with transaction.atomic():  # a pair without the goals and reviews of the example before
        _act(cast, acts, first_words)
        transaction.set_rollback(True)


def _act(cast, acts, first_words):
    goal = propose(cast, **first_words)
    for act in acts:
        before = list(goal.versions.values())
        try:
            goal = perform(cast, goal, act)
        except Refused:
            assert list(goal.versions.values()) == before  # refused: nothing half done
            continue
        assert list(goal.versions.values())[: len(before)] == before
    goal = Goal.objects.get(pk=goal.pk)
    versions = list(goal.versions.all())
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert [number for number, version in enumerate(versions) if version.change == "written"] == [0]
    assert versions[-1].content == goal.content
    assert goal.agreed_by_id is None or goal.agreed_by_id != goal.proposed_by_id
    assert (goal.reached_on is not None) == (goal.state == "reached")
    assert [version.review_id for version in versions if version.review_id] == list(
        GoalReview.objects.filter(pairing=cast.pairing, decisions__goal=goal)
        .order_by("pk")
        .values_list("pk", flat=True)
    )  # each review decides on a goal once, one after another
    undecided = GoalReview.objects.filter(pairing=cast.pairing, decisions=None)
    assert [review.held_at for review in undecided] == [review.begun_at for review in undecided]  # only an answer
    last = goal.comments.exclude(progress=None).first()
    assert goal.stated_progress == (last.progress if last else None)
    events = history.of(goal, history.versions(goal))
    assert len(events) == len(versions) + (goal.agreed_at is not None)
    assert [chapter.at for chapter in events] == sorted((chapter.at for chapter in events), reverse=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["up", "down", "add", "remove", "reach", "undo"]), st.integers(0, 5)), max_size=15
    )
)
def test_any_handling_of_milestones_keeps_their_places_single(cast, without_limits, acts):
    goal, now = propose(cast, milestones=[("A", None), ("B", None), ("C", None)]), timezone.now()
    expected = list(goal.milestones.values_list("pk", flat=True))
    for act, index in acts:
        rows = list(goal.milestones.all())
        if act == "add":
            expected.append(milestones.add(goal, title="New", by=cast.mentee, now=now).pk)
            continue
        if index >= len(rows):
            continue
        row = rows[index]
        if act in ("up", "down"):
            there = index + (-1 if act == "up" else 1)
            milestones.move(row, up=act == "up", by=cast.mentee, now=now)
            if 0 <= there < len(rows):
                expected[index], expected[there] = expected[there], expected[index]
        elif act == "remove" and row.reached_on is None:
            milestones.remove(row, by=cast.mentee, now=now)
            expected.remove(row.pk)
        elif act in ("reach", "undo"):
            changed = getattr(milestones, act)(row, by=cast.mentee, now=now)
            assert (changed.reached_on is not None) == (act == "reach")
    assert list(goal.milestones.values_list("pk", flat=True)) == expected


def test_a_version_refuses_to_be_changed_or_deleted(cast):
    goal = propose(cast)
    for change in (
        lambda: GoalVersion.objects.update(reason="Never said"),
        lambda: GoalVersion.objects.all().delete(),
        lambda: GoalVersion.objects.filter(goal=goal)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert list(goal.versions.values_list("number", "reason")) == [(1, "")]


def test_a_number_is_given_once_by_the_database(cast):
    goal = propose(cast)
    with pytest.raises(DatabaseError, match="goal_version_is_single"), transaction.atomic():
        GoalVersion.objects.create(goal=goal, number=1, change="revise", content={}, by=cast.mentor, at=timezone.now())


def test_the_story_says_what_changed_in_words(cast):
    goal, now = propose(cast, area="skill", due_on=date(2026, 12, 1)), timezone.now()
    goal = goals.revise(
        goal, change="revise", reason="Later", by=cast.mentee, now=now,
        area="network", due_on=None, is_private=True, why="I want it",
    )  # fmt: skip
    newest, first = history.of(goal, history.versions(goal))
    assert (first.title, first.changes) == ("Sam Lee proposed this goal", ())
    assert (newest.title, newest.reason) == ("Sam Lee revised it", "Later")
    assert newest.changes == (
        ("Why it matters", "nothing", "I want it"),
        ("Area", "Skill", "Network"),
        ("By when", dates.day(date(2026, 12, 1)), "nothing"),
        ("Between the two of you", "no", "yes"),
    )


def test_an_unknown_kind_of_change_is_an_error_of_the_program(cast):
    with pytest.raises(ValueError, match="written"):
        goals.revise(propose(cast), change="written", reason="r", by=cast.mentee, now=timezone.now())


def test_reviving_an_open_goal_keeps_it_open(cast):
    goal = goals.agree(propose(cast), by=cast.mentor, now=timezone.now())
    revived = goals.revise(goal, change="revive", reason="New energy", by=cast.mentee, now=timezone.now())
    assert (revived.state, revived.agreed_by, revived.versions.count()) == ("agreed", cast.mentor, 2)
