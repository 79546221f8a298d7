"""Signing out here, and the offer to sign out at the identity provider, too."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse

from mentoring.accounts.provider import leaving
from mentoring.web import render


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    request: HttpRequest

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if (way_out := leaving.way_out(self.request)) is None:
            response: HttpResponse = super().post(*args, **kwargs)
            return response
        go_on = self.get_redirect_url()
        logout(self.request, show_message=False)  # the page says so
        return render.page(self.request, "accounts/signed_out.html", {"way_out": way_out, "go_on": go_on})


sign_out = SignOut.as_view()
