"""The coordinator reads applications and decides."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.paging import page_of
from programs.applications import access as applications_access
from programs.applications import actions, queries
from programs.applications.forms import BulkForm, DecisionForm
from programs.applications.models import Application
from programs.invitations.models import ROLES_BY_INVITATION
from programs.program import access as program_access
from programs.program.models import Program


@login_required
def applications(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = BulkForm(request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        return _approve_ticked(request, program, form.cleaned_data["applications"])
    state = request.GET.get("state", Application.State.SUBMITTED)
    state = state if state in queries.STATES else Application.State.SUBMITTED
    role = request.GET.get("role", "")
    role = role if role in ROLES_BY_INVITATION else ""
    counts = queries.counts(program)
    rows = queries.listed(program, state=state, role=role)
    context = {
        "program": program,
        "form": form,
        "page_obj": page_of(rows, request),
        "filters": [(key, label, counts[key or "all"]) for key, label in queries.STATES.items()],
        "roles": [("", "Mentors and mentees"), *((role.value, f"{role.label}s") for role in ROLES_BY_INVITATION)],
        "state": state,
        "role": role,
        "counts": counts,
    }
    return render.form_page(request, "programs/applications/applications.html", context)


def _approve_ticked(request: SignedInRequest, program: Program, ticked: Iterable[Application]) -> HttpResponse:
    approved, refused = actions.approve_all(ticked, by=request.user, now=timezone.now())
    for sentence in refused:
        messages.warning(request, sentence)
    people = "1 person takes part now." if approved == 1 else f"{approved} people take part now."
    return render.done(request, "applications", people if approved else "", pk=program.pk)


@login_required
def application(request: SignedInRequest, pk: int, application_pk: int) -> HttpResponse:
    row = applications_access.application_for_coordinator(request.user, pk, application_pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            sentence = _decide(request, row, form)
        if done:
            return render.done(request, "applications", sentence, pk=pk)
    context = {"program": row.program, "application": row, "form": form, "answered": queries.answered(row)}
    return render.form_page(request, "programs/applications/application.html", context)


def _decide(request: SignedInRequest, row: Application, form: DecisionForm) -> str:
    decision = {"by": request.user, "now": timezone.now(), "message": form.cleaned_data["message"]}
    if form.cleaned_data["decision"] == "approve":
        actions.approve(row, **decision)
        return f"{row.user} takes part now and gets a mail."
    actions.decline(row, **decision)
    return f"Declined. {row.user} gets a mail."
