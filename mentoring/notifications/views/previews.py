"""Every kind of mail with sample values, for those who write and check them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mentoring.accounts.models import User
from mentoring.notifications import access, showing
from mentoring.web import render


@login_required
@require_safe
def styleguide_mails(request: HttpRequest) -> HttpResponse:
    return render.page(request, "styleguide/email.html", {"kinds": access.previews(_user(request))})


@login_required
@require_safe
def styleguide_mail(request: HttpRequest, kind: str) -> HttpResponse:
    found = access.preview(kind, _user(request))
    return render.page(request, "styleguide/email_kind.html", {"kind": found, "letter": showing.sample(found)})


@login_required
@require_safe
def styleguide_mail_body(request: HttpRequest, kind: str) -> HttpResponse:
    return showing.html_response(showing.sample(access.preview(kind, _user(request))).html)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # login_required
    return request.user
