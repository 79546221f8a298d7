"""The journey of a program, for everybody who takes part in it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from programs import access
from programs.queries import journey as queries


@login_required
def program_journey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mentors and mentees may read it too: the framework is theirs."""
    program = access.program_for_member(request.user, pk)
    steps = queries.steps_of(program)
    context = {
        "program": program,
        "steps": steps,
        "preview": queries.preview(program, steps, now=timezone.now()),
        "runs_it": access.runs(request.user, program),
    }
    return render.page(request, "programs/journey.html", context)
