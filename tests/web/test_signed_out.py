"""Who sends something after their sign-in has ended: nothing is saved, and nothing is lost. Without JavaScript, too."""

import uuid

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from pairings.models import Message
from tests.factories import PASSWORD
from tests.pages import hides, shows
from tests.signing_in import log_in

pytestmark = pytest.mark.django_db
SITE = {"Origin": "http://testserver"}
WORRY = "We haven’t met\nfor six weeks <now>."


def again(page) -> tuple[str, dict[str, str]] | None:
    """Where the form on a page sends what was sent before, and what that is."""
    tree = html5lib.parse(page.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    forms = [form for form in tree.iter("form") if "Send it again" in "".join(form.itertext())]
    if not forms:
        return None
    fields = {field.get("name"): field.get("value") for field in forms[0].iter("input")}
    fields |= {area.get("name"): "".join(area.itertext()) for area in forms[0].iter("textarea")}
    return forms[0].get("action"), fields


@pytest.fixture
def concern_page(cast):
    return reverse("concern_new", args=[cast.pairing.pk])


@pytest.fixture
def form(concern_page):
    return {"text": WORRY, "is_shared": "no", "form_key": str(uuid.uuid4())}


@pytest.fixture
def careful():
    return Client(enforce_csrf_checks=True, headers=SITE)


def token_of(browser: Client) -> str:
    page = browser.get(reverse("account_login")).content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def test_a_form_of_somebody_signed_out_is_shown_and_can_be_sent_again(client, concern_page, form):
    refused = client.post(concern_page + "?from=home", form, headers={"Referer": f"http://testserver{concern_page}"})

    assert refused.status_code == 403
    assert again(refused)[0] == concern_page + "?from=home"
    assert {name: again(refused)[1][name] for name in form} == form
    shows(refused, "You’re signed out", "This wasn’t saved yet.", "Sign in")
    assert f'href="{reverse("account_login")}?next={concern_page}" target="_blank"' in refused.content.decode()
    assert refused["Cache-Control"] == "no-store"


def test_after_signing_in_in_another_tab_it_is_sent_again_and_saved(cast, careful):
    """Signing in changes the token: the first page’s form is refused once more, and still nothing is lost."""
    cast.mentor.set_password(PASSWORD)
    cast.mentor.save()
    page, typed = reverse("messages", args=[cast.pairing.pk]), {"text": WORRY, "form_key": str(uuid.uuid4())}
    refused = careful.post(page, typed | {"csrfmiddlewaretoken": token_of(careful)})
    log_in(careful, cast.mentor.email, csrfmiddlewaretoken=token_of(careful))

    second = careful.post(*again(refused))
    assert second.status_code == 403
    shows(second, "The page was open for too long", "Send it again")
    assert careful.post(*again(second)).status_code == 302
    assert Message.objects.get().text.split() == WORRY.split()


def test_words_from_an_old_page_are_sent_again_only_where_they_come_from_us(careful, concern_page, form):
    for origin in ("http://testserver", "https://evil.example", "null", ""):
        refused = careful.post(concern_page, form, headers={"Origin": origin} if origin else {"Origin": ""})
        assert refused.status_code == 403
        assert bool(again(refused)) == (origin == "http://testserver"), origin
        shows(refused, "for six weeks &lt;now&gt;.")


def test_a_button_of_somebody_signed_out_leads_to_the_page_it_stood_on(client):
    """Its own address takes no GET: after signing in, nobody would have seen anything."""
    page = reverse("inbox")
    answer = client.post(reverse("inbox_read_all"), headers={"Referer": f"http://testserver{page}"})
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={page}")
    assert client.post(reverse("inbox_read_all"))["Location"] == f"{reverse('account_login')}?next=/"


def test_no_password_is_ever_shown_or_sent_again(client):
    typed = {"oldpassword": PASSWORD, "password1": "some other words", "password2": "some other words"}
    refused = client.post(reverse("account_change_password"), typed)
    assert again(refused) is None
    hides(refused.content.decode(), PASSWORD, "some other words")


def test_every_page_says_whose_words_its_browser_may_keep(cast, sign_in, client):
    """Who is signed in; on a page without a sign-in, or behind a link from an email, nobody’s."""
    mine = sign_in(cast.mentor).get(reverse("inbox")).content.decode()
    assert f'<body data-owner="{cast.mentor.pk}"' in mine
    assert "data-owner" not in client.get(reverse("account_login")).content.decode()


def test_a_page_about_a_problem_says_that_nothing_was_saved(cast, sign_in):
    assert " data-problem" in sign_in(cast.mentor).get("/nowhere/").content.decode()
    assert " data-problem" not in sign_in(cast.mentor).get(reverse("inbox")).content.decode()
