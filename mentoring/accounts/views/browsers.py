"""Where a person is signed in. The one they look from is signed out as always; the others from here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts import access, browsers
from mentoring.accounts.actions import browsers as actions
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import paging, render


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """A POST signs all others out."""
    this = request.session.session_key
    if request.method == "POST":
        actions.sign_out_others(request.user, this=this)
        return render.done(request, "usersessions_list", "You are signed out everywhere but here.")
    found = browsers.of(request.user, this=this, now=timezone.now())
    page = paging.page_of(found, request)
    context = {"page_obj": page, "has_others": len(found) > 1}
    return render.page(request, "accounts/browsers.html", context)


@login_required
@require_POST
def sign_out(request: SignedInRequest, pk: int) -> HttpResponse:
    row = access.other_browser(request, pk)
    actions.sign_out(row)
    return render.done(request, "usersessions_list", f"{browsers.name(row.user_agent)} is signed out.")


@login_required
@require_POST
def still_here(request: SignedInRequest) -> HttpResponse:
    """A page on which somebody types or presses something says so; that is use (accounts/stays.py)."""
    return HttpResponse(status=204)
