"""How the people in the demo came in: accounts, invitations, applications, decisions."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress

from mentoring.accounts.models import User
from mentoring.demo import written
from mentoring.demo.people import ADMINISTRATOR, ORGANISATION, PASSWORD, Person
from mentoring.home.actions import installation
from programs.applications import actions as applications
from programs.applications.models import Application
from programs.applications.questions import Question
from programs.builtin import catalog as templates_builtin
from programs.invitations import actions as invitations
from programs.invitations import roster
from programs.invitations.models import Invitation
from programs.program.models import Membership, Program
from programs.setup import actions as programs

MENTOR, MENTEE = Membership.Role.MENTOR.value, Membership.Role.MENTEE.value


def set_up(*, now: datetime) -> None:
    installation.set_up(
        organisation=ORGANISATION,
        hue=258,
        time_zone=ADMINISTRATOR.zone,
        name=ADMINISTRATOR.name,
        email=ADMINISTRATOR.email,
        password=PASSWORD,
        now=now,
    )


def sign_up(people: Iterable[Person], *, now: datetime) -> list[User]:
    """Create accounts with verified addresses.

    We write the rows ourselves, because allauth needs a visitor and hashes each password anew.
    """
    hashed = User.objects.values_list("password", flat=True).get(email=ADMINISTRATOR.email)
    users = User.objects.bulk_create(
        User(email=person.email, name=person.name, time_zone=person.zone, password=hashed, joined_at=now)
        for person in people
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users


def create(
    template: str,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    zone: str,
    by: User,
    now: datetime,
    every_days: int | None = None,
) -> Program:
    program = programs.create(
        template,
        name=name,
        purpose=templates_builtin.get(template).purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        time_zone=zone,
        cadence_days=every_days,
        by=by,
        now=now,
    )
    programs.open_enrolment(program, by=by, now=now)
    return program


def invite(program: Program, people: list[User], role: str, *, by: User, now: datetime) -> None:
    listed = [roster.Person(email=user.email, name=user.name, role=role) for user in people]
    invitations.invite(program, people=listed, role=role, by=by, now=now)


def apply(
    program: Program, user: User, role: str, *, chance: random.Random, now: datetime, capacity: int
) -> Application:
    invitation = Invitation.objects.select_related("program").get(program=program, email=user.email, role=role)
    application = applications.accept(invitation, by=user, now=now)
    applications.submit(
        application,
        answers=answers(program, user, role, chance),
        capacity=capacity if role == MENTOR else None,
        by=user,
        now=now + timedelta(minutes=9),
    )
    return application


def answers(program: Program, user: User, role: str, chance: random.Random) -> dict[int, str | list[str]]:
    asked = program.questions.filter(audience__in=[role, Question.Audience.BOTH])
    return {question.pk: _answer(question, user, role, chance) for question in asked}


def _answer(question: Question, user: User, role: str, chance: random.Random) -> str | list[str]:
    if question.kind == Question.Kind.CHOICE:
        return str(chance.choice(question.choices))
    if question.kind == Question.Kind.MULTIPLE:
        return [str(choice) for choice in chance.sample(question.choices, min(2, len(question.choices)))]
    return chance.choice(written.ANSWERS[role][question.label]).format(place=_place(user))


def _place(user: User) -> str:
    return user.time_zone.rpartition("/")[2].replace("_", " ")
