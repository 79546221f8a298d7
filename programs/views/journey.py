"""The journey of a program, for everybody who takes part in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from programs import access
from programs.forms.journey import PreviewForm
from programs.models import Program
from programs.queries import journey as queries
from programs.queries import preview


@login_required
def program_journey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mentors and mentees may read it too: the framework is theirs. A draft is for the coordinators alone."""
    program = access.program_for_member(request.user, pk)
    steps = queries.steps_of(program)
    runs_it = access.runs(request.user, program)
    context = {"program": program, "steps": steps, "runs_it": runs_it}
    context["has_draft"] = runs_it and queries.has_draft(program)
    if form := preview_form(request, program):
        shown = preview.preview(program, queries.as_journey(steps), form.question)
        context |= {"preview": shown, "preview_form": form}
    return render.page(request, "programs/journey.html", context, partial="preview")


def preview_form(request: SignedInRequest, program: Program) -> PreviewForm | None:
    """None once the program is over: no pair can start any more."""
    first = preview.first_day(program, now=timezone.now())
    if first is None:
        return None
    chosen: Any = request.GET if "start" in request.GET else None
    return PreviewForm(chosen, initial={"start": first}, first=first, last=program.ends_on)
