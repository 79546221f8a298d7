"""Choose what to be told; stop a kind of mail, or be reminded later.

The links in a mail lead here without signing in. GET only shows, POST acts; people can change it later.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import links
from mentoring.notifications.answering import views as answering
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import access as wishes_access
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes import later, program_paces, roles
from mentoring.notifications.wishes import queries as wishes_queries
from mentoring.notifications.wishes.forms import MailPreferencesForm, SnoozeForm
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.wanted import in_words_of
from mentoring.web import refusals, render


@login_required
def mail_preferences(request: SignedInRequest) -> HttpResponse:
    user = request.user
    mine = roles.of(user)
    form = MailPreferencesForm(
        request.POST if request.method == "POST" else None,
        concerning=kinds.concerning({role.name for role in mine}),
        unwanted=wishes_queries.unwanted(user),
        habits=wishes_queries.habits(user),
    )
    if form.is_valid():
        now = timezone.now()
        wishes_actions.choose(user, by_mail=form.wanted("mail"), in_app=form.wanted("app"), now=now)
        wishes_actions.choose_habits(user, form.cleaned_data["rhythm"], form.own_quiet(), now=now)
        return render.done(request, "mail_preferences", "Saved.")
    paces = program_paces.of_programs(role.program_id for role in mine)
    programs = {role.program: paces.get(role.program_id, program_paces.DEFAULT) for role in mine}
    always = [kind for kind in kinds.every() if kind.service and not kind.name.startswith("account/")]
    context = {"form": form, "programs": programs.items(), "always": always, "otherwise": program_paces.DEFAULT}
    return render.form_page(request, "notifications/wishes/mail_preferences.html", context)


@csrf_exempt  # RFC 8058: the mail program posts without cookies; the signed token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST is answered with 200 at once, because mail programs don't follow redirects.

    The link stops its kind, and lets it come again, until its person ends all links. All other mails it changes only
    as long as other links last, and it leads to none of those: putting off needs one of its own, or signing in.
    """
    try:
        user, kind = wishes_access.unsubscribing(token)
    except (links.Ended, links.Forged) as why:
        return answering.gone(request, "notifications/wishes/unsubscribe_gone.html", why)
    rhythm, is_fresh = _rhythm(request), links.is_fresh(token)
    refused = rhythm is not None and (rhythm not in MailHabits.Rhythm.values or not is_fresh)
    answered = request.method == "POST" and not refused
    if answered:
        _choose(request, user, kind)
    context = {
        "kind": kind,
        "wanted": kind.name not in wishes_queries.unwanted(user).by_mail,
        "chosen": rhythm,
        "answered": answered,
        "refused": refused,
        "is_fresh": is_fresh,
        "to_put_off": wishes_queries.newest_to_put_off(user, kind.name, since=timezone.now() - links.LIFETIME),
    }
    return render.page(request, "notifications/wishes/unsubscribe.html", context, status=422 if refused else 200)


def _choose(request: HttpRequest, user: User, kind: kinds.Kind) -> None:
    """Do what the button says. The one click of a mail program says nothing and means “stop this kind”."""
    rhythm = _rhythm(request)
    if rhythm:
        wishes_actions.choose_rhythm(user, rhythm, now=timezone.now())
    else:
        wishes_actions.choose(user, by_mail={kind.name: "again" in request.GET}, now=timezone.now())


def _rhythm(request: HttpRequest) -> str | None:
    return request.POST.get("rhythm", request.GET.get("rhythm")) if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, token: str) -> HttpResponse:
    try:
        user, notification = wishes_access.putting_off(token)
    except (links.Expired, links.Ended, links.Forged) as why:
        return answering.gone(request, "notifications/wishes/link_gone.html", why)
    now = timezone.now()
    is_put_off = wishes_queries.snoozed_until(user, notification.about, now=now) is not None
    if is_put_off and answering.only_looks(request):
        page = reverse("inbox_snooze", args=[notification.pk])
        return answering.answered(request, sign_in=page, may_change=True, title="You will be reminded then")
    if not is_put_off and (over := wishes_queries.why_over(notification, now=now)):
        return answering.over(request, over, sign_in=reverse("home"), title="Nothing to remind you of any more")
    with in_words_of(user):
        form = _snooze_form(request, user)
        if _put_off(form, notification, user):
            return render.done(request, "snooze", token=token)
        return _snooze_page(request, form, notification, user, by_link=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_snooze(request: SignedInRequest, pk: int) -> HttpResponse:
    notification = wishes_access.own_to_put_off(request.user, pk)
    form = _snooze_form(request, request.user)
    if _put_off(form, notification, request.user):
        return render.done(request, "inbox", "You will be reminded then, and not before.")
    return _snooze_page(request, form, notification, request.user)


def _snooze_form(request: HttpRequest, user: User) -> SnoozeForm:
    today = timezone.now().astimezone(user.zone).date()
    return SnoozeForm(request.POST if request.method == "POST" else None, today=today)


def _put_off(form: SnoozeForm, notification: Notification, user: User) -> bool:
    if not form.is_valid():
        return False
    is_own = form.cleaned_data["when"] == later.OWN
    with refusals.on(form, day="day" if is_own else "when") as done:
        wishes_actions.snooze(notification, until=form.until(user), by=user, now=timezone.now())
    return done.is_done


def _snooze_page(
    request: HttpRequest, form: SnoozeForm, notification: Notification, user: User, *, by_link: bool = False
) -> HttpResponse:
    now = timezone.now()
    until = wishes_queries.snoozed_until(user, notification.about, now=now)
    context = {
        "form": form,
        "title": "" if by_link and until else notification.title or kinds.title_of(notification.kind),
        "until": None if by_link else until,
        "over": wishes_queries.why_over(notification, now=now),
        "by_link": by_link,
    }
    return render.form_page(request, "notifications/wishes/snooze.html", context)
