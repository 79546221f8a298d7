"""How long things are kept: chosen, seen what goes tonight, then saved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring import retention
from mentoring.accounts import access
from mentoring.home import queries
from mentoring.home.actions import keeping
from mentoring.home.forms.keeping import KeepingForm
from mentoring.web import refusals, render


@login_required
def kept(request: HttpRequest) -> HttpResponse:
    """POST `do` is look (what would go tonight) or save. Saving takes nothing away before tonight."""
    user = access.administrator(request)
    access.organisation()
    kept_for, now = queries.kept_for(), timezone.now()
    form = KeepingForm(request.POST if request.method == "POST" else None, kept_for=kept_for)
    shown = kept_for
    if request.method == "POST" and form.is_valid():
        shown = form.chosen
        if request.POST.get("do") != "look":
            with refusals.on(form) as done:
                keeping.choose(form.chosen, by=user, now=now)
            if done:
                return render.done(request, "keeping", "Saved. What is older goes tonight.")
    due = queries.due_to_go(shown, now=now)
    goes = [(kind, due[kind.name]) for kind in retention.kinds() if due[kind.name]]
    return render.form_page(request, "home/keeping.html", {"form": form, "goes": goes, "changed": shown != kept_for})
