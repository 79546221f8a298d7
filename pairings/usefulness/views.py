"""“Was it useful?”: asked by mail, answered there or in the app, seen by nobody else."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import by_link
from mentoring.web import refusals, render
from pairings.sessions import access as sessions_access
from pairings.sessions.models import Session
from pairings.usefulness import actions as usefulness
from pairings.usefulness import queries
from pairings.usefulness.forms import UsefulForm


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, sessions_access.session_for_pair(request.user, pk), request.user)


@by_link("useful")
def answer_by_link(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    session = sessions_access.session_for_pair(user, pk)
    page = reverse("useful", args=[session.pk])
    if not session.pairing.is_live:
        return answering.over(request, "You two are no longer a pair in this program.", sign_in=page)
    if queries.own_usefulness(session.pk, user) and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=True)
    return _page(request, session, user, token=token)


def _page(request: HttpRequest, session: Session, user: User, *, token: str = "") -> HttpResponse:
    said = queries.own_usefulness(session.pk, user)
    # The link alone doesn't show the answer: the mail may have been forwarded, even to the partner.
    chosen = request.GET.get("a") or (said.answer if said and not token else None)
    form = UsefulForm(request.POST if request.method == "POST" else None, initial={"answer": chosen})
    if form.is_valid():
        with refusals.on(form) as done:
            usefulness.answer(session, answer=form.cleaned_data["answer"], by=user, now=timezone.now())
        if done:
            if token:
                return render.done(request, "useful_answer", token=token)
            return render.done(request, "session", "Thank you. Your answer is saved.", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "partner": session.pairing.partner_of(user),
        "said": said,
        "may_answer": session.pairing.is_live,
        "token": token,
    }
    return render.form_page(request, "pairings/usefulness/useful.html", context, partial="answer")
