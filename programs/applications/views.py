"""An invited person follows the link and applies; the coordinator reads applications and decides."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts import invited
from mentoring.accounts import queries as account_queries
from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import middleware, refusals, render
from mentoring.web.forms import PlainForm
from mentoring.web.paging import page_of
from programs.applications import access as applications_access
from programs.applications import actions, queries
from programs.applications.forms import ApplicationForm, BulkForm, DecisionForm
from programs.applications.models import Application
from programs.invitations import access as invitations_access
from programs.invitations import links
from programs.invitations import queries as invitation_queries
from programs.invitations.models import ROLES_BY_INVITATION, Invitation
from programs.program import access as program_access
from programs.program import namesakes
from programs.program.models import Program

GONE = {"expired", "withdrawn", "closed"}


def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the invitation, POST accepts it. Public: anybody who holds the link may open it."""
    try:
        invitation, by_mail = invitations_access.invitation_by_link(token)
    except links.Forged:
        return render.page(request, "programs/applications/join_forged.html", status=404)
    now = timezone.now()
    state = _state(invitation, request)
    form = PlainForm({} if request.method == "POST" else None)
    if request.method == "POST" and request.user.is_authenticated:
        with refusals.on(form) as done:
            application = actions.accept(invitation, by=request.user, now=now)
        if done:
            return render.done(request, "apply", pk=application.program_id, role=application.role)
    if request.method == "POST" and state == "open" and not request.user.is_authenticated:
        return _to_an_account(request, invitation, by_mail=by_mail)
    context = {
        "invitation": invitation,
        "program": invitation.program,
        "state": state,
        "form": form,
        "rhythm": invitation_queries.rhythm(invitation.program),
        "host": account_queries.organisation(),
        "has_account": account_queries.has_account(invitation.email),
        "is_somebody_else": request.user.is_authenticated and request.user.email.lower() != invitation.email.lower(),
        "questions": len(queries.questions_for(invitation.program, role=invitation.role)),
    }
    status = 410 if state in GONE else 422 if form.errors else 200
    return render.page(request, "programs/applications/join.html", context, status=status)


def _to_an_account(request: HttpRequest, invitation: Invitation, *, by_mail: bool) -> HttpResponse:
    """Opens sign-up for the invited address, and a session for it: who only looks at the page has none.

    Without a mail server we can't send a code, so any link will do.
    """
    invited.remember(request, invitation.email, proven=by_mail or not settings.HAS_MAIL_SERVER)
    signs_in = request.POST.get("by") == "sign-in"
    page = reverse("account_login" if signs_in else "account_signup")
    return middleware.chosen(redirect(f"{page}?{urlencode({'next': request.path})}"))


def _state(invitation: Invitation, request: HttpRequest) -> str:
    """open, expired, withdrawn, closed or accepted; mine if the viewer is the one who accepted it."""
    if invitation.program.state == Program.State.CLOSED:
        return "closed"
    state = invitation_queries.state_of(invitation, now=timezone.now())
    if state == Invitation.State.ACCEPTED and request.user.is_authenticated:
        return "mine" if queries.has_applied(request.user, invitation) else state
    return state


@login_required
def apply(request: SignedInRequest, pk: int, role: str) -> HttpResponse:
    application = applications_access.own_application(request.user, pk, role)
    if application.state in {Application.State.APPROVED, Application.State.DECLINED}:
        return _decided_page(request, application)
    questions = queries.questions_for(application.program, role=role)
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        application=application,
        questions=questions,
        answers=queries.answers_of(application),
        complete="draft" not in request.POST,
    )
    if request.method == "POST" and form.is_valid():
        as_draft = "draft" in request.POST and application.state == Application.State.DRAFT
        with refusals.on(form) as done:
            said = _keep(application, form, as_draft=as_draft, by=request.user)
        if done:
            return render.done(request, "home" if as_draft else request.path, said)
    return render.form_page(
        request,
        "programs/applications/apply.html",
        {"application": application, "program": application.program, "form": form},
    )


def _keep(application: Application, form: ApplicationForm, *, as_draft: bool, by: User) -> str:
    """Save a draft or hand the application in, and return what to say about it.

    An application that was handed in never becomes a draft again.
    """
    now, answers, capacity = timezone.now(), form.answers, form.capacity
    if as_draft:
        actions.save_draft(application, answers=answers, capacity=capacity, by=by, now=now)
        return "Your draft is kept. Only you can see it."
    was_draft = application.state == Application.State.DRAFT
    actions.submit(application, answers=answers, capacity=capacity, by=by, now=now)
    return "Handed in. The coordinators will answer by mail." if was_draft else "Your changes are saved."


def _decided_page(request: SignedInRequest, application: Application) -> HttpResponse:
    if request.method == "POST":
        messages.warning(request, "It has been decided in the meantime. Your changes were not saved.")
        return redirect("apply", pk=application.program_id, role=application.role)
    context = {
        "application": application,
        "program": application.program,
        "answered": queries.answered(application),
    }
    return render.page(request, "programs/applications/application_decided.html", context)


@login_required
def applications(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = BulkForm(request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        return _approve_ticked(request, program, form.cleaned_data["applications"])
    state = request.GET.get("state", Application.State.SUBMITTED)
    state = state if state in queries.STATES else Application.State.SUBMITTED
    role = request.GET.get("role", "")
    role = role if role in ROLES_BY_INVITATION else ""
    counts = queries.counts(program)
    rows = queries.listed(program, state=state, role=role)
    context = {
        "program": program,
        "form": form,
        "page_obj": page_of(rows, request),
        "filters": [(key, label, counts[key or "all"]) for key, label in queries.STATES.items()],
        "roles": [("", "Mentors and mentees"), *((role.value, f"{role.label}s") for role in ROLES_BY_INVITATION)],
        "state": state,
        "role": role,
        "counts": counts,
        "namesakes": namesakes.addresses(program),
    }
    return render.form_page(request, "programs/applications/applications.html", context)


def _approve_ticked(request: SignedInRequest, program: Program, ticked: Iterable[Application]) -> HttpResponse:
    approved, refused = actions.approve_all(ticked, by=request.user, now=timezone.now())
    for sentence in refused:
        messages.warning(request, sentence)
    people = "1 person takes part now." if approved == 1 else f"{approved} people take part now."
    return render.done(request, "applications", people if approved else "", pk=program.pk)


@login_required
def application(request: SignedInRequest, pk: int, application_pk: int) -> HttpResponse:
    row = applications_access.application_for_coordinator(request.user, pk, application_pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            sentence = _decide(request, row, form)
        if done:
            return render.done(request, "applications", sentence, pk=pk)
    context = {"program": row.program, "application": row, "form": form, "answered": queries.answered(row)}
    return render.form_page(request, "programs/applications/application.html", context)


def _decide(request: SignedInRequest, row: Application, form: DecisionForm) -> str:
    decision = {"by": request.user, "now": timezone.now(), "message": form.cleaned_data["message"]}
    if form.cleaned_data["decision"] == "approve":
        actions.approve(row, **decision)
        return f"{row.user} takes part now and gets a mail."
    actions.decline(row, **decision)
    return f"Declined. {row.user} gets a mail."
