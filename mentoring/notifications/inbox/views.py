"""The pages of the inbox, so that nobody depends on a mail getting through."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.inbox import actions, queries
from mentoring.notifications.planning import access as planning_access
from mentoring.web import back, render
from mentoring.web.paging import page_of


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    page = page_of(queries.inbox(request.user), request)
    days = queries.by_day(list(page), request.user, now=timezone.now())
    return render.page(request, "notifications/inbox/inbox.html", {"page": page, "days": days})


@login_required
@require_POST
def inbox_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody who has lost access since is told so on the next page (mentoring/web/errors.py)."""
    notification = planning_access.own_notification(request.user, pk)
    actions.read(notification, now=timezone.now())
    path = notification.url
    return redirect(path if back.is_path(path) else "inbox")


@login_required
@require_POST
def inbox_read_all(request: SignedInRequest) -> HttpResponse:
    count = actions.read_all(request.user, now=timezone.now())
    return render.done(request, "inbox", "Everything is marked as read." if count else "There was nothing unread.")
