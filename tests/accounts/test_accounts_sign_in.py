"""Coming in by password, by a code from the mail, and after the password was forgotten."""

import re

import html5lib
from allauth.account.models import EmailAddress
from django.urls import reverse

from mentoring.notifications.planning.models import Mail
from tests.pages import shows
from tests.sentences import ADDRESS_MISSING
from tests.signing_in import LOGIN, PASSWORD, code_in, errors_of, log_in, who


def test_the_right_password_leads_home(client, miriam):
    response = log_in(client)

    assert (response.status_code, response.url, who(client)) == (302, reverse("home"), str(miriam.pk))


def test_sign_in_goes_on_to_where_one_wanted_to_go(client, miriam):
    page = client.get(LOGIN, {"next": "/settings/"}).content.decode()
    response = log_in(client, next="/settings/")

    assert '<input type="hidden" name="next" value="/settings/"' in page.replace(" />", ">")
    assert response.url == "/settings/"


def test_sign_in_never_goes_on_to_a_strange_host(client, miriam):
    assert log_in(client, next="https://evil.example/").url == reverse("home")


def test_a_wrong_password_is_said_once_and_the_address_stays(client, miriam):
    response = log_in(client, password="wrong")

    assert response.status_code == 422
    assert errors_of(response) == ["This address and password don't belong together. Check both and try again."]
    assert 'value="miriam@example.org"' in response.content.decode()
    assert who(client) is None


def test_an_unknown_address_reads_like_a_wrong_password(client, miriam):
    wrong, unknown = log_in(client, password="wrong"), log_in(client, email="nobody@example.org")

    assert errors_of(unknown) == errors_of(wrong)


def test_nothing_filled_in_gets_a_sentence_for_each_field(client, db):
    assert errors_of(client.post(LOGIN, {})) == [ADDRESS_MISSING, "Enter your password."]


def test_the_sixth_wrong_password_is_told_to_wait_and_then_even_the_right_one(client, miriam):
    for _ in range(5):
        log_in(client, password="wrong")
    sixth, right = log_in(client, password="wrong"), log_in(client)

    sentence = "These were too many attempts. Try again within the hour, or reset your password."
    assert (sixth.status_code, errors_of(sixth)) == (422, [sentence])
    assert (errors_of(right), who(client)) == ([sentence], None)


def test_too_many_requests_from_one_place_get_a_well_formed_page(client, settings, db):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    log_in(client)
    response = log_in(client)

    page = response.content.decode()
    assert response.status_code == 429
    assert "<h1>A little slower, please</h1>" in page
    assert 'class="site-footer"' in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_an_account_that_is_switched_off_is_told_so(client, miriam):
    miriam.is_active = False
    miriam.save()
    response = client.post(LOGIN, {"login": miriam.email, "password": PASSWORD}, follow=True)

    assert who(client) is None
    assert "<h1>This account is switched off</h1>" in response.content.decode()


def test_an_address_never_confirmed_is_confirmed_by_code_before_anything_else(client, miriam):
    EmailAddress.objects.filter(user=miriam).update(verified=False)
    response = log_in(client, next="/settings/")
    assert (response.url.split("?")[0], who(client)) == (reverse("account_email_verification_sent"), None)

    mail = Mail.objects.get()
    wrong = client.post(response.url, {"code": "XXXX-XXXX"})
    right = client.post(response.url, {"code": code_in(mail)})

    assert (mail.to, mail.kind) == ("miriam@example.org", "account/email_confirmation_signup")
    assert errors_of(wrong) == ["This code isn't right. Copy it from the newest message, or ask for another."]
    assert (right.url, who(client)) == ("/settings/", str(miriam.pk))
    assert EmailAddress.objects.get(user=miriam).verified


def test_a_code_from_the_mail_signs_in(client, miriam):
    asked = client.post(reverse("account_request_login_code"), {"email": "MIRIAM@example.org"})
    mail = Mail.objects.get()
    page = client.get(asked.url).content.decode()
    entered = client.post(asked.url, {"code": code_in(mail).lower()})

    assert (mail.to, mail.kind, mail.recipient, mail.state) == (
        "miriam@example.org",
        "account/login_code",
        miriam,
        Mail.State.QUEUED,
    )
    assert "We sent a code to <strong>miriam@example.org</strong>" in page
    assert (entered.url, who(client)) == (reverse("home"), str(miriam.pk))


def test_another_code_can_be_asked_for(client, miriam):
    asked = client.post(reverse("account_request_login_code"), {"email": miriam.email})
    client.post(asked.url, {"action": "resend"})
    first, second = Mail.objects.order_by("pk")
    client.post(asked.url, {"code": code_in(first)})
    assert who(client) is None

    client.post(asked.url, {"code": code_in(second)})
    assert who(client) == str(miriam.pk)


def test_a_code_dies_after_three_wrong_ones(client, miriam):
    asked = client.post(reverse("account_request_login_code"), {"email": miriam.email})
    for _ in range(3):
        client.post(asked.url, {"code": "XXXX-XXXX"})
    client.post(asked.url, {"code": code_in(Mail.objects.get())})

    assert who(client) is None


def test_a_stranger_who_asks_for_a_code_sees_the_same_page_and_the_mail_explains(client, db):
    asked = client.post(reverse("account_request_login_code"), {"email": "nobody@example.org"})
    page = client.get(asked.url)

    assert (asked.url, page.status_code) == (reverse("account_confirm_login_code"), 200)
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("account/unknown_account", None)
    assert reverse("account_login") in mail.text


def test_the_mail_to_a_stranger_is_true_of_a_code_and_of_a_new_password(client, db):
    for page in ("account_request_login_code", "account_reset_password"):
        client.post(reverse(page), {"email": "nobody@example.org"})
    code, password = Mail.objects.all()
    asked = "asked for a way in with nobody@example.org: a code to sign in with, or a new password."
    assert code.text == password.text
    shows(password.text, asked)
    shows(password.html, asked)


def test_a_forgotten_password_is_replaced_by_a_link_and_one_is_signed_in(client, miriam):
    assert client.post(reverse("account_reset_password"), {"email": miriam.email}).url == reverse(
        "account_reset_password_done"
    )
    mail = Mail.objects.get()
    link = re.search(r"http://testserver(/\S+)", mail.text).group(1)
    form = client.get(link, follow=True)
    short = client.post(form.request["PATH_INFO"], {"password1": "short"})
    saved = client.post(form.request["PATH_INFO"], {"password1": "four quiet green hills"})
    miriam.refresh_from_db()

    assert mail.kind == "account/password_reset_key"
    assert short.status_code == 422
    assert (saved.url, who(client)) == (reverse("home"), str(miriam.pk))
    assert miriam.check_password("four quiet green hills")
    assert Mail.objects.latest("pk").kind == "account/password_reset"


def test_a_reset_link_works_once(client, miriam):
    client.post(reverse("account_reset_password"), {"email": miriam.email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.get().text).group(1)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "four quiet green hills"})
    client.logout()

    assert "<h1>This link has been used</h1>" in client.get(link, follow=True).content.decode()


def test_resetting_ends_the_waiting_after_too_many_attempts(client, miriam):
    for _ in range(6):
        log_in(client, password="wrong")
    client.post(reverse("account_reset_password"), {"email": miriam.email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.get().text).group(1)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "four quiet green hills"})

    assert who(client) == str(miriam.pk)


def test_signing_out_asks_on_get_and_acts_on_post(client, miriam):
    log_in(client)
    asked = client.get(reverse("account_logout"))
    assert who(client) == str(miriam.pk)
    shows(asked, "<h1>Sign out?</h1>")

    assert client.post(reverse("account_logout")).url == LOGIN
    assert who(client) is None
