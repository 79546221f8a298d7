"""Who has been signed in for too long isn't anymore; times and words are the person's; a form with errors isn't 200."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation

from mentoring.accounts import stays
from mentoring.web.middleware import HEALTH, GetResponse

FORMS = ("form", "verify_form", "change_form")
OF_PROVIDERS = ("/accounts/oidc/", "/accounts/saml/")


class Stays:
    """Signs out who has stayed too long, before any view; who is signed in is known only then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.path != HEALTH and request.user.is_authenticated:
            stays.check(request, is_use=not getattr(view, "is_called_by_itself", False), now=timezone.now())


def at_its_address(get_response: GetResponse) -> GetResponse:
    """What allauth tells an identity provider about us begins with SITE_URL, whatever host a request names."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OF_PROVIDERS):
            request.META["HTTP_HOST"] = settings.SITE_NETLOC
            request.META["wsgi.url_scheme"] = settings.SITE_URL.partition(":")[0]
        return get_response(request)

    return middleware


def local_time(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == HEALTH:  # asks who it is only once it knows that the database answers
            return get_response(request)
        user = request.user
        zone, language = (user.zone, user.language) if user.is_authenticated else (None, settings.LANGUAGE_CODE)
        # Whatever a view activates, such as that of whose link it is, ends with the request.
        with timezone.override(zone), translation.override(language):
            return get_response(request)

    return middleware


class UnprocessableForms:
    """allauth answers 200 to a form with errors; this makes it 422, as everywhere else in the app."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        context = response.context_data or {}
        forms = [context[name] for name in FORMS if name in context]
        if request.method == "POST" and response.status_code == 200 and any(form.errors for form in forms):
            response.status_code = 422
        return response
