"""The log, and what is answered when a form is refused or somebody was too fast, which goes into it."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mentoring.accounts.requests import SignedInRequest
from mentoring.security import access, kinds, listening, queries
from mentoring.security.models import Happening
from mentoring.web import errors, render
from mentoring.web.paging import page_of, sought


@login_required
@require_safe
def security_log(request: SignedInRequest) -> HttpResponse:
    access.reader(request.user)
    kind, search = request.GET.get("kind", ""), sought(request)
    kind = kind if kind in kinds.KINDS else ""
    page = page_of(queries.events(kind=kind, search=search), request)
    context = {
        "kind": kind,
        "kinds": [(name, title) for name, (title, _) in kinds.KINDS.items()],
        "search": search,
        "days": settings.SECURITY_LOG_DAYS,
        "page_obj": page,
        "events": [(event, kinds.sentence(event)) for event in page],
    }
    return render.page(request, "security/security_log.html", context, partial="results")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    listening.refused(Happening.FORM_REFUSED, request)
    return errors.csrf_failure(request, reason)


def too_fast(request: HttpRequest) -> HttpResponse:
    """allauth's page for who asks more often than the limits allow."""
    listening.refused(Happening.STOPPED, request)
    response: HttpResponse = ratelimit.handler429(request)
    return response
