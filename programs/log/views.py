"""The mails of a program, each as it was sent, and its activity."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.mail_log import fates, showing
from mentoring.notifications.mail_log import queries as mail_log_queries
from mentoring.notifications.sending import actions as sending_actions
from mentoring.web import refusals, render
from mentoring.web.paging import page_of, sought
from programs.log import access as log_access
from programs.log import activity
from programs.log import mails_told as told
from programs.program import access as program_access

UNSENT_SHOWN = 20
FATES = ["on_its_way", "sent", "suppressed", "failed"]  # those that a mail can have


@login_required
def program_mails(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    fate = request.GET.get("fate", "")
    fate = fate if fate in FATES else ""
    search = sought(request)
    page = page_of(mail_log_queries.mails_of_program(program.pk, fate, search), request)
    unsent = list(mail_log_queries.unsent_of_program(program.pk)[:UNSENT_SHOWN])
    members = told.members_of(program, {row.recipient_id for row in [*page, *unsent]})
    context = {
        "program": program,
        "fate": fate,
        "fates": [(name, fates.NAMES[name]) for name in FATES],
        "search": search,
        "page_obj": page,
        "mails": [(mail, fates.of_mail(mail), members.get(mail.recipient_id)) for mail in page],
        "unsent": [(row, fates.of(row), members.get(row.recipient_id)) for row in unsent],
    }
    return render.page(request, "programs/log/program_mails.html", context, partial="results")


@login_required
def mail(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    found = log_access.mail_for_coordinator(request.user, pk, mail_pk)
    program = program_access.program_for_coordinator(request.user, pk)
    members = told.members_of(program, {found.recipient_id})
    context = {
        "program": program,
        "mail": found,
        "fate": fates.of_mail(found),
        "member": members.get(found.recipient_id),
        "text": showing.mail_text(found),
    }
    return render.page(request, "programs/log/mail.html", context)


@login_required
def mail_html(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    """The HTML part by itself, for the frame on the page: with a policy of its own, and signed links cut short."""
    return showing.mail_html_response(log_access.mail_for_coordinator(request.user, pk, mail_pk))


@login_required
@require_POST
def mail_again(request: SignedInRequest, pk: int, mail_pk: int) -> HttpResponse:
    found = log_access.mail_for_coordinator(request.user, pk, mail_pk)
    with refusals.back_to(request, "mail", pk=pk, mail_pk=mail_pk):
        sending_actions.send_again(found, by=request.user, now=timezone.now())
    return render.done(request, "mail", "It is on its way again.", pk=pk, mail_pk=mail_pk)


@login_required
def program_activity(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    page = page_of(activity.entries_of(program), request)
    context = {"program": program, "page_obj": page, "lines": activity.in_words(program, list(page.object_list))}
    return render.page(request, "programs/log/program_activity.html", context)
