"""Programs: the list, a new one, its overview, its settings, its state."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.paging import page_of
from programs.builtin import catalog as templates_builtin
from programs.coordinators import queries as coordinators_queries
from programs.program import access as program_access
from programs.program.models import Program
from programs.setup import actions, queries
from programs.setup.forms import NewProgramForm, ProgramForm, initial_for


@login_required
def programs(request: SignedInRequest) -> HttpResponse:
    mine = queries.programs_of(request.user)
    managed = None
    if request.user.is_administrator:
        managed = page_of(queries.every_program(), request)
    context = {
        "open": [row for row in mine if not row.program.is_closed],
        "closed": [row for row in mine if row.program.is_closed],
        "applied": queries.applied_to(request.user),
        "managed": managed,
        "may_create": request.user.is_administrator or any(row.is_mine_to_run for row in mine),
    }
    return render.page(request, "programs/setup/programs.html", context)


@login_required
def program_new(request: SignedInRequest) -> HttpResponse:
    if not program_access.may_create_programs(request.user):
        raise PermissionDenied
    key = request.GET.get("template", "")
    if not key:
        return render.page(
            request, "programs/setup/program_new.html", {"templates": templates_builtin.TEMPLATES.values()}
        )
    if key not in templates_builtin.TEMPLATES:
        raise Http404("No such template.")
    template = templates_builtin.get(key)
    form = NewProgramForm(request.POST or None, initial=initial_for(template, request.user, now=timezone.now()))
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            program = actions.create(key, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "program", f"{program} is set up as a draft. Look it over.", pk=program.pk)
    return render.form_page(request, "programs/setup/program_new.html", {"form": form, "template": template})


@login_required
def program(request: SignedInRequest, pk: int) -> HttpResponse:
    found = program_access.program_for_member(request.user, pk)
    now = timezone.now()
    today = found.today(now)
    if not program_access.runs(request.user, found):
        context = {
            "program": found,
            "coordinators": coordinators_queries.coordinators_of(found),
            "week": found.week(on=today),
            "is_over": today > found.ends_on,
        }
        return render.page(request, "programs/setup/program_about.html", context)
    checklist, enrolled = queries.checklist(found, now=now), queries.enrolled(found)
    context = {
        "program": found,
        "week": found.week(on=today),
        "enrolled": enrolled,
        "checklist": checklist,
        "missing": sum(not item.done for item in checklist),
        "waiting": sum(row.waiting for row in enrolled),
        "is_over": today > found.ends_on,
    }
    return render.page(request, "programs/setup/program.html", context)


@login_required
def program_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = program_access.program_for_coordinator(request.user, pk)
    form = ProgramForm(request.POST or None, instance=program_access.program_for_coordinator(request.user, pk))
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            actions.update(found, before=form.stands, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "program_edit", "Saved.", pk=pk)
    return render.form_page(request, "programs/setup/program_edit.html", {"form": form, "program": found})


STATES: dict[str, tuple[Callable[..., None], str]] = {
    Program.State.ENROLLING: (actions.open_enrolment, "People can be invited and can apply now."),
    Program.State.RUNNING: (actions.start, "The program is running."),
    Program.State.CLOSED: (actions.close, "The program is closed. Everybody can still read what is theirs."),
}


@login_required
@require_POST
def program_state(request: SignedInRequest, pk: int) -> HttpResponse:
    found = program_access.program_for_coordinator(request.user, pk)
    to = request.POST.get("to", "")
    if to not in STATES:
        return render.refused(request, "program", "Choose what should happen to the program.", pk=pk)
    act, sentence = STATES[to]
    with refusals.back_to(request, "program", pk=pk):
        act(found, by=request.user, now=timezone.now())
    return render.done(request, "program", sentence, pk=pk)
