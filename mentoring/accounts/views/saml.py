"""To the SAML provider and back. A provider that fails leads to the sign-in page, which says so.

allauth keeps all of what is sent to `acs` before it looks whether there is a provider.
"""

import binascii
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.saml import utils, views
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from lxml.etree import LxmlError
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError

from mentoring.accounts.provider import failures
from mentoring.accounts.provider.failures import Failed, Why

LONGEST = 256 * 1024  # bytes; a signed answer has some 10,000
# What our own metadata says doesn't depend on the provider, which may want ours before it has any of its own.
NO_PROVIDER = {"entity_id": "none", "x509cert": "", "sso_url": ""}
UNREADABLE = (binascii.Error, zlib.error, UnicodeDecodeError, LxmlError)
View = Callable[..., HttpResponse]


def _told(view: View) -> View:
    """The provider's metadata first; and each address as it was given to the provider, whatever host is asked."""

    @wraps(view)
    def answered(request: HttpRequest, organization_slug: str) -> HttpResponse:
        provider = utils.get_app_or_404(request, organization_slug).get_provider(request)
        _at_our_address(request)
        try:
            provider.fetch_metadata()
            return view(request, organization_slug)
        except Failed as failed:
            found = failed
        except UNREADABLE as error:
            found = Failed(Why.ODD, f"answer: {type(error).__name__}")
        except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError) as error:
            found = Failed(Why.ODD, f"answer: {error}")
        except PermissionDenied:  # allauth's, where the answer is to nothing that was asked here
            found = Failed(Why.EXPIRED, "no such sign-in was begun in this browser within ten minutes")
        return failures.answer(request, provider.name, found, {})

    return answered


@_told
def login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    return _of(views.login, request, organization_slug)


@_told
def finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    return _of(views.finish_acs, request, organization_slug)


@csrf_exempt
@_told
def sls(request: HttpRequest, organization_slug: str) -> HttpResponse:
    return _of(views.sls, request, organization_slug)


@csrf_exempt  # it comes from the provider's page; its signature is looked at on the next page
def acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    utils.get_app_or_404(request, organization_slug)
    _at_our_address(request)
    if len(request.body) > LONGEST:
        raise RequestDataTooBig
    return _of(views.acs, request, organization_slug)


def metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    app = utils.get_app_or_404(request, organization_slug)
    _at_our_address(request)
    config = utils.build_saml_config(request, {**app.settings, "idp": NO_PROVIDER}, organization_slug)
    ours = views.OneLogin_Saml2_Settings(settings=config, sp_validation_only=True)
    return HttpResponse(ours.get_sp_metadata(), content_type="application/samlmetadata+xml")


def _of(view: Any, request: HttpRequest, organization_slug: str) -> HttpResponse:
    response: HttpResponse = view(request, organization_slug=organization_slug)
    return response


def _at_our_address(request: HttpRequest) -> None:
    """allauth and python3-saml build our addresses, and check where an answer was sent to, by these two."""
    ours = urlsplit(settings.SITE_URL)
    request.META["HTTP_HOST"], request.META["wsgi.url_scheme"] = ours.netloc, ours.scheme
