"""Each open step in words, for one of the two."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import NextStep, Rank
from mentoring.notifications.answering import links
from mentoring.web import dates
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint


def did_you_meet(touchpoint: Touchpoint, pair: Pairing, user: User, today: date) -> NextStep:
    token = links.make("meeting", user=user, object_id=touchpoint.pk)
    return NextStep(
        Rank.DID_YOU_MEET,
        f"Did you and {_partner(pair, user)} meet {_around(touchpoint.due_on, today)}?",
        "Writing it down takes a minute.",
        "Log the session",
        f"{reverse('session_new', args=[pair.pk])}?touchpoint={touchpoint.pk}",
        escape_label="We didn’t meet",
        escape_url=f"{reverse('answer', args=[token])}?met=no",
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
    )


def find_a_time(touchpoint: Touchpoint, pair: Pairing, user: User, today: date) -> NextStep:
    return NextStep(
        Rank.COMING,
        f"Your next session with {_partner(pair, user)} is due {_around(touchpoint.due_on, today)}",
        "No time is planned for it here yet.",
        "Find a time",
        reverse("times_propose", args=[pair.pk]),
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
    )


def goals(pair: Pairing, due_on: date, today: date) -> NextStep:
    """Only for the mentee."""
    until = f"by {dates.long_day(due_on)}" if due_on >= today else "as soon as you can"
    return NextStep(
        Rank.NO_GOAL,
        f"Write down what you want from your time with {pair.mentor.user.first_name}",
        f"One sentence is enough to begin with. Agree on it together {until}.",
        "Set a goal",
        reverse("goal_new", args=[pair.pk]),
        program=pair.program.name,
        pairing=pair.pk,
    )


def check_in(touchpoint: Touchpoint, pair: Pairing, user: User) -> NextStep:
    partner = _partner(pair, user)
    return NextStep(
        Rank.CHECK_IN,
        f"How is it going with {partner}?",
        f"One rating, under a minute. The coordinators see it, {partner} doesn’t.",
        "Answer",
        reverse("check_in", args=[touchpoint.pk]),
        program=pair.program.name,
        pairing=pair.pk,
    )


def goal_review(touchpoint: Touchpoint, pair: Pairing, user: User, today: date) -> NextStep:
    return NextStep(
        Rank.DUE,
        f"Look at your goals with {_partner(pair, user)}",
        f"Five minutes, one decision for each goal. {_due(touchpoint, today)}",
        "Review your goals",
        reverse("goal_review", args=[pair.pk]),
        program=pair.program.name,
        pairing=pair.pk,
    )


def feedback(touchpoint: Touchpoint, pair: Pairing, user: User, today: date) -> NextStep:
    return NextStep(
        Rank.DUE,
        f"Give {_partner(pair, user)} feedback",
        f"A strength, something you saw, one next step. {_due(touchpoint, today)}",
        "Write it",
        f"{reverse('feedback_new', args=[pair.pk])}?touchpoint={touchpoint.pk}",
        program=pair.program.name,
        pairing=pair.pk,
    )


def other(touchpoint: Touchpoint, pair: Pairing, user: User, today: date) -> NextStep:
    return NextStep(
        Rank.DUE,
        f"{touchpoint.step.title}, with {_partner(pair, user)}",
        _due(touchpoint, today),
        "See the step",
        f"{reverse('pair', args=[pair.pk])}#step-{touchpoint.pk}",
        program=pair.program.name,
        pairing=pair.pk,
    )


def paused(pair: Pairing, user: User) -> NextStep:
    until = f" until {dates.long_day(pair.returns_on)}" if pair.returns_on else ""
    headline = f"You and {_partner(pair, user)} are taking a pause{until}"
    return _see_page(headline, "No reminders until then.", pair)


def calm(pair: Pairing, user: User, due: Sequence[Touchpoint], today: date) -> NextStep:
    following = _following(due, today)
    then = f"Then comes “{following.step.title}”." if following else "Nothing is due."
    return _see_page(f"You and {_partner(pair, user)} are all set{_until(following)}", then, pair)


def nothing_due(due: Sequence[Touchpoint], today: date) -> str:
    """The headline of `calm`, for the pair's own page."""
    return f"No step is due{_until(_following(due, today))}"


def _due(touchpoint: Touchpoint, today: date) -> str:
    if touchpoint.due_on < today:
        return "Its day has passed; it’s still open."
    return f"Due on {dates.long_day(touchpoint.due_on)}."


def _see_page(headline: str, detail: str, pair: Pairing) -> NextStep:
    page = reverse("pair", args=[pair.pk])
    return NextStep(Rank.CALM, headline, detail, "See your page", page, program=pair.program.name, pairing=pair.pk)


def _following(due: Sequence[Touchpoint], today: date) -> Touchpoint | None:
    return next((touchpoint for touchpoint in due if touchpoint.due_on >= today), None)


def _until(following: Touchpoint | None) -> str:
    return f" until {dates.long_day(following.due_on)}" if following else ""


def _partner(pair: Pairing, user: User) -> str:
    return pair.partner_of(user).first_name


def _around(day: date, today: date) -> str:
    """“today”, “on Tuesday” within a week, otherwise “around Tuesday 3 November”, as nobody remembers which Tuesday."""
    away = (day - today).days
    far = f"on {dates.weekday(day)}" if abs(away) < 7 else f"around {dates.long_day(day)}"
    return dates.NEAR.get(away, far)
