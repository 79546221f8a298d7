from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from programs.opening import actions, queries
from programs.opening.forms import OpeningForm
from programs.opening.models import OpeningText
from programs.program import access as program_access


@login_required
def program_agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    stands, newer = queries.opening_text(program), None
    initial = {"text": stands.text, "seen": stands.version} if stands else {}
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.write(program, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "program_agreement", "Saved.", pk=pk)
        newer = _newer(form, stands)
    context = {"program": program, "form": form, "newer": newer, "stands": stands}
    return render.form_page(request, "programs/opening/agreement.html", context)


def _newer(form: OpeningForm, stands: OpeningText | None) -> OpeningText | None:
    """What somebody else has saved since the form was opened, to be shown next to what was typed here."""
    if stands is None or str(stands.version) == form.data.get("seen"):
        return None
    form.show_as_seen(stands.version)
    return stands
