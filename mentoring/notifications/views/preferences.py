"""Which mails somebody wants: on the settings page, or by the link in a mail."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications import access, actions, kinds, queries
from mentoring.notifications.forms import MailPreferencesForm
from mentoring.web import render


@login_required
def mail_preferences(request: SignedInRequest) -> HttpResponse:
    user = request.user
    posted = request.POST if request.method == "POST" else None
    form = MailPreferencesForm(posted, unwanted=queries.unwanted_kinds(user))
    if form.is_valid():
        actions.choose(user, form.cleaned_data, now=timezone.now())
        return render.done(request, "mail_preferences", "Saved.")
    always = [kind for kind in kinds.every() if kind.service]
    return render.form_page(request, "notifications/mail_preferences.html", {"form": form, "always": always})


@csrf_exempt  # RFC 8058: the mail program posts without cookies; the signed token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST does. A POST is answered with 200 at once: mail programs follow no redirect."""
    user, kind = access.unsubscribing(token)
    if request.method == "POST":
        actions.choose(user, {kind.name: "again" in request.GET}, now=timezone.now())
    wanted = kind.name not in queries.unwanted_kinds(user)
    context = {"kind": kind, "wanted": wanted, "answered": request.method == "POST"}
    return render.page(request, "notifications/unsubscribe.html", context)
