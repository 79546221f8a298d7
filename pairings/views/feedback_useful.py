"""“How useful is it to you?”, from the mail by a signed link; and what coordinators see: that feedback is given."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, paging, render
from pairings import access
from pairings.actions import feedback
from pairings.forms.feedback import UsefulForm
from pairings.models import Feedback
from pairings.queries import feedback as queries
from pairings.views.by_link import by_link
from programs.access import program_for_coordinator


@by_link("feedback")
def answer(request: HttpRequest, token: str, user: User, pk: int) -> HttpResponse:
    """By the link alone neither the feedback nor the rating is shown: the mail may have been forwarded."""
    one = access.feedback_received(user, pk, now=timezone.now())
    form = UsefulForm(request.POST if request.method == "POST" else None, initial={"rating": request.GET.get("v")})
    if form.is_valid() and _keep(form, one, user):
        return render.done(request, "feedback_useful", token=token)
    context = {
        "form": form,
        "feedback": one,
        "partner": one.author,
        "may_answer": one.pairing.is_live,
        "token": token,
    }
    return render.form_page(request, "pairings/feedback_useful.html", context, partial="answer")


@login_required
def in_program(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_for_coordinator(request.user, pk)
    page = paging.page_of(queries.given_in(program), request)
    context = {"program": program, "page": page, "useful": queries.in_program(program)}
    return render.page(request, "pairings/feedback_in_program.html", context)


def _keep(form: UsefulForm, one: Feedback, by: User) -> bool:
    try:
        with integrity.sentences():
            feedback.rate(one, rating=form.cleaned_data["rating"], by=by, now=timezone.now())
    except integrity.Refused as refused:
        form.add_error(None, refused.sentence)
    return form.is_valid()
