"""Write feedback with its checks, read it, answer it, rate it (also from the mail); a program's figures."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import by_link
from mentoring.web import dates, numbers, paging, refusals, render
from pairings.drafts import actions as drafts
from pairings.drafts import queries as draft_queries
from pairings.drafts.forms import Typed, seen_of
from pairings.drafts.models import Draft
from pairings.drafts.views import Place, keep
from pairings.feedback import access, follow_ups, queries
from pairings.feedback import actions as feedback
from pairings.feedback import checks as feedback_checks
from pairings.feedback.forms import LABELS, ComposeForm, RespondForm, UsefulForm, typed
from pairings.feedback.models import Feedback
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from programs.program.access import program_for_coordinator

ABOUT = Draft.About.FEEDBACK


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = pair_access.view_for_pair(user, pk).pairing
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "page": paging.page_of(queries.of_pair(pairing, user, now=now), request),
        "asked": queries.asked(pairing, user, today=pairing.program.today(now)) if pairing.is_live else None,
        "balance": queries.own_balance(user),
        "useful": queries.own_usefulness(pairing, user),
        "now": now,
    }
    return render.page(request, "pairings/feedback/feedback.html", context)


@login_required
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?touchpoint=` names the step that asks for it. When posted, `check` only shows hints, `as_it_is` skips them."""
    pairing = pair_access.live_pairing_for_pair(request.user, pk)
    kept = draft_queries.of(pairing, None, request.user, about=ABOUT) if request.method == "GET" else None
    begun = Typed(draft=kept, seen=kept.version, values=kept.values) if kept else Typed(seen=seen_of(request.POST))
    return form_of(request, pairing, begun)


@login_required
@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.live_pairing_for_pair(request.user, pk)
    place = Place(pairing, None, ABOUT, "feedback_new", pk, LABELS, queries.is_sent, afterwards="feedback")
    return keep(request, place, lambda typed: form_of(request, pairing, typed))


def form_of(request: SignedInRequest, pairing: Pairing, begun: Typed) -> HttpResponse:
    user, now = request.user, timezone.now()
    asked = queries.asked(
        pairing, user, today=pairing.program.today(now), pk=numbers.whole(request.GET.get("touchpoint"))
    )
    form = ComposeForm(_sent(request, begun), initial=begun.values)
    hints: list[feedback_checks.Hint] = []
    if form.is_valid():
        hints = feedback_checks.look(form.words())
        is_to_go = "check" not in request.POST and (not hints or "as_it_is" in request.POST)
        if is_to_go and (given := _give(form, pairing, asked, user)):
            drafts.drop(pairing, None, about=ABOUT, seen=begun.seen, by=user)
            drafts.drop_sent(pairing, ABOUT, words=vars(form.words()), by=user)
            return render.done(request, "feedback_item", _said(given, pairing, user), pk=given.pk)
    address = reverse("feedback_new", args=[pairing.pk])
    context = {
        "form": form,
        "address": f"{address}?touchpoint={asked.touchpoint.pk}" if asked else address,
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "asked": asked,
        "typed": begun,
        "hints": hints,
        "is_looked_at": form.is_bound and form.is_valid(),
        "balance": queries.own_balance(user),
    }
    return render.form_page(request, "pairings/feedback/feedback_new.html", context)


@login_required
@require_POST
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Checks what somebody is writing, without keeping it."""
    pairing = pair_access.live_pairing_for_pair(request.user, pk)
    hints = feedback_checks.look(typed(request.POST), is_finished=False)
    return render.page(request, "pairings/feedback/feedback_hints.html", {"hints": hints, "pairing": pairing})


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author sees what they sent, the recipient can also answer. Opening the page sets nothing."""
    user, now = request.user, timezone.now()
    one = access.feedback_visible(user, pk, now=now)
    is_mine, pairing = one.author_id == user.pk, one.pairing
    if request.method == "POST":
        one = access.feedback_received(user, pk, now=now)
    form = RespondForm(
        request.POST if request.method == "POST" else None, initial={"rating": one.rating, "answer": one.answer}
    )
    if form.is_valid() and _respond(form, one, user):
        return render.done(request, "feedback_item", "Saved.", pk=pk)
    may_answer = not is_mine and pairing.is_live
    context: dict[str, Any] = {
        "feedback": one,
        "form": form,
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "is_mine": is_mine,
        "may_answer": may_answer,
        "is_open": one.is_open(now),
        "day_to_try": feedback.day_to_try(pairing, user, now=now),
        "offers": follow_ups.of(one, user) if may_answer and one.next_step and not one.taken_up else [],
    }
    return render.form_page(request, "pairings/feedback/feedback_item.html", context)


@login_required
@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, feedback.read, lambda _: "Noted: you have read it.")


@login_required
@require_POST
def promise(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        feedback.take_up_as_promise,
        lambda on: f"You promised it until {dates.day(on)}. It stands on your next agenda.",
    )


def _act(request: SignedInRequest, pk: int, act: Callable[..., Any], said: Callable[[Any], str]) -> HttpResponse:
    now = timezone.now()
    one = access.feedback_received(request.user, pk, now=now)
    with refusals.back_to(request, "feedback_item", pk=pk):
        found = act(one, by=request.user, now=now)
    return render.done(request, "feedback_item", said(found), pk=pk)


def _sent(request: SignedInRequest, begun: Typed) -> QueryDict | None:
    """The form, if it was sent to be checked or given; a draft that met a newer one doesn't count."""
    return request.POST if request.method == "POST" and begun.is_kept else None


def _give(form: ComposeForm, pairing: Pairing, asked: queries.Asked | None, by: User) -> Feedback | None:
    key, touchpoint = form.cleaned_data["form_key"], asked.touchpoint if asked else None
    with refusals.on(form) as done:
        given = feedback.give(pairing, form.words(), by=by, now=timezone.now(), form_key=key, touchpoint=touchpoint)
    if done:
        return given
    form.renew()
    return None


def _said(given: Feedback, pairing: Pairing, by: User) -> str:
    partner = pairing.partner_of(by).first_name
    if given.is_open(timezone.now()):
        return f"Your feedback is sent. {partner} is told."
    return f"Your feedback is kept until {partner} has written, too. {partner} is told that it is there."


def _respond(form: RespondForm, one: Feedback, by: User) -> bool:
    now, said = timezone.now(), form.cleaned_data
    with refusals.on(form) as done:
        if said["rating"]:
            feedback.rate(one, rating=said["rating"], by=by, now=now)
        feedback.answer(one, text=said["answer"], by=by, now=now)
    return done.is_done


@by_link("feedback")
def answer(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """The link alone shows neither the feedback nor the rating: the mail may have been forwarded."""
    one = access.feedback_received(user, pk, now=timezone.now())
    page = reverse("feedback_item", args=[one.pk])
    if not one.pairing.is_live:
        return answering.over(request, "You two are no longer a pair in this program.", sign_in=page)
    if one.rating and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=True)
    form = UsefulForm(request.POST if request.method == "POST" else None, initial={"rating": request.GET.get("v")})
    if form.is_valid():
        with refusals.on(form) as done:
            feedback.rate(one, rating=form.cleaned_data["rating"], by=user, now=timezone.now())
        if done:
            return render.done(request, "feedback_useful", token=token)
    context = {
        "form": form,
        "feedback": one,
        "partner": one.author,
        "token": token,
    }
    return render.form_page(request, "pairings/feedback/feedback_useful.html", context, partial="answer")


@login_required
def in_program(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_for_coordinator(request.user, pk)
    page = paging.page_of(queries.given_in(program), request)
    context = {"program": program, "page": page, "useful": queries.in_program(program)}
    return render.page(request, "pairings/feedback/feedback_in_program.html", context)
