"""The demo tells of everything that was built: told once, then looked at from many sides."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from goals.models import Assessment, Comment, GoalReview, LearningItem
from mentoring.accounts.models import User
from mentoring.demo import mail_server, people, story, words, written
from mentoring.notifications import queries
from mentoring.notifications.models import Mail, MailHabits, Notification
from pairings.models import (
    AgendaItem,
    AgreementSignature,
    Concern,
    ConcernReading,
    Expectation,
    Feedback,
    FitCheck,
    Introduction,
    Kudos,
    Message,
    MessageReport,
    Pairing,
    PlannedSession,
    Promise,
    TimeProposal,
    Usefulness,
)
from pairings.queries import needs_attention
from programs import templates_builtin
from programs.models import Answer, Holiday, Membership, Program, Resource, Rung

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 15, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        story.tell(now=NOW)
        yield Program.objects.get(name="Women in Engineering")
        transaction.set_rollback(True)


def test_every_part_of_the_application_has_something_to_show(told):
    many = [Introduction, Expectation, AgreementSignature, Usefulness, LearningItem, GoalReview, Comment, Resource]
    assert [model.__name__ for model in many if model.objects.count() < 9] == []
    assert {one.moment for one in Assessment.objects.all()} == {"start", "middle"}
    assert LearningItem.objects.exclude(rating=None).exists()
    assert set(Feedback.objects.values_list("taken_up", flat=True)) == {"", "promise"}
    assert Feedback.objects.filter(rating__gte=3).count() >= 3
    assert Kudos.objects.count() >= 3
    assert GoalReview.objects.filter(held_at=None).count() == 0


def test_pairs_write_to_each_other_and_two_tell_the_coordinators(told):
    assert Message.objects.count() > 10
    unread = Message.objects.filter(read_at=None).values_list("pairing__mentee__user__name", flat=True)
    assert "Sam Lee" in unread
    assert list(MessageReport.objects.values_list("closed_by__name", flat=True)) == ["Cora Lindqvist"]
    assert (Concern.objects.count(), Concern.objects.open().count()) == (2, 1)
    assert ConcernReading.objects.get().reader.name == "Dolores Whitaker"


def test_pairs_promise_each_other_something_and_have_an_agenda(told):
    assert set(Promise.objects.values_list("state", flat=True)) == {"open", "kept", "let_go"}
    assert {promise.owner.role for promise in Promise.objects.all()} == {"mentor", "mentee"}
    assert AgendaItem.objects.filter(state="open", session=None).exists()
    assert AgendaItem.objects.filter(state="done").exclude(session=None).exists()
    of_sessions = Promise.objects.exclude(session=None)
    late = of_sessions.overdue(on=NOW.date()).filter(pairing__state="active").count()
    assert late < of_sessions.count() / 3  # most of it is kept, not forgotten
    twice = Promise.objects.open().order_by().values("pairing", "text").annotate(times=Count("pk")).filter(times__gt=1)
    assert list(twice) == []


def test_mentors_and_mentees_hope_what_is_theirs_to_hope(told):
    for role, hopes in words.HOPES.items():
        assert set(Expectation.objects.filter(member__role=role).values_list("hopes", flat=True)) <= set(hopes)
    assert set(words.HOPES["mentor"]) & set(words.HOPES["mentee"]) == set()


def test_every_question_of_the_three_programs_has_answers_of_its_own(told):
    asked = {
        (role, question.label)
        for program in Program.objects.all()
        for role in ("mentor", "mentee")
        for question in templates_builtin.get(program.template).questions_for(role)
        if question.kind in ("short", "long")
    }
    assert {(role, label) for role, answers in written.ANSWERS.items() for label in answers} == asked
    texts = Answer.objects.filter(question__kind__in=["short", "long"]).exclude(value="")
    in_one_application = texts.order_by().values("application", "value").annotate(times=Count("pk"))
    assert list(in_one_application.filter(times__gt=1)) == []
    team = texts.get(application__user__name="Wei Jie Tan", question__label__startswith="In which team")
    assert team.value.endswith(", Singapore")


def test_programs_and_pairs_differ(told):
    assert Holiday.objects.values("program").distinct().count() == 2
    assert Rung.objects.exclude(text="").values_list("step__program__name", "step__kind").get() == (
        told.name,
        "session",
    )
    assert Pairing.objects.filter(cadence_days=14).values_list("program").get() == (told.pk,)
    away = Membership.objects.get(away_from__isnull=False)
    assert (away.program, away.returns_on) == (told, NOW.date() + timedelta(days=12))
    assert list(FitCheck.objects.filter(answer="deciding").values_list("pairing__program")) == [(told.pk,)]
    assert not Pairing.objects.filter(state="paused", returns_on__lte=NOW.date()).exists()
    reasons = [one.reason for one in needs_attention(told, now=NOW)]
    assert [reason for reason in reasons if "isn’t a fit" in reason] != []


def test_the_logins_have_something_before_them(told):
    mentor = User.objects.get(email=people.CAREER_MENTORS[0].email)
    mentee = User.objects.get(email=people.CAREER_MENTEES[0].email)
    assert (
        PlannedSession.objects.coming(NOW).filter(pairing__mentor__user=mentor, pairing__mentee__user=mentee).exists()
    )
    assert TimeProposal.objects.open().filter(pairing__mentor__user=mentor).exclude(proposed_by=mentor).count() == 1
    people_told = [mentor, mentee, *User.objects.filter(memberships__program=told, memberships__role="coordinator")]
    assert [user.name for user in people_told if not 1 <= queries.unread(user).count() <= 30] == []


def test_mails_have_met_every_fate(told):
    assert set(MailHabits.objects.values_list("rhythm", flat=True)) == {"at_once", "daily", "weekly"}
    assert Mail.objects.filter(kind="digest", state="sent").exists()
    assert Notification.objects.filter(state="folded").exists()
    assert Notification.objects.filter(state="missed").exists()
    refused = Mail.objects.filter(state="failed")
    assert {mail.to for mail in refused} == {mail_server.MOVED_AWAY.email}
    assert all("5.1.1" in mail.server_answer for mail in refused)
    assert not Notification.objects.filter(state="failed").exists()


def test_it_is_the_past_that_is_told(told):
    assert not Mail.objects.filter(sent_at__gt=NOW).exists()
    assert not Notification.objects.filter(decided_at__gt=NOW + timedelta(minutes=1)).exists()
