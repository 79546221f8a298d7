from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from mentoring.accounts import queries as accounts
from mentoring.home import queries, viewpoint
from mentoring.web import render


def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if user.is_authenticated:
        return render.page(request, "home/home.html", {"home": queries.home_page(viewpoint.of(request))})
    if not accounts.is_set_up():
        return render.page(request, "home/not_set_up.html", status=503)
    return redirect_to_login(request.get_full_path())
