from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from programs.coordinators import access, actions, queries
from programs.coordinators.forms import AppointForm
from programs.log import activity
from programs.program import access as program_access


@login_required
def program_coordinators(request: SignedInRequest, pk: int) -> HttpResponse:
    """For coordinators of the program, and for administrators, who see nothing else of the program."""
    program = access.program_to_appoint_in(request.user, pk)
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            membership = actions.appoint(program, email=form.cleaned_data["email"], by=request.user, now=timezone.now())
        if done:
            sentence = f"{membership.user} now runs this program too."
            return render.done(request, "program_coordinators", sentence, pk=pk)
    coordinators = list(queries.coordinators_of(program))
    context = {
        "program": program,
        "form": form,
        "coordinators": coordinators,
        "appointments": activity.in_words(program, activity.appointments_of(program)),
        "runs_it": program_access.runs(request.user, program),
    }
    return render.form_page(request, "programs/coordinators/program_coordinators.html", context)


@login_required
@require_POST
def coordinator_remove(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    membership = access.coordinator_to_remove(request.user, pk, member_pk)
    with refusals.back_to(request, "program_coordinators", pk=pk):
        actions.remove(membership, by=request.user, now=timezone.now())
    if membership.user == request.user and not request.user.is_administrator:
        return render.done(request, "programs", f"You no longer run {membership.program}.")
    return render.done(request, "program_coordinators", f"{membership.user} no longer runs this program.", pk=pk)
