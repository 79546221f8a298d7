"""SAML: allauth's, but neither its metadata nor its answers break the page."""

from typing import Any

from allauth.socialaccount.providers.saml import utils
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest, HttpResponse
from onelogin.saml2.errors import OneLogin_Saml2_Error

from mentoring.accounts.provider.failures import Failed, Why, talking


class SAML(SAMLProvider):  # type: ignore[misc]  # allauth has no types
    package = SAMLProvider.get_package()  # where allauth looks for its addresses

    def fetch_metadata(self) -> None:
        """allauth keeps it for four hours. Raises Failed where it isn't there, or isn't metadata."""
        idp = self.app.settings["idp"]
        if idp.get("metadata_url"):
            with talking("metadata"):
                utils.fetch_metadata_url_config(idp)["idp"]

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.fetch_metadata()
        try:
            response: HttpResponse = super().redirect(request, *args, **kwargs)
        except OneLogin_Saml2_Error as error:  # its metadata is readable, and of no use
            raise Failed(Why.ODD, f"settings: {error}") from error
        return response

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        with talking("answer"):
            return super().sociallogin_from_response(request, response)
