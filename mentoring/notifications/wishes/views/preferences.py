"""The settings page where people choose what they are told, in which ways and how often."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.planning import kinds
from mentoring.notifications.wishes import actions as wishes_actions
from mentoring.notifications.wishes import program_paces, roles
from mentoring.notifications.wishes import queries as wishes_queries
from mentoring.notifications.wishes.forms import MailPreferencesForm
from mentoring.web import render


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
