"""The page behind the link in the mail about a proposed goal: agree, or say “not yet”, without signing in.

GET and HEAD only show it; POST writes. People can change their answer until something else happens to the goal.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goals.goals import access as goals_access
from goals.goals import actions, history
from goals.goals import outlines as goals_outlines
from goals.goals import talking as talk
from goals.goals.forms import NotYetForm
from goals.goals.models import Goal
from goals.goals.queries import last_word_of
from mentoring.accounts.models import User
from mentoring.notifications.answering.views import behind_a_link
from mentoring.web import numbers, refusals, render

UNREAD = -1  # no version has this number; 0 would mean a goal without versions


@behind_a_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    user, goal = goals_access.goal_by_link(token)
    form = NotYetForm(request.POST if request.POST.get("answer") == "not-yet" else None)
    sentence = _keep(request, form, goal, user) if request.method == "POST" else ""
    if request.method == "POST" and not sentence and not form.errors:
        return render.done(request, "goal_answer", token=token)
    return _page(request, form, token, user, sentence)


def _keep(request: HttpRequest, form: NotYetForm, goal: Goal, user: User) -> str:
    """Save the answer. Returns the sentence that says why it was refused; empty if it was saved or a field is wrong."""
    if form.is_bound and not form.is_valid():
        return ""
    with refusals.kept() as done:
        _say_not_yet(form, goal, user) if form.is_bound else _agree(request, goal, user)
    return done.sentence


def _agree(request: HttpRequest, goal: Goal, user: User) -> None:
    actions.agree(goal, by=user, now=timezone.now(), version=numbers.whole(request.POST.get("version")) or UNREAD)


@transaction.atomic
def _say_not_yet(form: NotYetForm, goal: Goal, user: User) -> None:
    now = timezone.now()
    if goal.state == Goal.State.AGREED:
        actions.take_back_agreement(goal, by=user, now=now)
    talk.say(goal, by=user, now=now, **form.cleaned_data)


def _page(request: HttpRequest, form: NotYetForm, token: str, user: User, sentence: str) -> HttpResponse:
    _, goal = goals_access.goal_by_link(token)  # as it stands now
    waits = goal.pairing.is_live and goal.state == Goal.State.PROPOSED and goal.proposed_by_id != user.pk
    may_take_back = goal.pairing.is_live and goal.may_be_taken_back_by(user)
    context = {
        "form": form,
        "goal": goal,
        "milestones": goals_outlines.milestones(goal, most=20),
        "partner": goal.pairing.partner_of(user),
        "token": token,
        "version": history.version_number(goal),
        "waits": waits,
        "has_agreed": goal.state == Goal.State.AGREED and goal.agreed_by_id == user.pk,
        "may_take_back": may_take_back,
        "said": last_word_of(user, goal) if waits else None,
        "refused": sentence,
    }
    status = 422 if sentence or form.errors else 200
    return render.page(request, "goals/goal_pages/answer.html", context, partial="answer", status=status)
