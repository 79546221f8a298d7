"""The messages of a pair, and the report of one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts import stays
from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from pairings.messages import access, queries
from pairings.messages import actions as messages
from pairings.messages.forms import MessageForm, NoteForm, ReportForm
from pairings.pair import access as pair_access
from pairings.pair import outside_coordinators
from pairings.pair.models import Pairing

PAGE = "pairings/messages/messages.html"


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest messages, or `?before=` one, and the form while the pair lasts. GET marks nothing as read."""
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    if request.method == "POST":
        form = MessageForm(request.POST)
        if form.is_valid() and _send(form, pairing, user):
            return render.in_place(request, PAGE, _context(pairing, user), partial="conversation", to="messages", pk=pk)
        return render.form_page(request, PAGE, {**_context(pairing, user), "form": form}, partial="conversation")
    context = _context(pairing, user, before=numbers.whole(request.GET.get("before")) or None)
    return render.page(request, PAGE, context)


@stays.by_itself
@login_required
@require_POST
def seen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Marks what is on the screen as read. The open page posts here again and again, and gets what is new."""
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    messages.read(pairing, up_to=numbers.whole(request.POST.get("newest")), by=user, now=timezone.now())
    return render.in_place(request, PAGE, _context(pairing, user), partial="thread", to="messages", pk=pk)


@login_required
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    message = access.message_to_report(user, pk)
    pairing = message.pairing
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.back_to(request, "messages", pk=pairing.pk):
            messages.report(message, why=form.cleaned_data["why"], by=user, now=timezone.now())
        return render.done(request, "messages", "The message is reported.", pk=pairing.pk)
    context = {
        "form": form,
        "message": message,
        "pairing": pairing,
        "partner": message.author,
        "outside_coordinators": [one.user for one in outside_coordinators.of(pairing)],
    }
    return render.form_page(request, "pairings/messages/message_report.html", context)


def _context(pairing: Pairing, user: User, *, before: int | None = None) -> dict[str, Any]:
    thread = queries.of_pair(pairing, user, before=before)
    return {
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "thread": thread,
        "form": MessageForm(newest=thread.newest),
        "may_write": pairing.is_live and thread.is_newest,
    }


def _send(form: MessageForm, pairing: Pairing, user: User) -> bool:
    """Whoever answers has also read what was above the form."""
    said, now = form.cleaned_data, timezone.now()
    with refusals.on(form) as done:
        messages.send(pairing, text=said["text"], by=user, now=now, form_key=said["form_key"])
        messages.read(pairing, up_to=said["newest"] or 0, by=user, now=now)
    return done.is_done


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    report = access.report_for_coordinator(request.user, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            messages.close(report, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        if done:
            return render.done(request, "concerns", "The report is closed.", pk=report.message.pairing.program_id)
    pairing = report.message.pairing
    context = {"form": form, "report": report, "pairing": pairing, "program": pairing.program}
    return render.form_page(request, "pairings/messages/message_reported.html", context)
