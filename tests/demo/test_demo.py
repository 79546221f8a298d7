"""The demo tells of everything that was built: told once, looked at from many sides, and in the end told again."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max

from goals.models import Assessment, Comment, Goal, GoalReview, LearningItem
from mentoring.accounts.models import Organisation, User
from mentoring.demo import mail_server, people, simulation, words, written
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import MailHabits
from pairings.attention.queries import needs_attention
from pairings.models import (
    AgendaItem,
    AgreementSignature,
    CheckIn,
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
    Session,
    SessionLog,
    Thanks,
    TimeProposal,
    Usefulness,
)
from programs.builtin import catalog as templates_builtin
from programs.models import Answer, Holiday, Membership, Program, Resource, Rung

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 15, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        simulation.run(now=NOW)
        yield Program.objects.get(name="Women in Engineering")
        transaction.set_rollback(True)


def test_one_organisation_has_three_programs_in_three_moments(told):
    assert [one.name for one in Organisation.objects.all()] == ["Lantern Works"]
    assert list(User.objects.filter(is_administrator=True).values_list("name", flat=True)) == ["Ada Brandt"]
    today = NOW.date()
    moments = {
        program.name: (program.state, (today - program.starts_on).days, (program.ends_on - today).days)
        for program in Program.objects.all()
    }
    assert moments == {
        "Career development 2026": ("running", 172, 9),
        "Women in Engineering": ("running", 102, 100),
        "New starters, winter": ("enrolling", -16, 198),
    }
    assert set(Pairing.objects.values_list("program__name", flat=True)) == set(moments) - {"New starters, winter"}


def test_about_80_people_live_in_many_time_zones_and_can_sign_in(told):
    assert 75 <= User.objects.count() <= 90
    zones = Counter(User.objects.values_list("time_zone", flat=True))
    assert len(zones) >= 15
    assert max(zones.values()) < User.objects.count() / 3
    assert User.objects.filter(emailaddress__verified=True, emailaddress__primary=True).count() == User.objects.count()
    assert User.objects.get(name="Sam Lee").check_password(people.PASSWORD)
    assert User.objects.values("password").distinct().count() == 1  # hashed once: it takes half a second


def test_pairs_meet_and_some_go_silent_pause_or_end_early(told):
    assert Session.objects.count() > 50
    assert Goal.objects.filter(state="agreed").count() > 10
    assert CheckIn.objects.count() > 40
    last_met = Pairing.objects.filter(state="active").annotate(met=Max("sessions__held_on"))
    silent = last_met.filter(met__lt=NOW.date() - timedelta(days=30))
    assert mentees(silent) == ["Olivia Grant", "Paula Brinkmann"]
    assert mentees(Pairing.objects.filter(state="paused")) == [
        "Beatriz Fonseca",
        "Isabela Rocha",
        "Maya Johansson",
    ]
    early = Pairing.objects.filter(ending="early", ended_on__lt=F("ends_on"))
    assert mentees(early) == ["Aroha Ngata", "Emil Sørensen"]


def mentees(pairings):
    return sorted(pairings.values_list("mentee__user__name", flat=True))


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
    late = of_sessions.open().filter(due_on__lt=NOW.date(), pairing__state="active").count()
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
    assert [user.name for user in people_told if not 1 <= planning_queries.unread(user).count() <= 30] == []


def test_mails_have_met_every_fate(told):
    assert set(MailHabits.objects.values_list("rhythm", flat=True)) == {"at_once", "daily", "weekly"}
    assert Mail.objects.filter(kind="digest", state="sent").exists()
    assert Notification.objects.filter(state="folded").exists()
    refused = Mail.objects.filter(state="failed")
    assert {mail.to for mail in refused} == {mail_server.MOVED_AWAY.email}
    assert [mail.server_answer for mail in refused if "5.1.1" not in mail.server_answer] == []
    assert not Notification.objects.filter(state="failed").exists()


def test_mails_are_missed_only_while_the_server_stands_still_whatever_the_clock_where_people_live(told):
    friday = NOW.date() - timedelta(days=NOW.weekday() + 35 - 4)  # it is back on this day
    missed = Notification.objects.filter(state="missed").values_list("recipient__name", "kind", "decided_at__date")
    missed = missed.exclude(pairing_id__in=Pairing.objects.filter(cadence_days=14))  # reminders of days before that
    assert [row for row in missed if row[2] != friday] == []
    assert missed.count() > 5
    assert Notification.objects.filter(recipient__name="Priya Nair", state="delivered").count() > 20


def test_it_is_the_past_that_is_told(told):
    assert not Mail.objects.filter(sent_at__gt=NOW).exists()
    assert not Notification.objects.filter(decided_at__gt=NOW + timedelta(minutes=1)).exists()


def test_the_command_wants_an_empty_database_or_leaves_it_alone(told, capsys):
    with pytest.raises(CommandError, match="already holds an organisation"):
        call_command("demo")
    call_command("demo", if_empty=True)
    assert capsys.readouterr() == ("", "")
    assert Program.objects.count() == 3


def test_told_again_it_is_the_same_story_whatever_the_numbers_of_its_rows(told):
    """Rolled back, as each test is."""
    before, numbers = facts(), set(Pairing.objects.values_list("pk", flat=True))
    forget_everything()
    simulation.run(now=NOW)
    assert numbers & set(Pairing.objects.values_list("pk", flat=True)) == set()
    for name, told_now in facts().items():
        assert told_now == before[name], name


def forget_everything():
    """The sequences go on counting."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in told_of())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is only ever added to is never emptied
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def told_of():
    """Every table that the demo can have written to."""
    return [model for model in apps.get_models() if model._meta.app_label not in ("contenttypes", "auth")]


def facts():
    """What was told, in words and days, without any number of a row."""
    two = ("pairing__mentor__user__name", "pairing__mentee__user__name")
    of_session = [f"session__{name}" for name in (*two, "held_on", "minutes", "logged_by__name")]
    return {
        "rows": {model._meta.label: model.objects.count() for model in told_of()},
        "pairs": everything(Pairing, "mentor__user__name", "mentee__user__name", "state", "ended_on", "ending"),
        "sessions": everything(SessionLog, *of_session, "shared_notes", "what_i_heard"),
        "goals": everything(Goal, *two, "title", "state", "due_on"),
        "promises": everything(Promise, *two, "owner__user__name", "text", "state", "due_on"),
        "check-ins": everything(CheckIn, "member__user__name", "touchpoint__due_on", "rating", "comment"),
        "answers": everything(Answer, "application__user__name", "question__label", "value"),
        "thanks": everything(Thanks, *two, "member__user__name", "text"),
        "notifications": everything(Notification, "recipient__name", "kind", "state", "due_at"),
        "mails": everything(Mail, "to", "kind", "state", "subject", "sent_at__date"),
    }


def everything(model, *fields):
    return sorted(model.objects.values_list(*fields), key=str)
