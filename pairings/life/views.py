"""Pages where a coordinator pairs two people by hand, sets the rhythm of a pair and ends it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web import refusals, render
from pairings.life import actions, queries
from pairings.life.forms import EndForm, PairForm, RhythmForm
from pairings.pair import access as pair_access
from programs.program import namesakes
from programs.program.access import program_for_coordinator


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    pair = pair_access.pairing_for_coordinator(user, pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.end(pair, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "pair", "The pair has ended. Both can still read what they wrote.", pk=pk)
    return render.form_page(request, "pairings/life/pair_end.html", {"pairing": pair, "form": form})


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = pair_access.signed_in(request), timezone.now()
    program = program_for_coordinator(user, pk)
    mentors, mentees = queries.mentors_with_places(program), queries.mentees_without_pair(program)
    known = namesakes.addresses(program)
    first_day = max(program.today(now), program.starts_on)
    form = PairForm(
        request.POST if request.method == "POST" else None,
        mentors=mentors,
        mentees=mentees,
        namesakes=known,
        initial={"started_on": first_day},
    )
    if form.is_valid():
        with refusals.on(form) as done:
            started = actions.start(program, by=user, now=now, **form.cleaned_data)
        if done:
            return render.done(request, "pair", f"{started} are a pair. Both get a mail.", pk=started.pk)
    context = {"program": program, "form": form, "mentors": mentors, "mentees": mentees}
    context |= {"away": queries.away(program), "namesakes": known}
    return render.form_page(request, "pairings/life/pair_new.html", context)


@login_required
def rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    pair = pair_access.pairing_for_coordinator(user, pk)
    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        program_days=pair.program.cadence_days,
        initial={"every_days": pair.cadence_days},
    )
    if form.is_valid():
        with refusals.on(form) as done:
            actions.set_cadence(pair, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "pair", "The rhythm of this pair is saved.", pk=pk)
    return render.form_page(request, "pairings/life/pair_rhythm.html", {"pairing": pair, "form": form})
