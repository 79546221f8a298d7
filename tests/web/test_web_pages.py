"""What every page carries, and what a person reads where something went wrong."""

import json
import re

import html5lib
import pytest
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.test import Client
from django.urls import path, reverse

from mentoring import urls
from mentoring.web import errors
from tests.pages import hides

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/pairs/7/?tab=goals"}
pytestmark = pytest.mark.django_db


def _missing(request):
    raise Http404


def _not_yours(request):
    raise PermissionDenied("Only coordinators of this program may.")


def _breaks(request):
    raise RuntimeError("It broke.")


def _kept(request):
    return HttpResponse("body{}", headers={"Cache-Control": "max-age=60"})


urlpatterns = [
    path("missing/", _missing),
    path("not-yours/", _not_yours),
    path("breaks/", _breaks),
    path("kept/", _kept),
    path("too-often/", lambda request: render(request, "429.html", status=429)),
    path("private/", login_required(lambda request: HttpResponse("in"))),
    path("elsewhere/", lambda request: HttpResponseRedirect("/private/")),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = errors.unusable, errors.forbidden, errors.not_found, errors.broken


@pytest.fixture(autouse=True)
def own_urls(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def careful():
    """A client that checks the token, as browsers have to."""
    return Client(enforce_csrf_checks=True)


def where_to_sign_in(response) -> str:
    """What the page is told, whose script says it in place (static/js/staying.js)."""
    return json.loads(response["HX-Trigger"])["signed-out"]["sign_in"]


def words(response):
    tree = html5lib.parse(response.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    body = tree.find("body")
    return " ".join("".join(body.itertext()).split())


def test_page_and_fragment_are_never_mixed_up(client):
    response = client.get("/missing/")
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in [word.strip() for word in response["Vary"].split(",")]


def test_a_view_may_say_that_its_answer_keeps(client):
    assert client.get("/kept/")["Cache-Control"] == "max-age=60"


def test_page_asks_for_no_device(client):
    features = client.get("/missing/")["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(features)


def test_policy_of_a_page_needs_no_exception(client):
    policy = client.get("/missing/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    hides(policy, "unsafe", "nonce")


def test_static_files_are_left_alone(client):
    response = client.get("/static/css/tokens.css")
    assert response.status_code == 200
    response.close()
    assert "Permissions-Policy" not in response and "no-store" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sign_in_that_ended_is_told_in_place_and_leads_back(client, method):
    response = getattr(client, method)("/private/", headers=HTMX)
    assert (response.status_code, response["HX-Reswap"], response.content) == (403, "none", b"")
    assert where_to_sign_in(response) == "/accounts/login/?next=/pairs/7/%3Ftab%3Dgoals"


def test_sign_in_never_leads_to_another_site(client):
    response = client.get("/private/", headers={**HTMX, "HX-Current-URL": "https://evil.example/x"})
    assert where_to_sign_in(response) == "/accounts/login/?next=/"


def test_a_browser_is_redirected_as_ever(client):
    assert client.get("/private/")["Location"] == "/accounts/login/?next=/private/"


def test_other_redirects_stay_redirects_for_htmx(client):
    response = client.get("/elsewhere/", headers=HTMX)
    assert (response.status_code, response["Location"]) == (302, "/private/")


def test_missing_page_says_what_to_do(client):
    response = client.get("/missing/")
    assert response.status_code == 404
    assert "Go to your home page, or ask the person who sent you the link." in words(response)


def test_forbidden_page_says_the_reason_that_was_given(client):
    response = client.get("/not-yours/")
    assert response.status_code == 403
    assert "Only coordinators of this program may. If that isn’t right, ask your coordinator." in words(response)


def test_what_is_too_much_for_one_form_is_said_and_stays_in_the_page(careful, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    much = {"notes": "a" * 2000}
    response = careful.post("/private/", much)
    assert response.status_code == 413
    assert "More than 1000 bytes can’t be taken at once." in words(response)
    fragment = careful.post("/private/", much, headers=HTMX)
    assert (fragment.status_code, fragment["HX-Reswap"]) == (413, "beforebegin")
    assert fragment.content.decode().strip().startswith('<div class="notice')


def test_a_request_that_makes_no_sense_is_said(client):
    response = client.get("/missing/", headers={"host": "elsewhere.example.com"})
    assert response.status_code == 400
    assert "or begin at your home page" in words(response)


@pytest.mark.parametrize(("address", "status"), [("/missing/", 404), ("/not-yours/", 403)])
def test_for_htmx_a_problem_is_a_fragment_before_its_target(client, address, status):
    response = client.get(address, headers=HTMX)
    assert (response.status_code, response["HX-Reswap"]) == (status, "beforebegin")
    html = response.content.decode()
    assert html.strip().startswith('<div class="notice')
    hides(html, "<html")


def test_broken_page_needs_nothing_that_may_be_broken(client, django_assert_num_queries, rf):
    with django_assert_num_queries(0):
        response = errors.broken(rf.get("/breaks/"))
    assert response.status_code == 500
    assert "It isn’t your fault" in words(response)


def test_broken_page_is_there_while_the_list_of_static_files_is_not(rf, settings, tmp_path):
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}
    settings.STATIC_ROOT = tmp_path
    assert errors.broken(rf.get("/breaks/")).status_code == 500


def test_an_exception_becomes_the_broken_page():
    response = Client(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    assert "Something broke on our side" in words(response)


def test_form_from_an_old_page_shows_what_was_written_and_no_secret(careful):
    response = careful.post(
        "/private/",
        {"notes": "We talked about <presenting>.", "password": "a secret one", "kind": "session", "form_key": "a b"},
        headers={"referer": "http://testserver/pairs/7/?tab=goals"},
    )
    assert response.status_code == 403
    tree = html5lib.parse(response.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    assert ["".join(area.itertext()) for area in tree.iter("textarea")] == ["We talked about <presenting>."]
    assert [a.get("href") for a in tree.iter("a") if "".join(a.itertext()) == "Open the page again"] == [
        "/pairs/7/?tab=goals"
    ]


def test_form_from_an_old_page_never_leads_to_another_site(careful):
    response = careful.post("/private/", {}, headers={"referer": "https://evil.example/x"})
    assert 'href="/" class="btn btn-primary"' in response.content.decode()


def test_htmx_call_from_an_old_page_gets_a_token_to_send_it_again(careful):
    refused = careful.post("/private/", {"notes": "Some words"}, headers=HTMX)
    assert (refused.status_code, refused["HX-Reswap"]) == (403, "beforebegin")
    tree = html5lib.parse(refused.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    token = next(e.get("data-fresh-token") for e in tree.iter("div") if e.get("data-fresh-token"))
    again = careful.post("/private/", {"notes": "Some words"}, headers={**HTMX, "X-CSRFToken": token})
    assert where_to_sign_in(again) == "/accounts/login/?next=/pairs/7/%3Ftab%3Dgoals"


def test_every_htmx_call_of_a_page_carries_the_token(client):
    tree = html5lib.parse(client.get("/missing/").content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    headers = json.loads(tree.find("body").get("hx-headers:inherited"))
    assert list(headers) == ["X-CSRFToken"] and len(headers["X-CSRFToken"]) == 64


@pytest.mark.parametrize("part", ["coordinator", "mentor", "mentee", "outsider"])
def test_style_guide_does_not_exist_for_others(cast, sign_in, part):
    assert sign_in(getattr(cast, part)).get("/styleguide/").status_code == 404


def test_style_guide_is_there_for_administrators_and_while_debugging(cast, sign_in, client, settings):
    assert sign_in(cast.administrator).get("/styleguide/").status_code == 200
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_style_guide_shows_every_component(settings):
    templates = settings.BASE_DIR / "templates"
    components = {path.stem.replace("_", "-") for path in (templates / "cotton").glob("*.html")}
    gallery = (templates / "styleguide/gallery.html").read_text()
    assert {name for name in components if not re.search(rf"<c-{name}[\s>]", gallery)} == set()


def test_title_tells_of_errors_first(cast, sign_in):
    browser = sign_in(cast.administrator)
    tree = html5lib.parse(
        browser.post("/styleguide/", {}).content.decode(), treebuilder="etree", namespaceHTMLElements=False
    )
    assert tree.find("head/title").text.startswith("Error: Style guide · ")


def test_htmx_gets_the_form_alone_with_its_errors(cast, sign_in):
    response = sign_in(cast.administrator).post("/styleguide/", {}, headers=HTMX)
    assert response.status_code == 422
    assert response.content.decode().strip().startswith("<form ")


def test_page_follows_the_persons_theme(cast, sign_in):
    cast.administrator.theme = "dark"
    cast.administrator.save(update_fields=["theme"])
    assert '<html lang="en-US" data-theme="dark">' in sign_in(cast.administrator).get("/styleguide/").content.decode()


@pytest.mark.parametrize("address", ["/accounts/oidc/%00/login/", "/accounts/login/?next=%00", "/health?only=%00"])
def test_address_with_a_zero_byte_leads_nowhere(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_search_for_a_zero_byte_is_no_error(cast, sign_in):
    browser = sign_in(cast.coordinator)
    lists = ("people", "invitations", "pairs", "program_mails")
    answers = {name: browser.get(reverse(name, args=[cast.program.pk]) + "?q=%00").status_code for name in lists}
    assert answers == dict.fromkeys(lists, 404)


def test_a_style_sheet_is_nobodys_and_asks_the_database_nothing(client, settings, django_assert_num_queries):
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    with django_assert_num_queries(0):
        assert client.get("/theme/262.css").status_code == 200
