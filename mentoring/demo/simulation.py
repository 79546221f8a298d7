"""Six months in one run: everything goes through the actions, and planning and delivery run every day."""

import random
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.demo import beat, beginnings, enrolment, farewells, growth, people, rhythms, voices, words
from mentoring.demo.days import SEED, Simulation, live_through, moment_of
from mentoring.demo.enrolment import MENTEE, MENTOR
from mentoring.demo.pairs import Manner
from pairings.life import actions as pairing
from pairings.pair.models import Pairing
from programs.applications import actions as applications
from programs.invitations import actions as invitations
from programs.invitations import roster
from programs.invitations.models import Invitation
from programs.program.models import Program
from programs.setup import actions as programs

HISTORY = timedelta(days=182)
HABITS_CHOSEN = timedelta(days=45)  # how long ago people chose fewer mails or quiet evenings
INBOXES_READ = timedelta(days=6)  # how long ago; whatever came later is unread


def run(*, now: datetime) -> None:
    """Build the demo up to `now` (aware, UTC): the same `now`, the same demo. Stopped halfway, it leaves nothing."""
    demo = Simulation(now)
    first_day = (now - HISTORY).date()
    begin = now - HISTORY
    with transaction.atomic(), beat.no_way_back():
        enrolment.set_up(now=begin)
        _career(demo, first_day)
        _women(demo, first_day + timedelta(days=70))
        _starters(demo, now.date() - timedelta(days=20))
        demo.at((now - HABITS_CHOSEN).date(), 19, lambda now: rhythms.choose_habits(now=now))
        demo.at((now - INBOXES_READ).date(), 19, lambda now: rhythms.read_inboxes(now=now))
        live_through(demo, first_day)


def _career(demo: Simulation, day: date) -> None:
    """A program that is closing: nearly six months together, with the last days to go."""
    (coordinator,) = enrolment.sign_up([people.COORDINATORS["career"]], now=demo.now - HISTORY)
    program = enrolment.create(
        "career",
        name="Career development 2026",
        starts_on=day + timedelta(days=10),
        ends_on=demo.now.date() + timedelta(days=9),
        zone="Europe/Berlin",
        every_days=21,
        by=coordinator,
        now=moment_of(demo, day, 8),
    )
    oddities: dict[int, dict[str, object]] = {
        2: {"silent_from": 95},
        3: {"ends_early": 88},
        4: {"pause": (150, 30)},
        0: {"farewell": "open"},
    }
    holiday = demo.now.date() - timedelta(days=75)
    rhythms.add_holiday(program, "Company week", holiday, days=5, by=coordinator, now=moment_of(demo, day, 9))
    _fill(demo, program, coordinator, people.CAREER_MENTORS, people.CAREER_MENTEES, day=day, oddities=oddities)
    sam, finished, priya = (demo.numbers[program.pk][number] for number in (0, 1, 5))
    yesterday = demo.now.date() - timedelta(days=1)
    demo.at(yesterday, 16, lambda now: farewells.end_well(finished, demo.chance, farewell="at_once", now=now))
    demo.at(yesterday, 10, lambda now: growth.comment_as_mentee(finished, demo.chance, now=now))
    soon = demo.now.date() + timedelta(days=3)
    demo.at(soon - timedelta(days=5), 10, lambda now: rhythms.plan_session(sam, on=soon, hour=16, now=now))
    key = uuid.UUID(int=demo.chance.getrandbits(128), version=4)
    demo.at(soon - timedelta(days=4), 11, lambda now: rhythms.propose_times(priya, on=soon, form_key=key, now=now))
    voices.write_to_each_other(sam, demo.at, today=demo.now.date(), lines=words.MESSAGES)
    voices.write_to_each_other(priya, demo.at, today=demo.now.date(), lines=words.SHORT_MESSAGES)
    voices.write_to_each_other(finished, demo.at, today=demo.now.date(), lines=words.UNKIND_MESSAGES)
    demo.at(yesterday - timedelta(days=19), 10, lambda now: voices.report(finished, now=now))
    demo.at(yesterday - timedelta(days=18), 9, lambda now: voices.close_reports(finished, by=coordinator, now=now))


def _women(demo: Simulation, day: date) -> None:
    """A program midway: three and a half months together, and about as much to come."""
    (coordinator,) = enrolment.sign_up([people.COORDINATORS["women"]], now=moment_of(demo, day, 9))
    program = enrolment.create(
        "leadership",
        name="Women in Engineering",
        starts_on=day + timedelta(days=10),
        ends_on=demo.now.date() + timedelta(days=100),
        zone="America/New_York",
        by=coordinator,
        now=moment_of(demo, day, 13),
    )
    oddities: dict[int, dict[str, object]] = {
        2: {"silent_from": 30, "fit": "no"},
        4: {"fit": "deciding"},
        5: {"pause": (80, 35)},
        6: {"ends_early": 60},
    }
    holiday = demo.now.date() + timedelta(days=25)
    rhythms.add_holiday(program, "Company holidays", holiday, days=10, by=coordinator, now=moment_of(demo, day, 14))
    _fill(demo, program, coordinator, people.WOMEN_MENTORS, people.WOMEN_MENTEES, day=day, oddities=oddities)
    demo.at(day + timedelta(days=40), 9, lambda now: rhythms.word_a_reminder(program, by=coordinator, now=now))
    _change_women(demo, demo.numbers[program.pk], coordinator)


def _change_women(demo: Simulation, numbers: list[Pairing], coordinator: User) -> None:
    today = demo.now.date()
    often, undecided, away, planning, asking = (numbers[number] for number in (3, 4, 7, 0, 1))
    demo.at(
        today - timedelta(days=30), 9, lambda now: pairing.set_cadence(often, every_days=14, by=coordinator, now=now)
    )
    demo.at(today - timedelta(days=4), 9, lambda now: beginnings.say_whether_it_fits(undecided, "deciding", now=now))
    back = today + timedelta(days=12)
    demo.at(today - timedelta(days=5), 9, lambda now: rhythms.go_away(away, returns_on=back, now=now))
    soon = today + timedelta(days=4)
    demo.at(today - timedelta(days=2), 18, lambda now: rhythms.plan_session(planning, on=soon, hour=11, now=now))
    key = uuid.UUID(int=demo.chance.getrandbits(128), version=4)
    demo.at(today - timedelta(days=1), 18, lambda now: rhythms.propose_times(asking, on=soon, form_key=key, now=now))
    voices.write_to_each_other(planning, demo.at, today=today, lines=words.SHORT_MESSAGES)
    silent = numbers[2]
    demo.at(today - timedelta(days=40), 12, lambda now: voices.raise_concern(asking, words.ANSWERED_CONCERN, now=now))
    demo.at(today - timedelta(days=39), 9, lambda now: voices.answer_concerns(asking, by=coordinator, now=now))
    demo.at(today - timedelta(days=1), 12, lambda now: voices.raise_concern(silent, words.CONCERN, now=now))


def _fill(
    demo: Simulation,
    program: Program,
    coordinator: User,
    mentors: list[people.Person],
    mentees: list[people.Person],
    *,
    day: date,
    oddities: dict[int, dict[str, object]],
) -> None:
    """Invite on the first day, apply and be approved within the week, start and be paired on the tenth day."""
    both = [
        (MENTOR, enrolment.sign_up(mentors, now=moment_of(demo, day, 10))),
        (MENTEE, enrolment.sign_up(mentees, now=moment_of(demo, day, 10))),
    ]
    for role, users in both:
        enrolment.invite(program, users, role, by=coordinator, now=moment_of(demo, day, 11))
        for user in users:
            when = moment_of(demo, day + timedelta(days=demo.chance.randint(1, 5)), 12)
            application = enrolment.apply(program, user, role, chance=demo.chance, now=when, capacity=2)
            applications.approve(application, by=coordinator, now=when + timedelta(days=1))
    start = day + timedelta(days=10)
    programs.start(program, by=coordinator, now=moment_of(demo, start, 8))
    growth.fill_library(program, by=coordinator, now=moment_of(demo, start, 9))
    _pair(demo, program, coordinator, start, oddities)


def _pair(
    demo: Simulation, program: Program, coordinator: User, start: date, oddities: dict[int, dict[str, object]]
) -> None:
    """The first mentees go to the mentors in turn; those who come later get a mentor's second place."""
    mentors = list(program.memberships.mentors().order_by("pk"))
    mentees = list(program.memberships.mentees().order_by("pk"))
    for number, mentee in enumerate(mentees[:-1]):  # the last one is still waiting for a mentor
        chance = random.Random(f"{SEED}-{program.name}-{number}")  # noqa: S311
        pair = pairing.start(
            program,
            mentor=mentors[number % len(mentors)],
            mentee=mentee,
            started_on=start,
            by=coordinator,
            now=moment_of(demo, start, 14),
        )
        demo.numbers.setdefault(program.pk, []).append(pair)
        manner = Manner(pair, chance, lateness=chance.choice([0, 0, 1, 1, 2, 5]), rating=chance.choice([4, 5, 5]))
        for name, value in oddities.get(number, {}).items():
            setattr(manner, name, value)
        if manner.silent_from:
            manner.rating = 3
        demo.manners[pair.pk] = manner


def _starters(demo: Simulation, day: date) -> None:
    """A program in enrollment: people are invited, waiting, approved or declined, and there are no pairs yet."""
    (coordinator,) = enrolment.sign_up([people.COORDINATORS["starters"]], now=moment_of(demo, day, 9))
    program = enrolment.create(
        "onboarding",
        name="New starters, winter",
        starts_on=demo.now.date() + timedelta(days=16),
        ends_on=demo.now.date() + timedelta(days=16 + 182),
        zone="Europe/London",
        by=coordinator,
        now=moment_of(demo, day, 9),
    )
    for role, listed in ((MENTOR, people.STARTER_MENTORS), (MENTEE, people.STARTER_MENTEES)):
        users = enrolment.sign_up(listed, now=moment_of(demo, day, 10))
        enrolment.invite(program, users, role, by=coordinator, now=moment_of(demo, day, 11))
        for number, user in enumerate(users[: len(users) * 3 // 4]):  # the others haven't answered yet
            when = moment_of(demo, day + timedelta(days=2 + number // 2), 12)
            demo.at(when.date(), 12, _applies(demo, program, coordinator, user, role, number))
    strangers = [roster.Person(_address(name), name, role) for name, role in people.STARTER_INVITED]
    for role in (MENTOR, MENTEE):
        chosen = [person for person in strangers if person.role == role]
        invitations.invite(program, people=chosen, role=role, by=coordinator, now=moment_of(demo, day, 11))
    late = demo.now.date() - timedelta(days=4)
    demo.at(late, 9, lambda now: _second_thoughts(program, coordinator, now))


def _applies(
    demo: Simulation, program: Program, coordinator: User, user: User, role: str, number: int
) -> Callable[[datetime], None]:
    def act(now: datetime) -> None:
        application = enrolment.apply(program, user, role, chance=demo.chance, now=now, capacity=1)
        if number == 3 and role == MENTOR:
            applications.decline(application, by=coordinator, now=now + timedelta(hours=5), message=words.DECLINE)
        elif number < 6:
            applications.approve(application, by=coordinator, now=now + timedelta(hours=6))

    return act


def _second_thoughts(program: Program, coordinator: User, now: datetime) -> None:
    open_ones = list(Invitation.objects.filter(program=program, state=Invitation.State.OPEN).order_by("pk"))
    unanswered = [one for one in open_ones if one.email.startswith(("hugo", "layla"))]
    invitations.withdraw(unanswered[0], by=coordinator, now=now)
    invitations.resend(unanswered[1], by=coordinator, now=now)


def _address(name: str) -> str:
    return people.Person(name, "UTC").email
