"""What the database refuses when the form is bypassed: each constraint by its name, and the triggers."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from goals.competencies import models as competencies_models
from goals.goals import models as goals_models
from goals.learning import models as learning_models
from mentoring.accounts.models import Keeping, Organisation, User
from mentoring.activity.models import Entry
from mentoring.activity.record import record
from mentoring.notifications.planning import models as planning_models
from mentoring.notifications.wishes import models as wishes_models
from pairings.agenda import models as agenda_models
from pairings.agreement import models as agreement_models
from pairings.calendars import models as calendars_models
from pairings.check_ins import models as check_ins_models
from pairings.concerns import models as concerns_models
from pairings.drafts import models as drafts_models
from pairings.endings import models as endings_models
from pairings.expectations import models as expectations_models
from pairings.farewells import models as farewells_models
from pairings.feedback import models as feedback_models
from pairings.fit_checks import models as fit_checks_models
from pairings.introductions import models as introductions_models
from pairings.keepsake import models as keepsake_models
from pairings.kudos import models as kudos_models
from pairings.listening import models as listening_models
from pairings.meeting_answers import models as meeting_answers_models
from pairings.messages import models as messages_models
from pairings.pair import models as pair_models
from pairings.promises import models as promises_models
from pairings.sessions import models as sessions_models
from pairings.times import models as times_models
from pairings.touchpoints import models as touchpoints_models
from pairings.usefulness import models as usefulness_models
from programs.applications import models as applications_models
from programs.applications import questions as applications_questions
from programs.invitations import models as invitations_models
from programs.journey import models as journey_models
from programs.library import models as library_models
from programs.opening import models as opening_models
from programs.pace import models as pace_models
from programs.program import models as program_models
from tests import database, factories

OURS = ("mentoring", "programs", "pairings", "goals")
NOW = timezone.now()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
A_DAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)


def of_member(model, **values):
    return lambda cast: model.objects.create(pairing=cast.pairing, member=cast.mentor_in, **values)


def of_pair(factory, **values):
    return lambda cast: factory(pairing=cast.pairing, **values)


def a_notification(cast):
    return planning_models.Notification.objects.create(key="key", recipient=cast.mentor, kind="any", due_at=NOW)


def an_answer(cast):
    application = factories.ApplicationFactory(program=cast.program)
    question = factories.QuestionFactory(program=cast.program)
    return applications_models.Answer.objects.create(application=application, question=question, value="More courage")


def a_version(cast):
    words = {"number": 1, "origin": "outline", "text": "We meet.", "by": cast.mentor, "at": NOW}
    return agreement_models.AgreementVersion.objects.create(pairing=cast.pairing, **words)


def a_signature(cast):
    return agreement_models.AgreementSignature.objects.create(
        version=a_version(cast), member=cast.mentor_in, signed_at=NOW
    )


def a_touchpoint(cast):
    return factories.TouchpointFactory(pairing=cast.pairing)


def an_attendance(cast):
    session = factories.PlannedSessionFactory(pairing=cast.pairing)
    return times_models.Attendance.objects.create(planned_session=session, user=cast.mentor, during=(NOW, NOW + HOUR))


def a_report(cast):
    message = factories.MessageFactory(pairing=cast.pairing)
    return messages_models.MessageReport.objects.create(message=message, by=cast.mentee, reported_at=NOW)


def an_assessment(cast):
    ratings = dict.fromkeys(library_models.Competency.values, 3)
    return competencies_models.Assessment.objects.create(
        pairing=cast.pairing, by=cast.mentee, moment="start", at=NOW, **ratings
    )


def a_learning_item(cast):
    words = {"title": "A book", "added_by": cast.mentor, "added_at": NOW, "form_key": uuid.uuid4()}
    return learning_models.LearningItem.objects.create(pairing=cast.pairing, **words)


def a_goal(cast):
    return factories.GoalFactory(pairing=cast.pairing)


def a_comment(cast):
    words = {"text": "Well done", "by": cast.mentor, "at": NOW, "form_key": uuid.uuid4()}
    return goals_models.Comment.objects.create(goal=a_goal(cast), **words)


def a_goal_version(cast):
    words = {"number": 1, "change": "written", "content": {}, "by": cast.mentor, "at": NOW}
    return goals_models.GoalVersion.objects.create(goal=a_goal(cast), **words)


# A row that the database takes.
GOOD = {
    Organisation: lambda cast: Organisation.objects.create(pk=1, name="Harbour Engineering"),
    User: lambda cast: cast.mentor,
    planning_models.Notification: a_notification,
    planning_models.Mail: lambda cast: planning_models.Mail.objects.create(to=cast.mentor.email, kind="any"),
    wishes_models.Preference: lambda cast: wishes_models.Preference.objects.create(user=cast.mentor, kind="any"),
    wishes_models.MailHabits: lambda cast: wishes_models.MailHabits.objects.create(user=cast.mentor),
    wishes_models.Snooze: lambda cast: wishes_models.Snooze.objects.create(user=cast.mentor, about="any", until=NOW),
    program_models.Program: lambda cast: factories.ProgramFactory(starts_on=A_DAY),
    program_models.Membership: lambda cast: cast.mentor_in,
    applications_questions.Question: lambda cast: factories.QuestionFactory(program=cast.program),
    invitations_models.Invitation: lambda cast: factories.InvitationFactory(program=cast.program),
    applications_models.Application: lambda cast: factories.ApplicationFactory(program=cast.program),
    applications_models.Answer: an_answer,
    pace_models.Holiday: lambda cast: pace_models.Holiday.objects.create(
        program=cast.program, name="Spring", first_on=A_DAY, last_on=A_DAY
    ),
    journey_models.Step: lambda cast: factories.StepFactory(program=cast.program),
    journey_models.Rung: lambda cast: factories.RungFactory(step__program=cast.program),
    opening_models.OpeningText: lambda cast: opening_models.OpeningText.objects.create(
        program=cast.program, changed_by=cast.coordinator, changed_at=NOW
    ),
    library_models.Resource: lambda cast: factories.ResourceFactory(program=cast.program),
    pair_models.Pairing: lambda cast: cast.pairing,
    touchpoints_models.Touchpoint: a_touchpoint,
    meeting_answers_models.MeetingAnswer: lambda cast: meeting_answers_models.MeetingAnswer.objects.create(
        touchpoint=a_touchpoint(cast), member=cast.mentor_in, met=True, on=A_DAY, answered_at=NOW
    ),
    sessions_models.Session: of_pair(factories.SessionFactory),
    sessions_models.SessionLog: lambda cast: factories.SessionLogFactory(session__pairing=cast.pairing),
    sessions_models.PrivateNote: lambda cast: factories.PrivateNoteFactory(session__pairing=cast.pairing),
    agenda_models.AgendaItem: of_pair(factories.AgendaItemFactory),
    agreement_models.AgreementVersion: a_version,
    agreement_models.AgreementSignature: a_signature,
    check_ins_models.CheckIn: lambda cast: check_ins_models.CheckIn.objects.create(
        touchpoint=a_touchpoint(cast), member=cast.mentor_in, rating=3, answered_at=NOW
    ),
    concerns_models.Concern: of_pair(factories.ConcernFactory),
    drafts_models.Draft: lambda cast: drafts_models.Draft.objects.create(
        author=cast.mentor, pairing=cast.pairing, values={}, saved_at=NOW
    ),
    endings_models.Finish: of_member(endings_models.Finish, said_at=NOW),
    endings_models.EndingProposal: of_member(endings_models.EndingProposal, proposed_at=NOW),
    endings_models.EndingWish: of_member(endings_models.EndingWish, wish="talk", wished_at=NOW),
    expectations_models.Expectation: of_member(expectations_models.Expectation, window=uuid.uuid4(), saved_at=NOW),
    farewells_models.Thanks: of_member(farewells_models.Thanks, text="Thank you.", written_at=NOW, changed_at=NOW),
    farewells_models.Reflection: of_member(
        farewells_models.Reflection, question="learned", text="Much.", changed_at=NOW
    ),
    Keeping: lambda cast: Keeping.objects.create(kind="mails", days=90),
    keepsake_models.KeepsakePiece: of_member(keepsake_models.KeepsakePiece, source="thanks", key="mentor"),
    promises_models.Promise: of_pair(factories.PromiseFactory),
    feedback_models.Feedback: lambda cast: factories.FeedbackFactory(
        pairing=cast.pairing, touchpoint=a_touchpoint(cast)
    ),
    fit_checks_models.FitCheck: of_member(fit_checks_models.FitCheck, answer="good", answered_at=NOW),
    introductions_models.Introduction: of_member(
        introductions_models.Introduction, text="Hello.", written_at=NOW, changed_at=NOW
    ),
    kudos_models.Kudos: of_pair(factories.KudosFactory),
    listening_models.HeardAnswer: lambda cast: factories.HeardAnswerFactory(session__pairing=cast.pairing),
    listening_models.FeltHeard: lambda cast: factories.FeltHeardFactory(session__pairing=cast.pairing),
    times_models.TimeProposal: of_pair(factories.TimeProposalFactory),
    times_models.ProposedTime: lambda cast: factories.ProposedTimeFactory(proposal__pairing=cast.pairing),
    times_models.PlannedSession: of_pair(factories.PlannedSessionFactory),
    times_models.Attendance: an_attendance,
    calendars_models.Availability: lambda cast: calendars_models.Availability.objects.create(
        user=cast.mentor, cells=[0, 27]
    ),
    messages_models.Message: of_pair(factories.MessageFactory),
    messages_models.MessageReport: a_report,
    usefulness_models.Usefulness: lambda cast: factories.UsefulnessFactory(session__pairing=cast.pairing),
    competencies_models.Assessment: an_assessment,
    goals_models.Goal: a_goal,
    goals_models.Milestone: lambda cast: factories.MilestoneFactory(goal=a_goal(cast)),
    learning_models.LearningItem: a_learning_item,
    goals_models.GoalReview: lambda cast: goals_models.GoalReview.objects.create(
        pairing=cast.pairing, begun_by=cast.mentor, begun_at=NOW
    ),
    goals_models.Comment: a_comment,
    goals_models.GoalVersion: a_goal_version,
}

# What a second row has otherwise than the good one; a function gets the good one.
BROKEN = [
    ("organisation_is_single", {"pk": 2}),
    ("organisation_hue_is_an_angle", {"hue": 360}),
    ("organisation_idle_for_a_day_at_least", {"idle_days": 0}),
    ("keeping_is_a_month_at_least", {"days": 29}),
    ("user_email_is_unique", {"email": "MENTOR@example.org"}),
    ("notification_decided_has_its_time", {"state": "delivered"}),
    ("notification_decided_has_its_time", {"decided_at": NOW}),
    ("mail_is_claimed_while_it_is_sent", {"state": "sending"}),
    ("mail_is_claimed_while_it_is_sent", {"state": "sending", "claim": uuid.uuid4()}),
    ("mail_is_claimed_while_it_is_sent", {"state": "sending", "claimed_at": NOW}),
    ("mail_is_claimed_while_it_is_sent", {"claim": uuid.uuid4(), "claimed_at": NOW}),
    ("mail_sent_has_its_time", {"state": "sent"}),
    ("mail_sent_has_its_time", {"sent_at": NOW}),
    ("preference_is_single", {}),
    ("mail_habits_quiet_hours_are_whole", {"quiet_from": time(22), "quiet_until": time(7)}),
    ("mail_habits_quiet_hours_are_whole", {"quiet_weekends": True}),
    ("snooze_is_single", {}),
    ("program_ends_after_it_starts", {"ends_on": A_DAY}),
    ("program_cadence_is_a_rhythm", {"cadence_days": 0}),
    ("program_cadence_is_a_rhythm", {"cadence_days": 91}),
    ("program_session_has_a_length", {"session_minutes": 4}),
    ("program_session_has_a_length", {"session_minutes": 481}),
    ("program_capacity_is_humane", {"mentor_capacity": 0}),
    ("program_capacity_is_humane", {"mentor_capacity": 51}),
    ("program_mail_budget_is_humane", {"mail_budget": 0}),
    ("program_mail_budget_is_humane", {"mail_budget": 51}),
    ("membership_is_single", {}),
    ("membership_capacity_belongs_to_mentors", {"capacity": None}),
    ("membership_capacity_belongs_to_mentors", {"role": "mentee"}),
    ("membership_capacity_belongs_to_mentors", {"role": "coordinator"}),
    ("membership_capacity_is_humane", {"capacity": 51}),
    ("membership_pause_has_its_days", {"away_from": A_DAY, "returns_on": A_DAY}),
    ("membership_pause_has_its_days", {"away_from": A_DAY}),
    ("membership_pause_has_its_days", {"returns_on": A_DAY}),
    ("question_position_is_single", {}),
    ("invitation_is_open_once", {"email": lambda row: row.email.upper()}),
    ("invitation_expires_after_it_was_written", {"expires_at": LONG_AGO}),
    ("application_is_single", {}),
    ("application_capacity_is_a_mentors", {"capacity": 2}),
    ("application_capacity_is_a_mentors", {"role": "mentor", "capacity": 0}),
    ("application_capacity_is_a_mentors", {"role": "mentor", "capacity": 51}),
    ("answer_is_single", {"value": "Less fear"}),
    ("holiday_ends_after_it_starts", {"last_on": A_DAY - timedelta(days=1)}),
    ("holiday_is_single", {"name": "Another"}),
    ("step_position_is_single", {}),
    ("step_repeats_after_a_day_or_more", {"every_days": 0}),
    ("rung_is_single", {}),
    ("rung_is_near_its_day", {"offset_days": -31}),
    ("rung_is_near_its_day", {"offset_days": 91}),
    ("opening_text_counts_from_one", {"version": 0}),
    ("resource_title_is_single", {"title": lambda row: row.title.upper()}),
    ("resource_address_is_of_the_web", {"url": "ftp://example.org"}),
    ("resource_takes_some_time", {"minutes": 0}),
    ("pairing_is_live_once", {}),
    ("pairing_joins_two", {"mentee_id": lambda row: row.mentor_id}),
    ("pairing_ends_after_it_starts", {"ends_on": lambda row: row.started_on}),
    ("pairing_ended_has_its_day", {"state": "ended"}),
    ("pairing_ended_has_its_day", {"ended_on": A_DAY}),
    ("pairing_pause_has_its_days", {"state": "paused", "paused_on": A_DAY}),
    ("pairing_pause_has_its_days", {"state": "paused", "returns_on": A_DAY}),
    ("pairing_cadence_is_a_rhythm", {"cadence_days": 0}),
    ("pairing_cadence_is_a_rhythm", {"cadence_days": 91}),
    ("pairing_tint_is_one_of_six", {"tint": 6}),
    ("touchpoint_is_planned_once", {}),
    ("touchpoint_done_has_its_time", {"state": "done"}),
    ("touchpoint_done_has_its_time", {"done_at": NOW, "done_on": A_DAY}),
    ("meeting_answer_is_single", {"met": False}),
    ("session_has_a_length", {"minutes": 4}),
    ("session_has_a_length", {"minutes": 481}),
    ("session_log_share_is_in_tens", {"talking_share": 35}),
    ("private_note_is_single", {"text": "Another"}),
    ("agenda_item_says_what", {"text": " "}),
    ("agenda_item_kind_is_known", {"kind": "joke"}),
    ("agenda_item_state_is_known", {"state": "gone"}),
    (
        "agenda_item_of_a_session_is_done",
        {"session_id": lambda row: factories.SessionFactory(pairing=row.pairing).pk},
    ),
    ("agreement_version_is_single", {"text": "We call."}),
    ("agreement_version_has_words", {"number": 2, "text": ""}),
    ("agreement_version_has_words", {"number": 0}),
    ("agreement_signature_is_single", {}),
    ("check_in_is_single", {"rating": 4}),
    ("check_in_rating_is_1_to_5", {"rating": 0}),
    ("check_in_rating_is_1_to_5", {"rating": 6}),
    ("concern_has_words", {"text": "  "}),
    ("concern_is_closed_with_a_note", {"closed_at": NOW}),
    ("concern_is_closed_with_a_note", {"note": "An answer from nobody"}),
    ("concern_is_closed_with_a_note", {"closed_at": NOW, "closed_by_id": lambda row: row.author_id, "note": " "}),
    ("draft_is_single", {"values": {"shared_notes": "Another"}}),
    ("draft_version_counts_from_one", {"version": 0}),
    ("draft_about_is_known", {"about": "weather"}),
    (
        "draft_about_is_known",
        {"about": "feedback", "session_id": lambda row: factories.SessionFactory(pairing=row.pairing).pk},
    ),
    ("finish_is_single", {"at_once": True}),
    ("ending_proposal_is_open_once", {"member_id": lambda row: row.pairing.mentee_id}),
    ("ending_proposal_answer_has_its_time", {"state": "agreed"}),
    ("ending_proposal_answer_has_its_time", {"answered_at": NOW}),
    ("ending_wish_is_single", {"wish": "new_match"}),
    ("ending_wish_is_one_of_two", {"wish": "money"}),
    ("expectation_is_single", {}),
    ("expectation_is_whole_when_handed_in", {"handed_in_at": NOW}),
    ("thanks_are_single", {"text": "Thanks again."}),
    ("thanks_have_words", {"text": ""}),
    ("reflection_is_single", {"text": "More."}),
    ("reflection_has_words", {"question": "hard", "text": ""}),
    ("keepsake_piece_is_single", {}),
    ("promise_says_what", {"text": "  "}),
    ("promise_state_is_known", {"state": "lost", "settled_on": A_DAY}),
    ("promise_settled_has_its_day", {"state": "kept"}),
    ("promise_settled_has_its_day", {"settled_on": A_DAY}),
    ("promise_let_go_says_why", {"state": "let_go", "settled_on": A_DAY, "word": " "}),
    ("feedback_says_something", dict.fromkeys(("strength", "situation", "effect", "next_step"), " ")),
    ("feedback_is_given_once_for_a_step", {"form_key": uuid.uuid4()}),
    ("feedback_opens_after_it_is_sent", {"opens_at": LONG_AGO}),
    ("feedback_rating_is_from_one_to_five", {"rating": 0, "rated_at": NOW}),
    ("feedback_rating_is_from_one_to_five", {"rating": 6, "rated_at": NOW}),
    ("feedback_rating_is_from_one_to_five", {"rating": 3}),
    ("feedback_rating_is_from_one_to_five", {"rated_at": NOW}),
    ("feedback_answer_has_its_time", {"answer": "Yes"}),
    ("feedback_answer_has_its_time", {"answered_at": NOW}),
    ("feedback_taken_up_is_known", {"taken_up": "lost"}),
    ("fit_check_is_single", {"answer": "no"}),
    ("fit_check_asks_again_while_deciding", {"answer": "deciding"}),
    ("fit_check_asks_again_while_deciding", {"ask_again_on": A_DAY}),
    ("fit_check_wish_follows_a_no", {"wish": "talk"}),
    ("introduction_is_single", {"text": "Hello again."}),
    ("introduction_has_words", {"text": ""}),
    ("kudos_say_something", {"text": " "}),
    ("heard_answer_is_one_of_three", {"answer": "maybe"}),
    ("heard_answer_no_says_what_was_meant", {"answer": "no", "meant": " "}),
    ("felt_heard_is_from_one_to_five", {"rating": 0}),
    ("felt_heard_is_from_one_to_five", {"rating": 6}),
    ("time_proposal_is_open_once", {"form_key": uuid.uuid4()}),
    ("time_proposal_has_a_length", {"minutes": 4}),
    ("time_proposal_has_a_length", {"minutes": 481}),
    ("proposed_time_has_its_place", {"starts_at": LONG_AGO}),
    ("proposed_time_is_proposed_once", {"position": 2}),
    ("proposed_times_are_at_most_three", {"position": 0, "starts_at": LONG_AGO}),
    ("proposed_times_are_at_most_three", {"position": 4, "starts_at": LONG_AGO}),
    ("planned_session_has_a_length", {"minutes": 4}),
    ("planned_session_has_a_length", {"minutes": 481}),
    ("attendance_is_single", {"during": (NOW + HOUR, NOW + 2 * HOUR)}),
    (
        "attendance_never_overlaps",
        {"planned_session_id": lambda row: factories.PlannedSessionFactory(pairing=row.planned_session.pairing).pk},
    ),
    ("availability_is_of_a_week", {"cells": [28]}),
    ("message_has_words", {"text": " \n"}),
    ("message_is_read_after_it_was_sent", {"read_at": LONG_AGO}),
    ("message_report_is_closed_with_a_note", {"closed_at": NOW}),
    ("message_report_is_closed_with_a_note", {"note": "Talked to both"}),
    ("message_report_is_closed_with_a_note", {"closed_at": NOW, "closed_by_id": lambda row: row.by_id, "note": " "}),
    ("usefulness_is_single", {"answer": "no"}),
    ("usefulness_is_one_of_three", {"answer": "maybe"}),
    ("assessment_is_single", {"growth": 4}),
    *(("assessment_is_from_1_to_5", {area: rating}) for area in library_models.Competency.values for rating in (0, 6)),
    ("goal_agreement_is_whole", {"agreed_at": NOW}),
    ("goal_agreement_is_whole", {"agreed_by_id": lambda row: row.pairing.mentor.user_id}),
    ("goal_takes_two_to_agree", {"agreed_by_id": lambda row: row.proposed_by_id, "agreed_at": NOW}),
    ("goal_progress_is_a_share", {"stated_progress": 101}),
    ("milestone_position_is_single", {}),
    ("learning_rating_is_from_1_to_5", {"rating": 0, "done_on": A_DAY}),
    ("learning_rating_is_from_1_to_5", {"rating": 6, "done_on": A_DAY}),
    ("learning_is_rated_once_done", {"rating": 3}),
    ("learning_is_rated_once_done", {"takeaway": "Much"}),
    ("learning_address_is_of_the_web", {"url": "ftp://example.org"}),
    ("goal_review_is_single", {}),
    ("goal_review_is_held_after_it_begins", {"held_at": LONG_AGO}),
    ("comment_has_words", {"text": ""}),
    ("comment_progress_is_known", {"progress": 30}),
    ("goal_version_is_single", {"change": "revise"}),
]


def ours():
    """The model of each of our constraints by the constraint's name."""
    models = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    return {constraint.name: model for model in models for constraint in model._meta.constraints}


def second(row, changes):
    """Inserts a copy of `row` that differs in `changes`, past every form and every `clean`."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(row, name) for name in fields}
    changed = {name: value(row) if callable(value) else value for name, value in changes.items()}
    type(row)(**(values | changed)).save(force_insert=True)


def check_deferred():
    """What the end of a transaction would check; a test's own never ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("name", "changes"), BROKEN)
def test_the_database_refuses_what_breaks_a_constraint(cast, name, changes):
    row = GOOD[ours()[name]](cast)
    check_deferred()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        second(row, changes)
        check_deferred()
    assert refused.value.__cause__.diag.constraint_name == name


def test_each_constraint_is_broken_above():
    names = {name for name, _ in BROKEN}
    assert (sorted(ours().keys() - names), sorted(names - ours().keys())) == ([], [])


def test_activity_refuses_to_be_changed(cast):
    entry = record("pairing.started", cast.pairing, by=cast.coordinator)
    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(verb="nothing.happened"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Entry.objects.get(pk=entry.pk).verb == "pairing.started"


APPEND_ONLY = [
    "activity_entry",
    "goals_goalversion",
    "pairings_agreementsignature",
    "pairings_agreementversion",
    "pairings_concernreading",
]
NEVER_EMPTIED = [
    "mentoring.activity.migrations.0003_never_emptied",
    "goals.migrations.0006_versions_are_never_emptied",
    "pairings.migrations.0017_never_emptied",
]
# pg_trigger.tgtype: for each row (1) or statement, before (2), on delete (8), update (16), truncate (32).
CHANGING, EMPTYING = 1 + 2 + 8 + 16, 2 + 32
REFUSING = """
    SELECT tgrelid::regclass::text, array_agg(tgtype::int ORDER BY tgtype) FROM pg_trigger
    WHERE tgfoid IN ('refuse_change'::regproc, 'refuse_change_but_of_old'::regproc)
      AND tgenabled = 'O' GROUP BY 1 ORDER BY 1
"""


@pytest.mark.django_db
def test_what_is_only_added_to_refuses_every_way_to_lose_a_row():
    with connection.cursor() as cursor:
        cursor.execute(REFUSING)
        assert cursor.fetchall() == [(table, [CHANGING, EMPTYING]) for table in APPEND_ONLY]


@pytest.mark.parametrize("table", [*APPEND_ONLY, "accounts_user"])
def test_what_is_only_added_to_is_not_emptied_even_with_what_it_hangs_on(cast, table):
    record("pairing.started", cast.pairing, by=cast.coordinator)
    check_deferred()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert Entry.objects.count() == 1


def test_a_filled_database_learns_it_and_tests_still_clear_theirs(cast):
    """As on the day of the update: rows are there already."""
    record("pairing.started", cast.pairing, by=cast.coordinator)
    check_deferred()
    steps = [one for name in NEVER_EMPTIED for one in import_module(name).Migration.operations]
    with connection.cursor() as cursor:
        for change in [*(step.reverse_sql for step in steps), *(step.sql for step in steps)]:
            cursor.execute(change)
        cursor.execute(REFUSING)
        assert cursor.fetchall() == [(table, [CHANGING, EMPTYING]) for table in APPEND_ONLY]
    assert Entry.objects.count() == 1
    database.clear(None)
    assert Entry.objects.count() == 0
