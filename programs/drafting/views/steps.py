"""One step of a journey that is being edited: its words and days, and the ladder of its reminders."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest, posted
from mentoring.web import refusals, render
from programs.drafting import actions, new_steps
from programs.drafting import queries as drafting_queries
from programs.drafting.forms import RungForm, SeenForm, StepForm
from programs.drafting.queries import Edited
from programs.drafting.views.journey import editing
from programs.journey import drafts as drafting
from programs.journey.drafts import RungDraft
from programs.journey.models import Step
from programs.program.models import Program


@editing
def journey_step_new(request: SignedInRequest, program: Program, edited: Edited) -> HttpResponse:
    kind = request.GET.get("kind", "")
    if kind not in Step.Kind.values:
        raise Http404("No such kind of step.")
    begun = new_steps.of_kind(Step.Kind(kind), program)
    form = StepForm(posted(request), initial=StepForm.initial_for(begun, edited.seen), kind=kind)
    if form.is_valid():
        step = replace(begun, **form.values)
        with refused_on(form, program) as done:
            actions.add_step(program, step, **act(request, form))
        if done:
            said = f"“{step.title}” is added. Save the journey when you are done."
            return render.done(request, "journey_edit", said, pk=program.pk)
    return _step_page(request, program, Step.Kind(kind), form)


@editing
def journey_step(request: SignedInRequest, program: Program, edited: Edited, step: int) -> HttpResponse:
    found = drafting.find(edited.journey, step)
    form = StepForm(posted(request), initial=StepForm.initial_for(found, edited.seen), kind=found.kind)
    if form.is_valid():
        with refused_on(form, program) as done:
            actions.change_step(program, step, **form.values, **act(request, form))
        if done:
            return render.done(request, "journey_edit", KEPT, pk=program.pk)
    return _step_page(request, program, Step.Kind(found.kind), form, step=found)


@editing
def journey_ladder(request: SignedInRequest, program: Program, edited: Edited, step: int) -> HttpResponse:
    found = drafting.find(edited.journey, step)
    form = RungForm(posted(request), initial=RungForm.initial_for(None, edited.seen), doer=found.doer)
    if form.is_valid():
        with refused_on(form, program) as done:
            actions.add_rung(program, step, RungDraft(0, **form.values), **act(request, form))
        if done:
            return render.done(request, "journey_ladder", KEPT, pk=program.pk, step=step)
    rungs = drafting_queries.rungs_of(found)
    context = {"program": program, "step": found, "words": drafting_queries.shown(found), "rungs": rungs, "form": form}
    return render.form_page(request, "programs/drafting/journey_ladder.html", {**context, "seen": edited.seen})


@editing
def journey_rung(request: SignedInRequest, program: Program, edited: Edited, step: int, rung: int) -> HttpResponse:
    found = drafting.find(edited.journey, step)
    initial = RungForm.initial_for(found.rung(rung), edited.seen)
    form = RungForm(posted(request), initial=initial, doer=found.doer)
    if form.is_valid():
        with refused_on(form, program) as done:
            actions.change_rung(program, step, rung, **form.values, **act(request, form))
        if done:
            return render.done(request, "journey_ladder", KEPT, pk=program.pk, step=step)
    context = {"program": program, "step": found, "rung": rung, "form": form}
    return render.form_page(request, "programs/drafting/journey_rung.html", context)


@require_POST
@editing
def journey_rung_remove(
    request: SignedInRequest, program: Program, edited: Edited, step: int, rung: int
) -> HttpResponse:
    drafting.find(edited.journey, step).rung(rung)
    now = timezone.now()
    with refusals.back_to(request, "journey_ladder", pk=program.pk, step=step):
        actions.remove_rung(program, step, rung, seen=request.POST.get("seen", ""), by=request.user, now=now)
    return render.done(request, "journey_ladder", "The reminder is off the ladder.", pk=program.pk, step=step)


KEPT = "Kept in the draft. Save the journey when you are done."


def act(request: SignedInRequest, form: SeenForm) -> dict[str, Any]:
    return {"seen": form.cleaned_data["seen"], "by": request.user, "now": timezone.now()}


@contextmanager
def refused_on(form: SeenForm, program: Program) -> Iterator[refusals.Done]:
    """If the change is refused, the form says why, and the journey as it is now counts as seen."""
    with refusals.on(form) as done:
        yield done
    if not done:
        form.show_as_seen(drafting_queries.edited(program).seen)


def _step_page(
    request: SignedInRequest, program: Program, kind: Step.Kind, form: StepForm, **more: Any
) -> HttpResponse:
    context = {"program": program, "kind": kind, "form": form, **more}
    return render.form_page(request, "programs/drafting/journey_step.html", context)
