"""Comment on a goal."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.goal_pages.views.goals import shown
from goals.goals import access as goals_access
from goals.goals import talking as talk
from goals.goals.forms import CommentForm
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render


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
