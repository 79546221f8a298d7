"""The goals of a pair: see, propose, agree, revise, reach, let go, comment; and the answer from a mail."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.competencies import queries as competencies
from goals.goals import access as goals_access
from goals.goals import actions, celebrations, examples, history
from goals.goals import outlines as goals_outlines
from goals.goals import queries as goals_queries
from goals.goals import talking as talk
from goals.goals.forms import CommentForm, LetGoForm, NotYetForm, ProposeForm, ReviseForm, WordsForm, first_values
from goals.goals.models import Goal, GoalVersion
from goals.learning import queries as learning
from goals.reviews import queries as reviews_queries
from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import behind_a_link
from mentoring.web import numbers, paging, refusals, render
from pairings.pair.access import pairing_visible

UNREAD = -1  # no version has this number; 0 would mean a goal without versions


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = pairing_visible(user, pk).pairing
    is_own, outlines = pairing.has(user), goals_outlines.outlines(pairing, user, now=now)
    next_review = reviews_queries.next_due(pairing) if is_own else None
    page = paging.page_of(outlines, request)
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(user) if is_own else None,
        "goals": page.object_list,
        "page_obj": page,
        "quiet": sum(outline.is_quiet for outline in outlines),
        "next_review": next_review,
        "review_due": next_review if reviews_queries.is_near(next_review, pairing, now) else None,
        "may_write": is_own and pairing.is_live,
        "rate_now": competencies.due(pairing, user, now) if is_own and pairing.is_live else None,
        "examples": examples.EXAMPLES,
    }
    return render.page(request, "goals/goal_pages/goals.html", context)


@login_required
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = goals_access.pairing_to_change(user, pk)
    example = examples.find(request.GET.get("example", ""))
    form = ProposeForm(request.POST or None, initial=first_values(example), pairing=pairing, today=user.today(now))
    if form.is_valid():
        with refusals.on(form) as done:
            goal = actions.propose(pairing, by=user, now=now, **form.proposal())
        if done:
            partner = pairing.partner_of(user).first_name
            return render.done(request, "goal", f"Your goal is written. {partner} is told and can agree.", pk=goal.pk)
    open_goals = sum(outline.is_open for outline in goals_outlines.outlines(pairing, user, now=now))
    context = {"form": form, "pairing": pairing, "partner": pairing.partner_of(user), "examples": examples.EXAMPLES}
    return render.form_page(
        request, "goals/goal_pages/goal_new.html", context | {"many": open_goals >= goals_outlines.ENOUGH}
    )


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pair sees the whole goal; coordinators get another page, which is given only the outline."""
    goal = goals_access.goal_visible(request.user, pk)
    if not goals_access.reads_all(request.user, goal):
        outline = goals_outlines.outline(goal, request.user, now=timezone.now())
        return render.page(request, "goals/goal_pages/outline.html", {"goal": outline, "pairing": goal.pairing})
    return render.page(request, "goals/goal_pages/goal.html", shown(goal, request))


@login_required
@require_POST
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = goals_access.goal_to_change(request.user, pk)
    version = request.POST.get("version")
    with refusals.back_to(request, "goal", pk=pk):
        actions.agree(goal, by=request.user, now=timezone.now(), version=numbers.whole(version) if version else None)
    return render.done(request, "goal", "Agreed: now it is a goal of you both.", pk=pk)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    goal = goals_access.goal_to_change(user, pk)
    number = history.version_number(goal)
    initial = {name: getattr(goal, name) for name in WordsForm.base_fields} | {"version": number}
    pairing = goal.pairing
    form = ReviseForm(
        request.POST or None,
        initial=initial,
        pairing=pairing,
        today=user.today(now),
        is_open=goal.is_open,
    )
    if form.is_valid():
        with refusals.on(form) as done:
            actions.revise(goal, by=user, now=now, **form.cleaned_data)
        if done:
            return render.done(request, "goal", "Your change is saved, with its reason.", pk=pk)
    goal = goals_access.goal_to_change(user, pk)
    changed = form.is_bound and form.show_as_seen(history.version_number(goal))
    context = {"form": form, "goal": goal, "partner": goal.pairing.partner_of(user), "changed_meanwhile": changed}
    return render.form_page(request, "goals/goal_pages/goal_edit.html", context)


@login_required
@require_POST
def reach(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = goals_access.goal_to_change(request.user, pk)
    with refusals.back_to(request, "goal", pk=pk):
        actions.reach(goal, by=request.user, now=timezone.now())
    return render.done(request, "goal", f"Reached! {_partner(goal, request.user)} is told.", pk=pk)


@login_required
def let_go(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = goals_access.goal_to_change(request.user, pk)
    form = LetGoForm(request.POST or None)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.let_go(goal, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "goal", "Let go. It stays readable and can be revived.", pk=pk)
    return render.form_page(request, "goals/goal_pages/goal_let_go.html", {"form": form, "goal": goal})


@login_required
@require_POST
def say(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = goals_access.goal_to_change(request.user, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        with refusals.on(form) as done:
            talk.say(goal, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            partner = goal.pairing.partner_of(request.user).first_name
            return render.done(request, "goal", f"Your words are saved. {partner} is told.", pk=pk)
    context = shown(goals_access.goal_visible(request.user, pk), request, comment=form)
    return render.form_page(request, "goals/goal_pages/goal.html", context | {"form": form}, partial="say")


def shown(
    goal: Goal, request: SignedInRequest, *, comment: CommentForm | None = None, reached: str = ""
) -> dict[str, Any]:
    """The context for the page of a goal, as the pair sees it.

    `comment`: the form of a comment that was sent but not saved.
    `reached`: the id of a milestone to celebrate, as in `?reached=`.
    """
    user, shows_progress = request.user, goal.milestones_total > 0  # type: ignore[attr-defined]  # with_progress()
    versions, milestones = history.versions(goal), goals_outlines.milestones(goal)
    return {
        "goal": goal,
        "outline": goals_outlines.outline(goal, user, now=timezone.now()),
        "milestones": milestones,
        "celebration": celebrations.celebrated(goal, milestones, reached or request.GET.get("reached", "")),
        "partner": goal.pairing.partner_of(user),
        "may_write": goal.pairing.is_live,
        "history": history.of(goal, versions),
        "version": versions[-1].number if versions else 0,
        "sent": _sent(goal, versions),
        "learning": learning.belonging_to(goal),
        "comments": paging.page_of(goals_queries.comments(goal), request),
        "comment_form": comment or CommentForm(states_progress=goal.is_open and not shows_progress),
    }


def _sent(goal: Goal, versions: Sequence[GoalVersion]) -> str:
    """The key of the form that the current words came from: js/drafts.js then drops its own copy. Empty if none."""
    newest = versions[-1] if versions else None
    if newest is None or newest.number == 1:
        return str(goal.form_key)
    is_from_form = newest.change in actions.CHANGES and newest.review_id is None
    return f"goal-{goal.pk}-{newest.number}-{newest.by_id}" if is_from_form else ""


def _partner(goal: Goal, user: User) -> str:
    return goal.pairing.partner_of(user).first_name


@behind_a_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Agree to a proposed goal, or say “not yet”, without signing in. GET and HEAD only show it; POST writes.

    People can change their answer until something else happens to the goal.
    """
    user, goal = goals_access.goal_by_link(token)
    form = NotYetForm(request.POST if request.POST.get("answer") == "not-yet" else None)
    sentence = _keep_answer(request, form, goal, user) if request.method == "POST" else ""
    if request.method == "POST" and not sentence and not form.errors:
        return render.done(request, "goal_answer", token=token)
    return _answer_page(request, form, token, user, sentence)


def _keep_answer(request: HttpRequest, form: NotYetForm, goal: Goal, user: User) -> str:
    """Save the answer. Returns the sentence that says why it was refused; empty if it was saved or a field is wrong."""
    if form.is_bound and not form.is_valid():
        return ""
    with refusals.kept() as done:
        _say_not_yet(form, goal, user) if form.is_bound else _agree_by_link(request, goal, user)
    return done.sentence


def _agree_by_link(request: HttpRequest, goal: Goal, user: User) -> None:
    actions.agree(goal, by=user, now=timezone.now(), version=numbers.whole(request.POST.get("version")) or UNREAD)


@transaction.atomic
def _say_not_yet(form: NotYetForm, goal: Goal, user: User) -> None:
    now = timezone.now()
    if goal.state == Goal.State.AGREED:
        actions.take_back_agreement(goal, by=user, now=now)
    talk.say(goal, by=user, now=now, **form.cleaned_data)


def _answer_page(request: HttpRequest, form: NotYetForm, token: str, user: User, sentence: str) -> HttpResponse:
    _, goal = goals_access.goal_by_link(token)  # as it stands now
    question = goals_queries.question(goal, user)
    page = reverse("goal", args=[goal.pk])
    if question.is_answered and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=not question.over)
    if question.over:
        return answering.over(request, sentence or question.over, sign_in=page)
    context = {
        "form": form,
        "goal": goal,
        "milestones": goals_outlines.milestones(goal, most=20) if question.is_open else [],
        "partner": goal.pairing.partner_of(user),
        "token": token,
        "version": history.version_number(goal),
        "question": question,
        "refused": sentence,
    }
    status = 422 if sentence or form.errors else 200
    return render.page(request, "goals/goal_pages/answer.html", context, partial="answer", status=status)
