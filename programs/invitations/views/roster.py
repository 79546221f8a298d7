"""Invite by CSV: upload, look at what was understood, confirm."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.forms import PlainForm
from programs.invitations import access as invitations_access
from programs.invitations import actions, queries
from programs.invitations.forms import UploadForm
from programs.invitations.models import Roster
from programs.invitations.views.invitations import count_sentence
from programs.program import access as program_access

MOST_ROWS_SHOWN = 100
SAMPLE = "email,name,role\r\nsam.lee@example.org,Sam Lee,mentee\r\nmiriam.okafor@example.org,Miriam Okafor,mentor\r\n"


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
                file_name=form.cleaned_data["file"].name,
                people=sheet.people,
                problems=[(problem.line, problem.what, problem.remedy) for problem in sheet.problems],
                by=request.user,
                now=timezone.now(),
            )
            return render.done(request, "roster", pk=program.pk, roster_pk=roster.pk)
    return render.form_page(request, "programs/invitations/invite_csv.html", {"program": program, "form": form})


@login_required
def check(request: SignedInRequest, pk: int, roster_pk: int) -> HttpResponse:
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
            return render.done(request, "invitations", count_sentence(sent), pk=pk)
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


@login_required
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    program_access.program_for_coordinator(request.user, pk)
    headers = {"Content-Disposition": 'attachment; filename="invite.csv"'}
    # With a byte order mark, so that Excel reads letters beyond ASCII when the person adds some.
    return HttpResponse("\ufeff" + SAMPLE, content_type="text/csv; charset=utf-8", headers=headers)


def _replaced(request: SignedInRequest, roster: Roster) -> HttpResponse:
    context = {"program": roster.program, "roster": roster}
    return render.page(request, "programs/invitations/invite_replaced.html", context, status=410)
