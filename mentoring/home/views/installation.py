"""The first visit, and the administrator's page about the organization."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from mentoring.accounts import access, queries, stays
from mentoring.home import setup_token
from mentoring.home.actions import installation
from mentoring.home.forms.installation import OrganisationForm, SetupForm
from mentoring.web import refusals, render

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
def setup(request: HttpRequest, token: str) -> HttpResponse:
    if queries.is_set_up():
        return render.page(request, "home/setup_over.html", status=410)
    if not setup_token.is_valid(token):
        return render.page(request, "home/setup_over.html", status=404)
    form = SetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals.on(form) as done:
            user = installation.set_up(**form.cleaned_data, now=timezone.now())
        if done:
            login(request, user, backend=BACKEND)
            stays.add_to_list(request)
            return render.done(request, "home", f"Welcome to {form.cleaned_data['organisation']}.")
    return render.form_page(request, "home/setup.html", {"form": form})


@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    user = access.administrator(request)
    row = access.organisation()
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=model_to_dict(row))
    if request.method == "POST" and form.is_valid():
        installation.change(**form.cleaned_data, by=user, now=timezone.now())
        return render.done(request, "organisation", "The organisation is saved.")
    return render.form_page(request, "home/organisation.html", {"form": form})
