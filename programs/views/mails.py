"""The mails of a program, each as it was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications import actions, queries, showing
from mentoring.notifications.models import Mail
from mentoring.web import render
from mentoring.web.integrity import Refused
from mentoring.web.paging import page_of
from programs import access

UNSENT_SHOWN = 20


@login_required
def program_mails(request: SignedInRequest, pk: int) -> HttpResponse:
    program = access.program_for_coordinator(request.user, pk)
    state = request.GET.get("state", "")
    state = state if state in Mail.State.values else ""
    search = request.GET.get("q", "").strip()[:100]
    mails = queries.mails_of_program(program.pk, state, search)
    context = {
        "program": program,
        "state": state,
        "states": Mail.State.choices,
        "search": search,
        "page_obj": page_of(mails, request),
        "unsent": queries.unsent_of_program(program.pk)[:UNSENT_SHOWN],
    }
    return render.page(request, "programs/program_mails.html", context, partial="results")


@login_required
def mail(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    found = access.mail_for_coordinator(request.user, pk, mail_pk)
    program = access.program_for_coordinator(request.user, pk)
    context = {"program": program, "mail": found, "text": showing.mail_text(found)}
    return render.page(request, "programs/mail.html", context)


@login_required
def mail_html(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    """The HTML part by itself, for the frame on the page: with its own policy and without anybody's keys."""
    return showing.mail_html_response(access.mail_for_coordinator(request.user, pk, mail_pk))


@login_required
@require_POST
def mail_again(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    found = access.mail_for_coordinator(request.user, pk, mail_pk)
    try:
        actions.send_again(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("mail", pk=pk, mail_pk=mail_pk)
    return render.done(request, "mail", "It is on its way again.", pk=pk, mail_pk=mail_pk)
