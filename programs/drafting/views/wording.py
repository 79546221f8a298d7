"""The words of one reminder: typed, checked and previewed before they are kept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring.accounts.requests import SignedInRequest, posted
from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.limits import make_room_for_a_sample
from mentoring.web import refusals, render
from programs.drafting import actions, sample_letters
from programs.drafting import queries as drafting_queries
from programs.drafting.forms import WordingForm
from programs.drafting.queries import Edited
from programs.drafting.views.journey import editing
from programs.drafting.views.steps import KEPT, act, refused_on
from programs.journey import drafts as drafting
from programs.journey import wording
from programs.journey.drafts import RungDraft, StepDraft
from programs.journey.models import Rung
from programs.program.models import Program

DEFAULT_AGAIN = "The default wording is back. Save the journey when you are done."


@editing
def journey_wording(request: SignedInRequest, program: Program, edited: Edited, step: int, rung: int) -> HttpResponse:
    """POST `do` is keep, look, send or default; the words that were typed come along with each."""
    found = drafting.find(edited.journey, step)
    reminder = found.rung(rung)
    form = _form(request, found, reminder, edited)
    do = request.POST.get("do", "keep")
    if do == "default":
        form = WordingForm({"seen": request.POST.get("seen", "")}, kind=form.kind)
    if form.is_valid() and do == "send":
        return _send(request, program, found, reminder, form)
    if form.is_valid() and do != "look":
        with refused_on(form, program) as done:
            actions.change_rung(program, step, rung, **form.values, **act(request, form))
        if done:
            said = DEFAULT_AGAIN if do == "default" else KEPT
            return render.done(request, "journey_ladder", said, pk=program.pk, step=step)
    context = _shown(program, found, reminder, form)
    return render.form_page(request, "programs/drafting/journey_wording.html", context)


@require_POST
@editing
def journey_wording_check(
    request: SignedInRequest, program: Program, edited: Edited, step: int, rung: int
) -> HttpResponse:
    """Called while somebody types: what is wrong, and how the mail would look."""
    found = drafting.find(edited.journey, step)
    form = _form(request, found, found.rung(rung), edited)
    context = _shown(program, found, found.rung(rung), form)
    return render.page(request, "programs/drafting/journey_wording.html", context, partial="checked")


@require_safe
@editing
def journey_wording_preview(
    request: SignedInRequest, program: Program, edited: Edited, step: int, rung: int
) -> HttpResponse:
    """The mail by itself, for the frame on the page; `?words=` holds words that aren't saved yet."""
    found = drafting.find(edited.journey, step)
    typed = sample_letters.read(request.GET.get("words", ""))
    if typed is None:
        raise Http404("No such words.")
    sample = sample_letters.sample(program, found, found.rung(rung), typed, today=program.today(timezone.now()))
    return showing.html_response(sample.rendered().html)


def _form(request: SignedInRequest, step: StepDraft, rung: RungDraft, edited: Edited) -> WordingForm:
    kind = sample_letters.kind_of(step, rung)
    return WordingForm(posted(request), initial=WordingForm.initial_for(kind, rung, edited.seen), kind=kind)


def _send(
    request: SignedInRequest, program: Program, step: StepDraft, rung: RungDraft, form: WordingForm
) -> HttpResponse:
    """Send it to the coordinator's own address. What was typed stays on the page and isn't saved."""
    now, user = timezone.now(), request.user
    sample = sample_letters.sample(program, step, rung, form.typed, today=program.today(now)).as_test()
    with refusals.on(form) as done:
        make_room_for_a_sample(user, sample.kind, now=now)
        outbox.write(user.email, sample.kind, sample.context, recipient=user, program_id=program.pk, now=now)
    if not done:
        return render.form_page(request, "programs/drafting/journey_wording.html", _shown(program, step, rung, form))
    context = _shown(program, step, rung, form) | {"sent_to": user.email}
    return render.page(request, "programs/drafting/journey_wording.html", context)


def _shown(program: Program, step: StepDraft, rung: RungDraft, form: WordingForm) -> dict[str, Any]:
    words = Rung(step=drafting_queries.shown(step), offset_days=rung.offset_days, audience=rung.audience)
    typed = form.typed
    sample = sample_letters.sample(program, step, rung, typed, today=program.today(timezone.now()))
    return {
        "program": program,
        "step": step,
        "rung": rung,
        "to_whom": words.to_whom,
        "trigger": f"{words.when} → {words.to_whom}, at nine in their morning",
        "form": form,
        "problems": wording.problems(f"{typed.subject}\n{typed.text}"),
        "key": sample_letters.key(typed),
        "subject": sample.context["words"].subject,
        "placeholders": wording.PLACEHOLDERS,
        "default": wording.DEFAULTS[form.kind],
    }
