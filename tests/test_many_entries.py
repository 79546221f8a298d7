"""Every page of pairs and goals with 3 and with 300 entries of everything: as many questions, at most 12."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.models import Comment, Goal, GoalVersion, LearningItem, Milestone
from pairings.models import AgendaItem, AgreementVersion, PlannedSession, Promise, Session, SessionLog, Touchpoint
from tests import factories
from tests.test_every_text_field import NAMES, address

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MOST = 12


def fill(world, number):
    """So many more of everything that grows, most of it long over."""
    pair, now, today = world.pairing, timezone.now(), factories.today()
    step = factories.StepFactory(program=world.program, title="Again and again")
    Touchpoint.objects.bulk_create(
        Touchpoint(
            pairing=pair,
            step=step,
            occurrence=n,
            due_on=today,
            counted_from=today,
            state="done",
            done_on=today,
            done_at=now,
        )
        for n in range(1, number + 1)
    )
    sessions = Session.objects.bulk_create(
        factories.SessionFactory.build(pairing=pair, logged_by=world.mentor, held_on=today) for _ in range(number)
    )
    SessionLog.objects.bulk_create(
        SessionLog(session=one, shared_notes="Words", what_i_heard="Heard", talking_share=40) for one in sessions
    )
    for kind in ("point", "question"):
        AgendaItem.objects.bulk_create(
            AgendaItem(pairing=pair, kind=kind, text=f"{n}", by=world.mentor, added_at=now) for n in range(number)
        )
    for state, settled in (("open", None), ("kept", today)):
        words = {"pairing": pair, "text": "Words", "due_on": today, "state": state, "settled_on": settled}
        made = {"owner": world.mentee_in, "made_by": world.mentor, "made_at": now}
        Promise.objects.bulk_create(Promise(**words, **made) for _ in range(number))
    PlannedSession.objects.bulk_create(
        PlannedSession(
            pairing=pair, starts_at=now + timedelta(days=n), minutes=60, changed_by=world.mentor, changed_at=now
        )
        for n in range(-number, number)
    )
    AgreementVersion.objects.bulk_create(
        AgreementVersion(pairing=pair, number=n, origin="edited", text=f"{n}", by=world.mentor, at=now)
        for n in range(10, 10 + number)
    )
    goals = Goal.objects.bulk_create(
        Goal(
            pairing=pair,
            title=f"Goal {n}",
            form_key=uuid.uuid4(),
            proposed_by=world.mentee,
            created_at=now,
            moved_at=now,
        )
        for n in range(number)
    )
    GoalVersion.objects.bulk_create(
        GoalVersion(goal=goal, number=1, change="written", content=goal.content, by=world.mentee, at=now)
        for goal in goals
    )
    last = world.goal.versions.order_by("-number").first()
    GoalVersion.objects.bulk_create(
        GoalVersion(
            goal=world.goal,
            number=last.number + n,
            change="reaffirm",
            reason="r",
            content=last.content,
            by=world.mentee,
            at=now,
        )
        for n in range(1, number + 1)
    )
    Milestone.objects.bulk_create(Milestone(goal=world.goal, title=f"{n}", position=20_000 + n) for n in range(number))
    Comment.objects.bulk_create(
        Comment(goal=world.goal, by=world.mentor, at=now, text="w", form_key=uuid.uuid4()) for _ in range(number)
    )
    LearningItem.objects.bulk_create(
        LearningItem(pairing=pair, title=f"{n}", added_by=world.mentor, added_at=now, form_key=uuid.uuid4())
        for n in range(number)
    )


def asked(world, sign_in) -> dict[tuple[str, str], int]:
    """Page and part → how many questions it takes."""
    found = {}
    for part in ("mentor", "mentee", "coordinator"):
        browser = sign_in(getattr(world, part))
        browser.get("/")
        for name in NAMES:
            if not (url := address(world, name)):
                continue
            with CaptureQueriesContext(connection) as made:
                answer = browser.get(url)
            if answer.status_code == 200:
                found[name, part] = len(made)
    return found


def test_pages_with_three_hundred_of_everything_take_as_many_questions_as_with_three(world, sign_in):
    with transaction.atomic():
        fill(world, 3)
        few = asked(world, sign_in)
        transaction.set_rollback(True)
    fill(world, 300)
    many = asked(world, sign_in)
    assert {page: (few.get(page), number) for page, number in many.items() if few.get(page) != number} == {}
    assert {page: number for page, number in many.items() if number > MOST} == {}
    assert len(many) > len(NAMES)  # most of them are for at least two of the three
