"""How often one pair meets, where that isn't as the program says."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web import integrity, render
from pairings import access
from pairings.actions import pairing
from pairings.forms.pairs import RhythmForm


@login_required
def rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.signed_in(request)
    pair = access.pairing_for_coordinator(user, pk)
    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        program_days=pair.program.cadence_days,
        initial={"every_days": pair.cadence_days},
    )
    if form.is_valid():
        try:
            with integrity.sentences():
                pairing.set_cadence(pair, by=user, now=timezone.now(), **form.cleaned_data)
        except integrity.Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            return render.done(request, "pair", "The rhythm of this pair is saved.", pk=pk)
    return render.form_page(request, "pairings/pair_rhythm.html", {"pairing": pair, "form": form})
