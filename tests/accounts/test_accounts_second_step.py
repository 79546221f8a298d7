"""Authenticator app, recovery codes, passkeys: the parts that need no browser."""

import re

from allauth.mfa.models import Authenticator
from django.urls import reverse

from mentoring.accounts.models import Organisation
from mentoring.notifications.planning.models import Mail
from tests.factories import PASSWORD
from tests.signing_in import code_for, errors_of, log_in, who

INDEX = reverse("mfa_index")
ACTIVATE = reverse("mfa_activate_totp")


def second_step(client, code):
    asked = log_in(client)
    assert (asked.url, who(client)) == (reverse("mfa_authenticate"), None)
    return client.post(asked.url, {"code": code})


def test_a_stranger_can_change_nothing_about_second_steps(client, db):
    names = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_generate_recovery_codes"]
    answers = [client.get(reverse(name)) for name in names]

    assert [answer.status_code for answer in answers] == [302] * len(names)
    assert {answer.url.split("?")[0] for answer in answers} == {reverse("account_login")}


def test_switching_the_app_on_gives_recovery_codes_and_a_mail(signed_in, secret, miriam):
    types = list(Authenticator.objects.filter(user=miriam).values_list("type", flat=True).order_by("type"))

    assert types == ["recovery_codes", "totp"]
    assert [mail.kind for mail in Mail.objects.filter(to=miriam.email)] == ["account/totp_activated"]
    page = signed_in.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<li>[0-9a-f]{8}</li>", page)) == 10


def test_a_wrong_code_switches_nothing_on(signed_in, miriam):
    signed_in.get(ACTIVATE)
    response = signed_in.post(ACTIVATE, {"code": "000000"})

    assert (response.status_code, Authenticator.objects.count()) == (422, 0)
    assert errors_of(response) == ["This code isn't right. Take the one your app shows now."]


def test_the_app_shows_the_organisations_name(signed_in):
    Organisation.objects.create(pk=1, name="Example Ltd")
    page = signed_in.get(ACTIVATE)

    assert "issuer=Example%20Ltd" in page.context["totp_url"]


def test_sign_in_then_asks_for_the_apps_code(signed_in, secret, miriam):
    signed_in.logout()
    wrong = second_step(signed_in, "000000")
    assert (wrong.status_code, who(signed_in)) == (422, None)

    signed_in.post(reverse("mfa_authenticate"), {"code": code_for(secret, offset=1)})
    assert who(signed_in) == str(miriam.pk)


def test_a_recovery_code_opens_once(signed_in, secret, miriam):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    signed_in.logout()
    second_step(signed_in, code)
    assert who(signed_in) == str(miriam.pk)

    signed_in.logout()
    again = second_step(signed_in, code)
    assert (again.status_code, who(signed_in)) == (422, None)


def test_switching_the_app_off_asks_first_and_mails(signed_in, secret, miriam, django_capture_on_commit_callbacks):
    asked = signed_in.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "<h1>Switch off the authenticator app?</h1>" in asked

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=miriam, type="totp").count() == 0
    assert Mail.objects.latest("pk").kind == "account/totp_deactivated"


def test_after_a_while_one_proves_again_who_one_is(signed_in, secret, miriam):
    session = signed_in.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    asked = signed_in.get(reverse("mfa_deactivate_totp"))
    assert asked.url == f"{reverse('account_reauthenticate')}?next=%2Faccounts%2F2fa%2Ftotp%2Fdeactivate%2F"

    page = signed_in.get(asked.url).content.decode()
    wrong = signed_in.post(asked.url, {"password": "wrong"})
    right = signed_in.post(asked.url, {"password": PASSWORD})

    assert "Use your app or a recovery code" in page
    assert (wrong.status_code, errors_of(wrong)) == (422, ["This isn't your password. Try again, or reset it."])
    assert right.url == reverse("mfa_deactivate_totp")


def test_the_passkey_page_carries_its_data_without_inline_script(signed_in):
    page = signed_in.get(reverse("mfa_add_webauthn"))
    kinds = re.findall(r"<script([^>]*)>", page.content.decode())

    assert page.status_code == 200
    assert page["Content-Security-Policy"].split("script-src ")[1].split(";")[0] == "'self'"
    assert [kind for kind in kinds if "src=" not in kind and 'type="application/json"' not in kind] == []


def test_a_forged_passkey_signs_nobody_in(client, db):
    response = client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x", "response": {}}'})

    assert (response.url, who(client)) == (reverse("account_login"), None)
