"""What makes the demo's programs and people differ: holidays, wordings, rhythms, pauses, mail habits."""

import uuid
from datetime import date, datetime, time, timedelta

from mentoring.accounts.models import User
from mentoring.demo import people, words
from mentoring.notifications.inbox import actions as inbox_actions
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.pace import Quiet
from pairings.pair.models import Pairing
from pairings.pauses import absences
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from programs.drafting import actions as drafting
from programs.drafting import queries as journey
from programs.journey.models import Step
from programs.pace import actions as pace
from programs.program.models import Program

Rhythm = MailHabits.Rhythm
HABITS = {
    people.CAREER_MENTORS[0]: (Rhythm.AT_ONCE, Quiet(time(18), time(9), weekends=True)),
    people.CAREER_MENTORS[1]: (Rhythm.WEEKLY, None),
    people.CAREER_MENTEES[1]: (Rhythm.DAILY, None),
    people.WOMEN_MENTORS[1]: (Rhythm.WEEKLY, Quiet(time(17), time(9), weekends=True)),
    people.WOMEN_MENTEES[0]: (Rhythm.WEEKLY, None),
}


def choose_habits(*, now: datetime) -> None:
    for person, (rhythm, quiet) in HABITS.items():
        wishes_actions.choose_habits(User.objects.get(email=person.email), rhythm, quiet, now=now)


def read_inboxes(*, now: datetime) -> None:
    for user in User.objects.order_by("pk"):
        inbox_actions.read_all(user, now=now)


def add_holiday(program: Program, name: str, first_on: date, *, days: int, by: User, now: datetime) -> None:
    pace.add_holiday(program, name=name, first_on=first_on, last_on=first_on + timedelta(days=days - 1), by=by, now=now)


def word_a_reminder(program: Program, *, by: User, now: datetime) -> None:
    edited = journey.edited(program)
    step = next(step for step in edited.journey if step.kind == Step.Kind.SESSION and step.ladder)
    own = {"subject": words.OWN_SUBJECT, "text": words.OWN_TEXT}
    drafting.change_rung(program, step.id, step.ladder[0].id, seen=edited.seen, by=by, now=now, **own)
    drafting.save(program, seen=journey.edited(program).seen, by=by, now=now)


def go_away(pairing: Pairing, *, returns_on: date, now: datetime) -> None:
    absences.pause_person(pairing.mentee, returns_on=returns_on, by=pairing.mentee.user, now=now)


def plan_session(pairing: Pairing, *, on: date, hour: int, now: datetime) -> None:
    by = pairing.mentor.user
    starts_at = datetime.combine(_weekday(on), time(hour), tzinfo=by.zone)
    planned_sessions.book(pairing, starts_at=starts_at, minutes=60, place=words.PLACE, by=by, now=now)


def propose_times(pairing: Pairing, *, on: date, form_key: uuid.UUID, now: datetime) -> None:
    by = pairing.mentee.user
    days = sorted({_weekday(on + timedelta(days=number)) for number in (0, 1, 2, 3, 4)})[:3]
    starts = [datetime.combine(day, time(15 + number), tzinfo=by.zone) for number, day in enumerate(days)]
    time_proposals.propose(pairing, starts=starts, minutes=60, place=words.PLACE, by=by, now=now, form_key=form_key)


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
