"""Every kind of mail with sample values, for those who write and check them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications import access, showing
from mentoring.web import render


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
