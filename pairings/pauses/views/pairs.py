"""The pages where a coordinator pauses a pair and brings it back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.web import refusals, render
from pairings.pair import access as pair_access
from pairings.pauses import actions as pauses_actions
from pairings.pauses.forms import PauseForm


@login_required
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    pair = pair_access.pairing_for_coordinator(user, pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            pauses_actions.pause(pair, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "pair", "They are taking a pause. No reminders until they are back.", pk=pk)
    return render.form_page(request, "pairings/pauses/pair_pause.html", {"pairing": pair, "form": form})


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    pair = pair_access.pairing_for_coordinator(user, pk)
    with refusals.back_to(request, "pair", pk=pk):
        pauses_actions.resume(pair, by=user, now=timezone.now())
    return render.done(request, "pair", "They are back. Their open steps have moved by the days they were away.", pk=pk)
