"""The milestones of a goal: added, changed, reached, ordered; and one taken up from feedback."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.goal_pages.views import shown
from goals.goals import access as goals_access
from goals.goals.models import Goal
from goals.milestones import access, from_feedback
from goals.milestones import actions as milestones
from goals.milestones.forms import MilestoneChangeForm, MilestoneForm, ReachForm
from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from pairings.feedback.access import feedback_received


@login_required
@require_POST
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    feedback = feedback_received(request.user, pk, now=now)
    goal = goals_access.goal_of_pair_to_change(request.user, feedback.pairing, numbers.whole(request.POST.get("goal")))
    with refusals.back_to(request, "feedback_item", pk=pk):
        from_feedback.take_up(feedback, goal, by=request.user, now=now)
    said = f"It is a milestone of “{goal.title}” now, and stands on your next agenda."
    return render.done(request, "feedback_item", said, pk=pk)


@login_required
def milestone_add(request: SignedInRequest, pk: int) -> HttpResponse:
    goal = goals_access.goal_to_change(request.user, pk)
    form = MilestoneForm(request.POST or None, pairing=goal.pairing, today=request.user.today(timezone.now()))
    if form.is_valid():
        with refusals.on(form) as done:
            milestones.add(goal, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "goal", "The milestone is added.", pk=pk)
    context = {"form": form, "goal": goal, "partner": goal.pairing.partner_of(request.user)}
    return render.form_page(request, "goals/milestones/milestone_add.html", context)


@login_required
def milestone_edit(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    milestone = access.milestone_to_change(request.user, pk, milestone_pk)
    first = {"title": milestone.title, "due_on": milestone.due_on, "seen": milestones.stamp(milestone)}
    goal, sent = milestone.goal, request.POST if request.method == "POST" else None
    form = MilestoneChangeForm(sent, initial=first, pairing=goal.pairing, today=request.user.today(timezone.now()))
    if form.is_valid():
        with refusals.on(form) as done:
            milestones.change(milestone, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "goal", "The milestone is changed.", pk=pk)
        form.show_as_seen(milestones.stamp(access.milestone_to_change(request.user, pk, milestone_pk)))
    context = {"form": form, "goal": goal, "milestone": milestone, "partner": goal.pairing.partner_of(request.user)}
    return render.form_page(request, "goals/milestones/milestone_add.html", context)


@login_required
@require_POST
def milestone_reach(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    milestone = access.milestone_to_change(request.user, pk, milestone_pk)
    form = ReachForm(request.POST)
    if not form.is_valid():
        context = shown(milestone.goal, request) | {"reach": form, "at": milestone.pk}
        return render.page(request, "goals/goal_pages/goal.html", context, status=422)
    with refusals.back_to(request, "goal", pk=pk):
        milestones.reach(milestone, by=request.user, now=timezone.now(), **form.cleaned_data)
    said = f"“{milestone.title}” is reached. {_partner(milestone.goal, request.user)} is told."
    return _milestones(request, milestone.goal, said, reached=str(milestone.pk))


@login_required
@require_POST
def milestone_undo(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    milestone = access.milestone_to_change(request.user, pk, milestone_pk)
    with refusals.back_to(request, "goal", pk=pk):
        milestones.undo(milestone, by=request.user, now=timezone.now())
    return _milestones(request, milestone.goal, f"“{milestone.title}” is open again.")


@login_required
@require_POST
def milestone_move(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    milestone = access.milestone_to_change(request.user, pk, milestone_pk)
    up = request.POST.get("to") == "up"
    with refusals.back_to(request, "goal", pk=pk):
        place = milestones.move(milestone, up=up, by=request.user, now=timezone.now())
    return _milestones(request, milestone.goal, f"“{milestone.title}” is now number {place}.")


@login_required
@require_POST
def milestones_arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST `order` holds the ids as they were dragged. Without JavaScript there are buttons instead."""
    goal = goals_access.goal_to_change(request.user, pk)
    order = numbers.several(request.POST.get("order"))
    with refusals.back_to(request, "goal", pk=pk):
        milestones.arrange(goal, order=order, by=request.user, now=timezone.now())
    return _milestones(request, goal, "The milestones are in their new order.")


@login_required
@require_POST
def milestone_remove(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    milestone = access.milestone_to_change(request.user, pk, milestone_pk)
    with refusals.back_to(request, "goal", pk=pk):
        milestones.remove(milestone, by=request.user, now=timezone.now())
    return _milestones(request, milestone.goal, f"“{milestone.title}” is removed.")


def _milestones(request: SignedInRequest, goal: Goal, said: str, *, reached: str = "") -> HttpResponse:
    context = shown(goals_access.goal_visible(request.user, goal.pk), request, reached=reached)
    address = reverse("goal", args=[goal.pk]) + (f"?reached={reached}" if reached else "")
    return render.in_place(
        request, "goals/goal_pages/goal.html", context, partial="milestones", message=said, to=address
    )


def _partner(goal: Goal, user: User) -> str:
    return goal.pairing.partner_of(user).first_name
