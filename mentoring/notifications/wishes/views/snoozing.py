"""“Remind me later”, from the inbox or a link in a mail. GET only shows, POST snoozes; people can change it later."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import access as wishes_access
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes import queries as wishes_queries
from mentoring.notifications.wishes.forms import SnoozeForm
from mentoring.web import refusals, render


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, token: str) -> HttpResponse:
    try:
        user, notification = wishes_access.putting_off(token)
    except links.Expired:
        return render.page(request, "notifications/wishes/link_gone.html", {"expired": True}, status=410)
    except links.Forged:
        return render.page(request, "notifications/wishes/link_gone.html", {"expired": False}, status=404)
    with timezone.override(user.zone):
        form = _form(request, user)
        if _put_off(form, notification, user):
            return render.done(request, "snooze", token=token)
        return _page(request, form, notification, user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_snooze(request: SignedInRequest, pk: int) -> HttpResponse:
    notification = wishes_access.own_to_put_off(request.user, pk)
    form = _form(request, request.user)
    if _put_off(form, notification, request.user):
        return render.done(request, "inbox", "You will be reminded then, and not before.")
    return _page(request, form, notification, request.user)


def _form(request: HttpRequest, user: User) -> SnoozeForm:
    today = timezone.now().astimezone(user.zone).date()
    return SnoozeForm(request.POST if request.method == "POST" else None, today=today)


def _put_off(form: SnoozeForm, notification: Notification, user: User) -> bool:
    if not form.is_valid():
        return False
    with refusals.on(form) as done:
        wishes_actions.snooze(notification, until=form.until(user), by=user, now=timezone.now())
    return done.is_done


def _page(request: HttpRequest, form: SnoozeForm, notification: Notification, user: User) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "notification": notification,
        "title": notification.title or kinds.title_of(notification.kind),
        "until": wishes_queries.snoozed_until(user, notification.about, now=now),
        "over": wishes_queries.why_over(notification, now=now),
        "own_page": request.user == user,
    }
    return render.form_page(request, "notifications/wishes/snooze.html", context)
