"""The page behind “Stop this kind of mail”: fewer, later or none, without signing in. GET only shows, POST acts."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds
from mentoring.notifications.wishes import access as wishes_access
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes import queries as wishes_queries
from mentoring.notifications.wishes.models import MailHabits
from mentoring.web import render


@csrf_exempt  # RFC 8058: the mail program posts without cookies; the signed token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST is answered with 200 at once, because mail programs don't follow redirects."""
    try:
        user, kind = wishes_access.unsubscribing(token)
    except links.Forged:
        return render.page(request, "notifications/wishes/unsubscribe_gone.html", status=404)
    rhythm = _rhythm(request)
    refused = rhythm is not None and rhythm not in MailHabits.Rhythm.values
    answered = request.method == "POST" and not refused
    if answered:
        _do(request, user, kind)
    context = {
        "kind": kind,
        "wanted": kind.name not in wishes_queries.unwanted(user).by_mail,
        "rhythm": wishes_queries.habits(user).rhythm,
        "answered": answered,
        "refused": refused,
        "about_rhythm": rhythm is not None,
        "snooze_token": _snooze_token(user, kind),
    }
    return render.page(request, "notifications/wishes/unsubscribe.html", context, status=422 if refused else 200)


def _do(request: HttpRequest, user: User, kind: kinds.Kind) -> None:
    """Do what the button says. The one click of a mail program says nothing and means “stop this kind”."""
    rhythm = _rhythm(request)
    if rhythm:
        wishes_actions.choose_rhythm(user, rhythm, now=timezone.now())
    else:
        wishes_actions.choose(user, by_mail={kind.name: "again" in request.GET}, now=timezone.now())


def _rhythm(request: HttpRequest) -> str | None:
    return request.POST.get("rhythm", request.GET.get("rhythm")) if request.method == "POST" else None


def _snooze_token(user: User, kind: kinds.Kind) -> str:
    """For what the person was last told, as long as a link to it would work; empty if nothing can be snoozed."""
    told = wishes_queries.newest_to_put_off(user, kind.name, since=timezone.now() - links.LIFETIME)
    return links.make(links.SNOOZE, user_id=user.pk, object_id=told.pk) if told else ""
