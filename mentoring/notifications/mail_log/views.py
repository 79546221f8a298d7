from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.mail_log import access, queries, showing
from mentoring.web import render
from mentoring.web.paging import page_of, sought


@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    access.demo_mailbox()
    search = sought(request, "search")
    page = page_of(queries.every_mail(search), request)
    return render.page(
        request, "notifications/mail_log/demo_mails.html", {"page": page, "search": search}, partial="mails"
    )


@require_safe
def demo_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render.page(request, "notifications/mail_log/demo_mail.html", {"mail": access.demo_mail(pk)})


@require_safe
def demo_mail_body(request: HttpRequest, pk: int) -> HttpResponse:
    return showing.mail_html_response(access.demo_mail(pk), with_keys=True)


@login_required
@require_safe
def styleguide_mails(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "styleguide/email.html", {"kinds": access.previews(request.user)})


@login_required
@require_safe
def styleguide_mail(request: SignedInRequest, kind: str) -> HttpResponse:
    found = access.preview(kind, request.user)
    return render.page(request, "styleguide/email_kind.html", {"kind": found, "letter": showing.sample(found)})


@login_required
@require_safe
def styleguide_mail_body(request: SignedInRequest, kind: str) -> HttpResponse:
    return showing.html_response(showing.sample(access.preview(kind, request.user)).html)
