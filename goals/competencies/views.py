"""The pages of the six areas, for the pair alone."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone

from goals.competencies import access, actions, queries
from goals.competencies.forms import AssessmentForm
from goals.competencies.models import Assessment
from goals.goals import access as goals_access
from goals.learning.queries import in_plan
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = goals_access.pairing_to_read(request.user, pk)
    seen = queries.growth(pairing)
    today = pairing.program.today(timezone.now())
    resources = queries.offered(pairing, seen)
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user),
        "is_mentee": request.user.pk == pairing.mentee.user_id,
        "may_write": pairing.is_live,
        "growth": seen,
        "moments": queries.moments(seen, request.user, pairing, today) if pairing.is_live else [],
        "resources": resources,
        "in_plan": in_plan(pairing) if resources else set(),
    }
    return render.page(request, "goals/competencies/competencies.html", context)


@login_required
def rate(request: SignedInRequest, pk: int, moment: str) -> HttpResponse:
    if moment not in Assessment.Moment.values:
        raise Http404("No such moment.")
    user, pairing = request.user, goals_access.pairing_to_change(request.user, pk)
    is_mentee = user.pk == pairing.mentee.user_id
    before = access.own_assessment(user, pairing, moment)
    posted = request.POST if request.method == "POST" else None
    form = AssessmentForm(
        posted, initial=before.ratings if before else {}, about="" if is_mentee else pairing.mentee.user.first_name
    )
    if form.is_valid():
        with refusals.on(form) as done:
            actions.rate(pairing, moment=moment, ratings=form.ratings(), by=user, now=timezone.now())
        if done:
            return render.done(request, "competencies", "Your answers are saved.", pk=pk)
    context = {
        "form": form,
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "is_mentee": is_mentee,
        "moment": Assessment.Moment(moment).label,
    }
    return render.form_page(request, "goals/competencies/competencies_rate.html", context)
