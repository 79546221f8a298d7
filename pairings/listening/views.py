"""The mentee answers “what I heard” and whether they felt heard; each of the two reads what is theirs."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.listening import actions as listening
from pairings.listening import queries
from pairings.listening.forms import FeltForm, HeardForm, first_values
from pairings.pair import access as pair_access
from pairings.sessions import access as sessions_access
from pairings.sessions import queries as session_queries
from pairings.sessions.models import Session, SessionLog


@login_required
def heard(request: SignedInRequest, pk: int) -> HttpResponse:
    return _heard(request, _for_mentee(request.user, pk), request.user)


@by_link("heard")
def heard_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """From the mail, without signing in. `?a=` only preselects an answer; the button saves it."""
    return _heard(request, _for_mentee(user, pk), user, token=token)


def _heard(request: HttpRequest, session: Session, user: User, *, token: str = "") -> HttpResponse:
    log = session_queries.log_of(session)
    said = queries.of_session(session, user, what_i_heard=log.what_i_heard)
    form = HeardForm(
        request.POST if request.method == "POST" else None,
        initial=first_values(log.what_i_heard, said.answer, chosen=request.GET.get("a", "")),
    )
    if form.is_valid() and _answer(form, session, log, user):
        if token:
            return render.done(request, "heard_answer", token=token)
        return render.done(request, "session", "Thank you. Your answer is saved.", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "log": log,
        "partner": session.pairing.partner_of(user),
        "may_answer": session.pairing.is_live,
        "said": None if said.is_stale else said.answer,
        "token": token,
    }
    return render.form_page(request, "pairings/listening/session_heard.html", context)


def _answer(form: HeardForm, session: Session, log: SessionLog, by: User) -> bool:
    with refusals.on(form) as done:
        listening.answer(session, by=by, now=timezone.now(), **form.cleaned_data)
    if not done:
        form.show_as_read(log.what_i_heard)
    return done.is_done


@login_required
def felt(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    session = _for_mentee(user, pk)
    said = queries.of_session(session, user, what_i_heard="").felt
    form = FeltForm(request.POST if request.method == "POST" else None, initial={"rating": said and said.rating})
    if form.is_valid():
        with refusals.on(form) as done:
            listening.feel(session, rating=form.cleaned_data["rating"], by=user, now=timezone.now())
        if done:
            return render.done(request, "session", "Thank you. Your answer is saved.", pk=pk)
    context = {"form": form, "session": session, "partner": session.pairing.partner_of(user)}
    return render.form_page(request, "pairings/listening/session_felt.html", context)


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "trend": queries.trend_for(pairing, user),
        "own": queries.own_ratings(pairing, user),
        "shares": queries.talking_shares(pairing, user),
    }
    return render.page(request, "pairings/listening/session_listening.html", context)


def _for_mentee(user: User, pk: int) -> Session:
    session = sessions_access.session_for_pair(user, pk)
    if session.pairing.mentee.user_id != user.pk:
        raise PermissionDenied("This question is for the mentee.")
    return session
