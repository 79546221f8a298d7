"""The page on which a journey is edited: its steps in order, what they mean for pairs, save or discard."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.integrity import Refused
from programs.drafting import actions
from programs.drafting import queries as drafting_queries
from programs.drafting.queries import Edited
from programs.drafting.views.preview import preview_form
from programs.forecast import queries as preview
from programs.journey import drafts as drafting
from programs.journey.models import Step
from programs.program import access as program_access
from programs.program.models import Program

Editing = Callable[..., HttpResponse]
CLOSED = "This program is closed. Its journey can be read, but no longer changed."
NOT_TYPED = {"csrfmiddlewaretoken", "seen", "do"}


def editing(view: Editing) -> Editing:
    """For coordinators of a program that isn't closed. Gives the view the program and the journey being edited.

    If the step has gone meanwhile (saving a draft gives its new steps other addresses), the page shows what was typed.
    """

    @login_required
    @wraps(view)
    def run(request: SignedInRequest, pk: int, **names: Any) -> HttpResponse:
        program = program_access.program_for_coordinator(request.user, pk)
        if program.is_closed:
            return render.refused(request, "program_journey", CLOSED, pk=pk)
        try:
            return view(request, program, drafting_queries.edited(program), **names)
        except drafting.Missing as missing:
            typed = {name: text for name, text in request.POST.items() if name not in NOT_TYPED and text}
            if not typed:
                raise Http404("This is not a part of the journey.") from missing
            context = {"program": program, "typed": typed}
            return render.page(request, "programs/drafting/journey_gone.html", context, status=409)

    return run


@editing
def journey_edit(request: SignedInRequest, program: Program, edited: Edited) -> HttpResponse:
    return render.page(
        request, "programs/drafting/journey_edit.html", _shown(request, program, edited), partial="preview"
    )


@require_POST
@editing
def journey_step_act(request: SignedInRequest, program: Program, edited: Edited, step: int) -> HttpResponse:
    title = drafting.find(edited.journey, step).title
    with refusals.back_to(request, "journey_edit", pk=program.pk):
        said = _act(request, program, step, title)
    context = _shown(request, program, drafting_queries.edited(program))
    return render.in_place(
        request,
        "programs/drafting/journey_edit.html",
        context,
        partial="journey",
        message=said,
        to="journey_edit",
        pk=program.pk,
    )


@require_POST
@editing
def journey_save(request: SignedInRequest, program: Program, edited: Edited) -> HttpResponse:
    with refusals.back_to(request, "journey_edit", pk=program.pk):
        changed = actions.save(program, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
    more = {0: "", 1: " 1 day of a running pair followed."}.get(changed, f" {changed} days of running pairs followed.")
    return render.done(request, "program_journey", f"The journey is saved.{more}", pk=program.pk)


@require_POST
@editing
def journey_discard(request: SignedInRequest, program: Program, edited: Edited) -> HttpResponse:
    with refusals.back_to(request, "journey_edit", pk=program.pk):
        actions.discard(program, seen=request.POST.get("seen", ""))
    return render.done(request, "program_journey", "The changes are gone; the journey is as it was.", pk=program.pk)


def _act(request: SignedInRequest, program: Program, step: int, title: str) -> str:
    act: dict[str, Any] = {"seen": request.POST.get("seen", ""), "by": request.user, "now": timezone.now()}
    match request.POST.get("do"):
        case "up" | "down" as to:
            place = actions.move_step(program, step, up=to == "up", **act)
            return f"“{title}” is now number {place}."
        case "on" | "off" as to:
            actions.change_step(program, step, enabled=to == "on", **act)
            return f"“{title}” is switched {to}."
        case "remove":
            actions.remove_step(program, step, **act)
            return f"“{title}” is removed."
    raise Refused("Choose what should happen to the step.")


def _shown(request: SignedInRequest, program: Program, edited: Edited) -> dict[str, Any]:
    context = {"program": program, "edited": edited, "rows": drafting_queries.rows(edited), "kinds": _kinds(edited)}
    form = preview_form(request, program)
    if form is None:
        return context
    context["preview_form"] = form
    if edited.draft is None:
        return context | {"preview": preview.preview(program, edited.journey, form.question)}
    shown, change = preview.preview_change(program, edited.saved, edited.journey, form.question, now=timezone.now())
    return context | {"preview": shown, "change": change}


def _kinds(edited: Edited) -> list[tuple[str, str]]:
    """The kinds of steps that can be added. A journey has only one session step."""
    has_sessions = any(step.kind == drafting.SESSION for step in edited.journey)
    return [(kind.value, kind.label) for kind in Step.Kind if kind != Step.Kind.SESSION or not has_sessions]
