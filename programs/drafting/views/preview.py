"""The journey of a program, for everybody who takes part in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from programs.drafting import queries as drafting_queries
from programs.forecast import queries as preview
from programs.forecast.forms import PreviewForm
from programs.journey import queries as journey_queries
from programs.program import access as program_access
from programs.program.models import Program


@login_required
def program_journey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mentors and mentees may read it too, but only coordinators learn about a draft."""
    program = program_access.program_for_member(request.user, pk)
    steps = journey_queries.steps_of(program)
    runs_it = program_access.runs(request.user, program)
    context = {"program": program, "steps": steps, "runs_it": runs_it}
    context["has_draft"] = runs_it and drafting_queries.has_draft(program)
    if form := preview_form(request, program):
        shown = preview.preview(program, journey_queries.as_journey(steps), form.question)
        context |= {"preview": shown, "preview_form": form}
    return render.page(request, "programs/drafting/journey.html", context, partial="preview")


def preview_form(request: SignedInRequest, program: Program) -> PreviewForm | None:
    """None once the program is over, because no pair can start any more."""
    first = preview.first_day(program, now=timezone.now())
    if first is None:
        return None
    chosen: Any = request.GET if "start" in request.GET else None
    return PreviewForm(chosen, initial={"start": first}, first=first, last=program.ends_on)
