"""To the OpenID Connect provider and back. A provider that fails leads to the sign-in page, which says so."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse

from mentoring.accounts.provider import failures
from mentoring.accounts.provider.openid import Adapter, OpenID


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _with(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _with(OAuth2CallbackView, request, provider_id)


def _with(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if not isinstance(provider, OpenID):
        raise Http404
    begun = statekit.get_states(request).get(request.GET.get("state", ""), [{}])  # allauth takes it out
    try:
        response: HttpResponse = view.adapter_view(Adapter(request, provider_id))(request)
    except failures.Failed as failed:
        return failures.answer(request, provider.name, failed, begun[0])
    return response
