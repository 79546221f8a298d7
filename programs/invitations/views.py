"""Invite people, one by one or by CSV, and look after the invitations that are out."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.mail_log import fates
from mentoring.notifications.planning.models import Mail
from mentoring.web import cleaning, refusals, render
from mentoring.web.forms import PlainForm
from mentoring.web.paging import page_of, sought
from programs.invitations import access as invitations_access
from programs.invitations import actions, queries
from programs.invitations.forms import InviteForm, UploadForm
from programs.invitations.models import Invitation, Roster
from programs.program import access as program_access

MOST_NAMED = 5
MOST_ROWS_SHOWN = 100
SAMPLE = "email,name,role\r\nsam.lee@example.org,Sam Lee,mentee\r\nmiriam.okafor@example.org,Miriam Okafor,mentor\r\n"


@login_required
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = InviteForm(request.POST or None, initial={"role": request.GET.get("role")})
    if request.method == "POST" and form.is_valid():
        people, role = form.cleaned_data["people"], form.cleaned_data["role"]
        with refusals.on(form) as done:
            invited = actions.invite(program, people=people, role=role, by=request.user, now=timezone.now())
        if done:
            for sentence in _left_alone(invited):
                messages.info(request, sentence)
            return render.done(request, "invitations", _count_sentence(len(invited.sent)), pk=program.pk)
    return render.form_page(request, "programs/invitations/invite.html", {"program": program, "form": form})


def _left_alone(invited: actions.Invited) -> list[str]:
    groups = [
        (invited.members, "Already taking part"),
        (invited.applicants, "Already applied, and waiting for your answer"),
        (invited.waiting, "Already invited, and not written to again"),
        (invited.often, "Written to often enough today; invite them again tomorrow"),
    ]
    return [f"{reason}: {_few(addresses)}." for addresses, reason in groups if addresses]


def _few(addresses: list[str]) -> str:
    more = len(addresses) - MOST_NAMED
    named = ", ".join(addresses[:MOST_NAMED])
    return f"{named} and {more:,} more" if more > 0 else named


@login_required
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            sheet = form.cleaned_data["sheet"]
            roster = actions.upload(
                program,
                file_name=cleaning.line(form.cleaned_data["file"].name),
                people=sheet.people,
                problems=[(problem.line, problem.what, problem.remedy) for problem in sheet.problems],
                by=request.user,
                now=timezone.now(),
            )
            return render.done(request, "roster", pk=program.pk, roster_pk=roster.pk)
    return render.form_page(request, "programs/invitations/invite_csv.html", {"program": program, "form": form})


@login_required
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    program_access.program_for_coordinator(request.user, pk)
    headers = {"Content-Disposition": 'attachment; filename="invite.csv"'}
    # With a byte order mark, so that Excel reads letters beyond ASCII when the person adds some.
    return HttpResponse("\ufeff" + SAMPLE, content_type="text/csv; charset=utf-8", headers=headers)


@login_required
def check(request: SignedInRequest, pk: int, roster_pk: int) -> HttpResponse:
    """GET shows what was understood of the file, POST sends the invitations."""
    roster = invitations_access.roster_for_coordinator(request.user, pk, roster_pk)
    if request.method != "POST" and roster.sent_at:
        return redirect("invitations", pk=pk)
    if not roster.sent_at and queries.has_newer(roster):
        return _replaced(request, roster)
    now = timezone.now()
    form = PlainForm({} if request.method == "POST" else None)
    if request.method == "POST":
        try:
            with refusals.on(form) as done:
                sent = actions.confirm(roster, by=request.user, now=now)
        except actions.Replaced:
            return _replaced(request, roster)
        if done:
            return render.done(request, "invitations", _count_sentence(sent), pk=pk)
    run = queries.dry_run(roster, now=now)
    context = {
        "program": roster.program,
        "roster": roster,
        "form": form,
        "to_send": run.to_send[:MOST_ROWS_SHOWN],
        "to_send_count": len(run.to_send),
        "known": run.known[:MOST_ROWS_SHOWN],
        "known_count": len(run.known),
        "problems": roster.problems[:MOST_ROWS_SHOWN],
        "problem_count": len(roster.problems),
        "most_shown": MOST_ROWS_SHOWN,
    }
    return render.form_page(request, "programs/invitations/invite_check.html", context, partial="")


def _replaced(request: SignedInRequest, roster: Roster) -> HttpResponse:
    context = {"program": roster.program, "roster": roster}
    return render.page(request, "programs/invitations/invite_replaced.html", context, status=410)


def _count_sentence(sent: int) -> str:
    if not sent:
        return ""
    return "1 invitation is on its way." if sent == 1 else f"{sent:,} invitations are on their way."


@dataclass(frozen=True)
class InvitationRow:
    invitation: Invitation
    state: str
    link: str
    fate: fates.Fate | None  # of its email


def _row(invitation: Invitation, mail: Mail | None, now: datetime) -> InvitationRow:
    state, link = queries.state_of(invitation, mail, now=now), actions.link_to_hand_over(invitation)
    return InvitationRow(invitation, state, link, fates.of_mail(mail) if mail else None)


@login_required
def invitations(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    now, state, search = timezone.now(), request.GET.get("state", ""), sought(request)
    state = state if state in queries.FILTERS else ""
    counts = queries.counts(program, now=now)
    page = page_of(queries.listed(program, state=state, search=search, now=now), request)
    mails = queries.mails_of(page)
    rows = [_row(row, mails.get(row.pk), now) for row in page]
    filters = [(key, label, f"{counts[key or 'all']:,}") for key, label in queries.FILTERS.items()]
    context = {
        "program": program,
        "page_obj": page,
        "rows": rows,
        "filters": filters,
        "state": state,
        "search": search,
        "remindable": counts["remindable"],
        "remind_days": queries.REMIND_AFTER.days,
    }
    return render.page(request, "programs/invitations/invitations.html", context, partial="results")


@login_required
@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    with refusals.back_to(request, "invitations", pk=pk):
        reminded = actions.remind_all(program, by=request.user, now=timezone.now())
    if not reminded:
        messages.info(request, "Everybody who hasn't answered was written to in the last days. Nothing was sent.")
        return redirect("invitations", pk=pk)
    people = "1 person was" if reminded == 1 else f"{reminded:,} people were"
    return render.done(request, "invitations", f"{people} reminded.", pk=pk)


@login_required
@require_POST
def resend(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = invitations_access.invitation_for_coordinator(request.user, pk, invitation_pk)
    with refusals.back_to(request, _list(request, pk)):
        actions.resend(invitation, by=request.user, now=timezone.now())
    return render.done(request, _list(request, pk), f"Sent again to {invitation.email}.")


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = invitations_access.invitation_for_coordinator(request.user, pk, invitation_pk)
    with refusals.back_to(request, _list(request, pk)):
        actions.withdraw(invitation, by=request.user, now=timezone.now())
    return render.done(request, _list(request, pk), f"Withdrawn. {invitation.email} can't use the link any more.")


def _list(request: SignedInRequest, pk: int) -> str:
    shown = {name: request.POST[name] for name in ("q", "state") if request.POST.get(name)}
    return reverse("invitations", args=[pk]) + (f"?{urlencode(shown)}" if shown else "")
