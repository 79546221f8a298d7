from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest, posted
from mentoring.web import refusals, render
from programs.pace import access, actions, queries
from programs.pace.forms import HolidayForm, PaceForm
from programs.program import access as program_access
from programs.program.models import Program


@login_required
def program_pace(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = PaceForm(posted(request), instance=program_access.program_for_coordinator(request.user, pk))
    if form.is_valid():
        with refusals.on(form) as done:
            actions.set_pace(program, before=form.stands, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "program_pace", "Saved.", pk=pk)
    return _page(request, program, form, HolidayForm(fixed={"program": program}), partial="form")


@login_required
def holiday_add(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = HolidayForm(posted(request), fixed={"program": program})
    if form.is_valid():
        with refusals.on(form) as done:
            moved = actions.add_holiday(program, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "program_pace", f"“{form.values['name']}” is added.{_moved(moved)}", pk=pk)
    return _page(request, program, PaceForm(instance=program), form, partial="holiday")


@login_required
@require_POST
def holiday_remove(request: SignedInRequest, pk: int, holiday_pk: int) -> HttpResponse:
    holiday = access.holiday_for_coordinator(request.user, pk, holiday_pk)
    with refusals.back_to(request, "program_pace", pk=pk):
        moved = actions.remove_holiday(holiday, by=request.user, now=timezone.now())
    return render.done(request, "program_pace", f"“{holiday}” is removed.{_moved(moved)}", pk=pk)


def _page(
    request: SignedInRequest, program: Program, form: PaceForm, holiday_form: HolidayForm, *, partial: str
) -> HttpResponse:
    coming, past = queries.holidays_of(program, now=timezone.now())
    context = {"program": program, "pace_form": form, "holiday_form": holiday_form, "coming": coming, "past": past}
    asked = holiday_form if partial == "holiday" else form
    return render.form_page(request, "programs/pace/pace.html", {**context, "form": asked}, partial=partial)


def _moved(number: int) -> str:
    if not number:
        return ""
    return " 1 open day of a pair moved." if number == 1 else f" {number} open days of pairs moved."
