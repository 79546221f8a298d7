"""The demo's mailbox: every mail as it was sent, open to everybody, because nobody there has a mailbox."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mentoring.notifications import access, queries, showing
from mentoring.web import render
from mentoring.web.paging import page_of


@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    access.demo_mailbox()
    search = request.GET.get("search", "").strip()
    page = page_of(queries.every_mail(search), request)
    return render.page(request, "notifications/demo_mails.html", {"page": page, "search": search}, partial="mails")


@require_safe
def demo_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render.page(request, "notifications/demo_mail.html", {"mail": access.demo_mail(pk)})


@require_safe
def demo_mail_body(request: HttpRequest, pk: int) -> HttpResponse:
    return showing.mail_html_response(access.demo_mail(pk), with_keys=True)
