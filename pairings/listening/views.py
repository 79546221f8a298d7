"""The mentee answers “what I heard” and whether they felt heard; each of the two reads what is theirs."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.listening import actions as listening
from pairings.listening import queries
from pairings.listening.forms import FeltForm, HeardForm, first_values
from pairings.listening.models import HeardAnswer
from pairings.pair import access as pair_access
from pairings.sessions import access as sessions_access
from pairings.sessions import queries as session_queries
from pairings.sessions.models import Session


@login_required
def heard(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _for_mentee(request.user, pk)
    heard = session_queries.log_of(session).what_i_heard
    said = queries.of_session(session, request.user, what_i_heard=heard)
    return _heard(request, session, request.user, heard=heard, said=said.answer)


@by_link("heard")
def heard_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """From the mail, without signing in. `?a=` only preselects an answer; the button saves it."""
    session = _for_mentee(user, pk)
    heard = session_queries.log_of(session).what_i_heard
    said = queries.of_session(session, user, what_i_heard=heard)
    page = reverse("session_heard", args=[session.pk])
    if not session.pairing.is_live:
        return answering.over(request, "You two are no longer a pair in this program.", sign_in=page)
    if not heard:
        return answering.over(request, "Nothing is written down under “what I heard”.", sign_in=page)
    is_answered = said.answer is not None and not said.is_stale
    if is_answered and request.method != "POST":
        return answering.answered(request, sign_in=page)
    return _heard(request, session, user, token=token, heard="" if is_answered else heard)


def _heard(
    request: HttpRequest, session: Session, user: User, *, heard: str, said: HeardAnswer | None = None, token: str = ""
) -> HttpResponse:
    """`heard` and `said` are what the page shows, which is less behind a link."""
    form = HeardForm(
        request.POST if request.method == "POST" else None,
        initial=first_values(heard, said, chosen=request.GET.get("a", "")),
    )
    if form.is_valid() and _answer(form, session, heard, user):
        if token:
            return render.done(request, "heard_answer", token=token)
        return render.done(request, "session", "Thank you. Your answer is saved.", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "what_i_heard": heard,
        "partner": session.pairing.partner_of(user),
        "may_answer": session.pairing.is_live,
        "token": token,
    }
    return render.form_page(request, "pairings/listening/session_heard.html", context)


def _answer(form: HeardForm, session: Session, heard: str, by: User) -> bool:
    with refusals.on(form) as done:
        listening.answer(session, by=by, now=timezone.now(), **form.cleaned_data)
    if not done:
        form.show_as_read(heard)
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
