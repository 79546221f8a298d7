"""A coordinator pauses a pair and brings it back; a coordinator, or the person themself, pauses a person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.web import refusals, render
from pairings.pair import access as pair_access
from pairings.pauses import absences
from pairings.pauses import access as pauses_access
from pairings.pauses import actions as pauses_actions
from pairings.pauses.forms import PauseForm
from programs.program.models import Membership


@login_required
def pause_pair(request: HttpRequest, pk: int) -> HttpResponse:
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
def resume_pair(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    pair = pair_access.pairing_for_coordinator(user, pk)
    with refusals.back_to(request, "pair", pk=pk):
        pauses_actions.resume(pair, by=user, now=timezone.now())
    return render.done(request, "pair", "They are back. Their open steps have moved by the days they were away.", pk=pk)


@login_required
def pause_person(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    member = pauses_access.member_to_pause(user, pk, member_pk)
    form = PauseForm(request.POST if request.method == "POST" else None, initial={"returns_on": member.returns_on})
    is_own, back = member.user_id == user.pk, _page_of(member, user)
    if form.is_valid():
        with refusals.on(form) as done:
            absences.pause_person(member, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            who = "You are" if is_own else f"{member.user} is"
            return render.done(request, back, f"{who} taking a pause. No reminders until then.")
    context = {"member": member, "program": member.program, "form": form, "is_own": is_own, "back": back}
    return render.form_page(request, "pairings/pauses/person_pause.html", context)


@login_required
@require_POST
def resume_person(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    member = pauses_access.member_to_pause(user, pk, member_pk)
    back = _page_of(member, user)
    with refusals.back_to(request, back):
        absences.resume_person(member, by=user, now=timezone.now())
    return render.done(request, back, "Welcome back." if member.user_id == user.pk else f"{member.user} is back.")


def _page_of(member: Membership, user: User) -> str:
    if member.user_id == user.pk:
        return reverse("home")
    return reverse("person", args=[member.program_id, member.pk])
