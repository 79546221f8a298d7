"""Rows for tests. Acts that matter (pairing, logging, agreeing) go through the actions, not through here."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone

from goals.models import Goal, Milestone
from mentoring.accounts.models import User
from pairings.models import (
    AgendaItem,
    Concern,
    Feedback,
    FeltHeard,
    HeardAnswer,
    Kudos,
    Message,
    Pairing,
    PlannedSession,
    PrivateNote,
    Promise,
    ProposedTime,
    Session,
    SessionLog,
    TimeProposal,
    Touchpoint,
    Usefulness,
)
from programs.models import Application, Invitation, Membership, Program, Question, Resource, Rung, Step

PASSWORD = "correct horse battery"
ZONE = "Europe/Berlin"


def today() -> date:
    """The day it is in the programs and for the people made here; the machine may have another."""
    return timezone.now().astimezone(ZoneInfo(ZONE)).date()


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Faker("name")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    time_zone = ZONE

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    name = factory.Sequence(lambda n: f"Program {n}")
    template = "career"
    purpose = "Grow."
    state = Program.State.RUNNING
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=60))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=300))
    time_zone = ZONE


class StepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Step

    program = factory.SubFactory(ProgramFactory)
    kind = Step.Kind.SESSION
    title = "Session"
    first_day = 14
    every_days = 14
    position = factory.Sequence(lambda n: n)


class RungFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rung

    step = factory.SubFactory(StepFactory)
    offset_days = 3
    audience = Rung.Audience.BOTH


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    program = factory.SubFactory(ProgramFactory)
    label = "What do you hope for?"
    position = factory.Sequence(lambda n: n)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    program = factory.SubFactory(ProgramFactory)
    role = Membership.Role.MENTEE
    capacity = factory.LazyAttribute(lambda o: 2 if o.role == Membership.Role.MENTOR else None)
    joined_at = factory.LazyFunction(timezone.now)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    program = factory.SubFactory(ProgramFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    role = Membership.Role.MENTEE
    invited_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(timezone.now)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Resource

    program = factory.SubFactory(ProgramFactory)
    title = factory.Sequence(lambda n: f"How to listen, part {n}")
    added_by = factory.SubFactory(UserFactory)
    added_at = factory.LazyFunction(timezone.now)


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    program = factory.SubFactory(ProgramFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.MENTEE
    state = Application.State.SUBMITTED
    created_at = factory.LazyFunction(timezone.now)
    submitted_at = factory.LazyFunction(timezone.now)


class PairingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pairing

    program = factory.SubFactory(ProgramFactory)
    mentor = factory.SubFactory(
        MembershipFactory, role=Membership.Role.MENTOR, program=factory.SelfAttribute("..program")
    )
    mentee = factory.SubFactory(MembershipFactory, program=factory.SelfAttribute("..program"))
    started_on = factory.LazyFunction(lambda: today() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=300))
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)


class TouchpointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Touchpoint

    pairing = factory.SubFactory(PairingFactory)
    step = factory.SubFactory(StepFactory, program=factory.SelfAttribute("..pairing.program"))
    occurrence = 1
    due_on = factory.LazyFunction(today)
    counted_from = factory.LazyAttribute(
        lambda o: o.due_on - timedelta(days=o.step.first_day if o.occurrence == 1 else o.step.every_days or 0)
    )


class TimeProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeProposal

    pairing = factory.SubFactory(PairingFactory)
    proposed_by = factory.SelfAttribute("pairing.mentor.user")
    minutes = 60
    created_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)


class ProposedTimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposedTime

    proposal = factory.SubFactory(TimeProposalFactory)
    position = 1
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class PlannedSessionFactory(factory.django.DjangoModelFactory):
    """Without attendances: who needs those books it by the action."""

    class Meta:
        model = PlannedSession

    pairing = factory.SubFactory(PairingFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=40))
    minutes = 60
    changed_by = factory.SelfAttribute("pairing.mentor.user")
    changed_at = factory.LazyFunction(timezone.now)


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    pairing = factory.SubFactory(PairingFactory)
    held_on = factory.LazyFunction(today)
    minutes = 60
    logged_by = factory.SelfAttribute("pairing.mentor.user")
    logged_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)


class SessionLogFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionLog

    session = factory.SubFactory(SessionFactory)
    shared_notes = "We talked about presenting."
    what_i_heard = "You want to speak more."


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    pairing = factory.SubFactory(PairingFactory)
    text = "My next demo"
    by = factory.SelfAttribute("pairing.mentee.user")
    added_at = factory.LazyFunction(timezone.now)


class PromiseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Promise

    pairing = factory.SubFactory(PairingFactory)
    owner = factory.SelfAttribute("pairing.mentee")
    text = "Watch one demo"
    due_on = factory.LazyFunction(lambda: today() + timedelta(days=7))
    made_by = factory.SelfAttribute("pairing.mentee.user")
    made_at = factory.LazyFunction(timezone.now)


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    pairing = factory.SubFactory(PairingFactory)
    author = factory.SelfAttribute("pairing.mentor.user")
    text = "How did the demo go?"
    sent_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)


class ConcernFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Concern

    pairing = factory.SubFactory(PairingFactory)
    author = factory.SelfAttribute("pairing.mentee.user")
    text = "We haven’t met for two months."
    raised_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)


class HeardAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HeardAnswer

    session = factory.SubFactory(SessionFactory)
    answer = HeardAnswer.Answer.NEARLY
    heard = "You want to speak more."
    answered_at = factory.LazyFunction(timezone.now)


class FeltHeardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeltHeard

    session = factory.SubFactory(SessionFactory)
    author = factory.SelfAttribute("session.pairing.mentee.user")
    rating = 4
    answered_at = factory.LazyFunction(timezone.now)


class UsefulnessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Usefulness

    session = factory.SubFactory(SessionFactory)
    author = factory.SelfAttribute("session.logged_by")
    answer = Usefulness.Answer.YES
    answered_at = factory.LazyFunction(timezone.now)


class PrivateNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrivateNote

    session = factory.SubFactory(SessionFactory)
    author = factory.SelfAttribute("session.logged_by")
    text = "Ask about the move next time."


class GoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Goal

    pairing = factory.SubFactory(PairingFactory)
    title = "Run my first team demo"
    why = "I want to be seen."
    measure = "Three demos held."
    proposed_by = factory.SelfAttribute("pairing.mentee.user")
    created_at = factory.LazyFunction(timezone.now)
    moved_at = factory.SelfAttribute("created_at")
    form_key = factory.LazyFunction(uuid.uuid4)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    goal = factory.SubFactory(GoalFactory)
    title = "Watch two demos"
    position = factory.Sequence(lambda n: n)


class FeedbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Feedback

    pairing = factory.SubFactory(PairingFactory)
    author = factory.SelfAttribute("pairing.mentor.user")
    strength = "You stayed with my question until I had the answer myself."
    situation = "On Tuesday you asked what I wanted people to do."
    effect = "I cut half of the slides and felt calm."
    next_step = "Ask that question before I open the slides"
    sent_at = factory.LazyFunction(timezone.now)
    opens_at = factory.SelfAttribute("sent_at")
    form_key = factory.LazyFunction(uuid.uuid4)


class KudosFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Kudos

    pairing = factory.SubFactory(PairingFactory)
    by = factory.SelfAttribute("pairing.mentor.user")
    text = "Thank you for your time."
    given_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)
