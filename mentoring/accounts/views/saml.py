"""Where a SAML provider's answers arrive. allauth keeps all of what is sent before it looks whether there is one."""

from allauth.socialaccount.providers.saml import utils, views
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

LONGEST = 256 * 1024  # bytes; a signed answer has some 10,000


@csrf_exempt  # it comes from the provider's page; its signature is looked at on the next page
def acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    utils.get_app_or_404(request, organization_slug)
    if len(request.body) > LONGEST:
        raise RequestDataTooBig
    response: HttpResponse = views.acs(request, organization_slug=organization_slug)
    return response
