"""What people do with their accounts leaves rows, and none of them holds a secret."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts import invited
from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail
from mentoring.security import actions, kinds
from mentoring.security.models import Event, Happening
from programs.coordinators import actions as coordinators
from tests.factories import PASSWORD, UserFactory
from tests.identity_provider import MIRIAM, come_back
from tests.signing_in import code_for, code_in, log_in, prove, who

ANOTHER = "four quiet green hills"
RESET, CHANGE = reverse("account_reset_password"), reverse("account_change_password")
ASK_FOR_A_CODE, CONFIRM = reverse("account_request_login_code"), reverse("account_confirm_login_code")
SECOND_STEP, ACTIVATE = reverse("mfa_authenticate"), reverse("mfa_activate_totp")
FORGED = {"credential": '{"id": "x", "response": {}}'}


def written(*, since: int = 0) -> list[str]:
    return [kinds.sentence(event) for event in Event.objects.order_by("pk")[since:]]


def whom() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("account_name", flat=True))


def test_signing_in_and_out_by_password_is_one_row_each(client, miriam):
    log_in(client)
    client.post(reverse("account_logout"))

    assert written() == ["Signed in with a password", "Signed out"]
    assert set(whom()) == {"Miriam Okafor"}


def test_a_sign_in_costs_one_query_more(client, miriam):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        log_in(client)

    ours = [query["sql"] for query in asked if "security_event" in query["sql"]]
    assert [sql.split()[0] for sql in ours] == ["INSERT"]


def test_a_wrong_password_names_the_account_and_one_without_an_account_nobody(client, miriam):
    log_in(client, password="wrong")
    log_in(client, email="my-secret-pa55@example.org", password="wrong")

    assert written() == ["Sign-in failed: wrong password", "Sign-in failed: no account has this address"]
    assert whom() == ["Miriam Okafor", ""]


def test_a_wrong_password_costs_the_same_queries_with_an_account_and_without(client, miriam):
    def cost(email: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            log_in(client, email=email, password="wrong")
        return len([1 for query in asked if "security_event" in query["sql"]])

    assert cost(miriam.email) == cost("nobody@example.org") == 2


def test_who_is_switched_off_is_named_so(client, miriam):
    User.objects.update(is_active=False)
    log_in(client)

    assert written() == ["Sign-in failed: the account is switched off"]


def test_a_code_from_an_email_right_and_wrong(client, miriam):
    client.post(ASK_FOR_A_CODE, {"email": miriam.email})
    client.post(CONFIRM, {"code": "AAAA-AAAA"})
    client.post(CONFIRM, {"code": code_in(Mail.objects.get())})

    assert who(client) == str(miriam.pk)
    assert written() == ["Sign-in failed: wrong code", "Signed in with a code from an email"]


def test_a_passkey_that_isnt_accepted(client, db):
    client.post(reverse("mfa_login_webauthn"), FORGED)

    assert (written(), whom()) == (["Sign-in failed: the passkey wasn’t accepted"], [""])


def test_a_passkey_alone_signs_in(client, miriam, monkeypatch):
    """What a device says can't be made up here; a browser's journey does it with one. Everything after it is real."""
    key = Authenticator.objects.create(user=miriam, type="webauthn", data={"name": "My phone", "credential": {}})
    monkeypatch.setattr("mentoring.accounts.forms.sign_in.PasskeyForm.clean_credential", lambda form: key)
    client.post(reverse("mfa_login_webauthn"), FORGED)

    assert (who(client), written()) == (str(miriam.pk), ["Signed in with a passkey"])


def test_the_providers_person_signs_in(client, provider, miriam, django_capture_on_commit_callbacks):
    come_back(client, provider, **MIRIAM)
    EmailAddress.objects.update(verified=True)
    miriam.refresh_from_db()
    miriam.set_password(PASSWORD)
    miriam.save()
    log_in(client)
    prove(client)
    client.post(reverse("socialaccount_connections"), {"account": miriam.socialaccount_set.get().pk})

    said = written()
    assert said[:2] == ["Connected Harbour Login", "Signed in through the identity provider"]
    assert said[-1] == "Disconnected Harbour Login"


def test_who_is_stopped_for_guessing_is_written_down_with_the_account(client, miriam):
    for _ in range(6):
        log_in(client, password="wrong")

    assert written() == ["Sign-in failed: wrong password"] * 5 + ["Stopped after too many attempts"]
    assert set(whom()) == {"Miriam Okafor"}


def test_who_asks_for_too_many_links_is_written_down(client, miriam, settings):
    for _ in range(7):
        answer = client.post(RESET, {"email": miriam.email})

    assert answer.status_code == 429
    assert written()[0] == "A link to a new password was asked for"
    assert written()[-1] == "Stopped after too many attempts"


def test_a_second_step_is_added_used_and_removed(signed_in, secret, miriam, django_capture_on_commit_callbacks):
    begun = Event.objects.count()
    signed_in.post(reverse("account_logout"))
    log_in(signed_in)
    signed_in.post(SECOND_STEP, {"code": "000000"})
    signed_in.post(SECOND_STEP, {"code": code_for(secret, offset=1)})
    prove(signed_in)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("mfa_generate_recovery_codes"))
    signed_in.post(reverse("mfa_deactivate_totp"))

    assert written()[:begun] == [
        "Signed in with a password",
        "Proved again who they are, with a password",
        "Added an authenticator app",
        "Made new recovery codes",
    ]
    assert written(since=begun) == [
        "Signed out",
        "Second step failed: wrong code",
        "Signed in with a password and a code from an app",
        "Proved again who they are, with a password",
        "Made new recovery codes",
        "Removed an authenticator app",
        "Removed the recovery codes",
    ]
    assert set(whom()) == {"Miriam Okafor"}


def test_a_recovery_code_and_a_forged_passkey_as_the_second_step(signed_in, secret):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    signed_in.post(reverse("account_logout"))
    begun = Event.objects.count()
    log_in(signed_in)
    signed_in.post(SECOND_STEP, FORGED)
    signed_in.post(SECOND_STEP, {"code": code})

    assert written(since=begun) == [
        "Second step failed: the passkey wasn’t accepted",
        "Signed in with a password and a recovery code",
    ]
    assert set(whom()) == {"Miriam Okafor"}


def test_too_many_second_steps_are_written_down_with_the_account(signed_in, secret):
    signed_in.post(reverse("account_logout"))
    log_in(signed_in)
    begun = Event.objects.count()
    for _ in range(6):
        signed_in.post(SECOND_STEP, {"code": "000000"})

    assert written(since=begun)[-1] == "Stopped after too many attempts"
    assert set(whom()) == {"Miriam Okafor"}


def test_proving_again_fails(signed_in, secret, miriam):
    Authenticator.objects.create(user=miriam, type="webauthn", data={"name": "My phone", "credential": {}})
    begun = Event.objects.count()
    prove(signed_in, password="wrong")
    signed_in.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    signed_in.post(reverse("mfa_reauthenticate_webauthn"), FORGED)

    assert written(since=begun) == [
        "Failed to prove again who they are: wrong password",
        "Failed to prove again who they are: wrong code",
        "Failed to prove again who they are: the passkey wasn’t accepted",
    ]


def test_a_passkey_is_added_and_removed(signed_in, miriam, monkeypatch):
    """As above: only what the device would say is made up."""
    adding = "allauth.mfa.webauthn.forms._BaseAddWebAuthnForm.clean"
    monkeypatch.setattr(adding, lambda form: form.cleaned_data)
    begun = Event.objects.count()
    signed_in.post(reverse("mfa_add_webauthn"), {"name": "My phone", **FORGED})
    key = Authenticator.objects.get(type="webauthn")
    signed_in.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert written(since=begun)[0] == "Added a passkey"
    assert "Removed a passkey" in written(since=begun)


def test_a_password_is_changed_reset_and_set(signed_in, miriam):
    begun = Event.objects.count()
    signed_in.post(CHANGE, {"oldpassword": "wrong", "password1": ANOTHER})
    signed_in.post(CHANGE, {"oldpassword": PASSWORD, "password1": ANOTHER})
    signed_in.post(reverse("account_logout"))
    signed_in.post(RESET, {"email": miriam.email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.latest("pk").text).group(1)
    form = signed_in.get(link, follow=True).request["PATH_INFO"]
    signed_in.post(form, {"password1": PASSWORD})
    miriam.refresh_from_db()
    miriam.set_unusable_password()
    miriam.save()
    signed_in.force_login(miriam)
    signed_in.post(reverse("account_set_password"), {"password1": ANOTHER})

    assert [said for said in written(since=begun) if not said.startswith("Signed in right")] == [
        "Didn’t know the current password when changing it",
        "Changed the password",
        "Signed out",
        "A link to a new password was asked for",
        "Chose a new password by a link from an email",
        "Signed in after choosing a new password",
        "Set a password",
    ]
    assert set(whom()) == {"Miriam Okafor"}


def test_an_address_is_changed(signed_in):
    begun = Event.objects.count()
    asked = signed_in.post(reverse("account_email"), {"email": "m.okafor@example.org", "action_add": ""})
    signed_in.post(asked.url, {"code": "AAAA-AAAA"})
    signed_in.post(asked.url, {"code": code_in(Mail.objects.get())})

    assert written(since=begun) == [
        "Entered a wrong code to prove an address",
        "Proved that the address m.okafor@example.org is theirs",
        "Changed the address from miriam@example.org to m.okafor@example.org",
    ]


def test_an_account_is_made_by_somebody_else_and_started_over_by_who_proves_it(db, monkeypatch):
    monkeypatch.setattr(invited, "_asked", [lambda email, now: email == "noor@example.org"])
    stranger = Client()
    session = stranger.session
    session[invited.SESSION_KEY], session[invited.PROVEN_KEY] = "noor@example.org", False
    session.save()
    typed = {"name": "Not Noor", "password1": ANOTHER, "time_zone": "Africa/Cairo", "email": "noor@example.org"}
    stranger.post(reverse("account_signup"), typed)
    cache.clear()
    noors = Client()
    noors.post(ASK_FOR_A_CODE, {"email": "noor@example.org"})
    noors.post(CONFIRM, {"code": code_in(Mail.objects.latest("pk"))})

    assert written() == [
        "Made an account",
        "The account started over: what was set before its address was proven is gone",
        "Proved that the address noor@example.org is theirs",
        "Signed in with a code from an email",
    ]
    assert whom() == ["Not Noor", "noor@example.org", "noor@example.org", "noor@example.org"]


def test_setting_up_makes_an_administrator_who_changes_the_installation(client, db, capsys):
    call_command("setup_link")
    link = capsys.readouterr().out.strip()
    asked = {"organisation": "Harbour", "hue": "142", "time_zone": "Europe/Vienna", "name": "Ada Root"}
    client.post(link, asked | {"email": "ada@example.org", "password": PASSWORD})
    changed = {"name": "Harbor", "hue": "142", "time_zone": "UTC", "idle_days": "longest"}
    for _ in range(2):
        client.post(reverse("organisation"), changed)

    assert written() == [
        "Became administrator",
        "Signed in right after the account was made",
        "Changed about the installation: its name, its time zone",
    ]
    assert set(whom()) == {"Ada Root"}


def test_who_makes_and_unmakes_an_administrator_in_a_shell(cast):
    begun = Event.objects.count()
    cast.mentor.is_administrator = True
    cast.mentor.save()
    cast.mentor.save()
    cast.mentor.is_administrator = False
    cast.mentor.save(update_fields=["is_administrator"])

    assert written(since=begun) == ["Became administrator", "Is no longer administrator"]


def test_coordinators_come_and_go_with_who_did_it(cast, sign_in):
    browser, where = sign_in(cast.administrator), reverse("program_coordinators", args=[cast.program.pk])
    begun = Event.objects.count()
    browser.post(where, {"email": cast.mentor.email}, REMOTE_ADDR="192.0.2.7")
    appointed = cast.program.memberships.get(user=cast.mentor, role="coordinator")
    coordinators.remove(appointed, by=cast.mentor, now=timezone.now())

    assert written(since=begun) == [
        "Became coordinator of “Women in Engineering”",
        "Is no longer coordinator of “Women in Engineering”",
    ]
    rows = Event.objects.order_by("pk").values_list("account_name", "by_name", "client")
    assert list(rows)[begun:] == [("Miriam Okafor", "Ada Root", "192.0.2.7"), ("Miriam Okafor", "", "")]


def test_a_keepsake_taken_and_a_calendar_address_reset(cast, sign_in):
    browser = sign_in(cast.mentee)
    begun = Event.objects.count()
    browser.get(reverse("keepsake_file", args=[cast.pairing.pk]))
    browser.post(reverse("calendar_reset"))

    assert written(since=begun) == ["Downloaded a keepsake", "Got a new calendar address; the old one is dead"]


def test_links_are_ended_and_other_browsers_signed_out(cast, sign_in):
    browser = sign_in(cast.mentor)
    begun = Event.objects.count()
    browser.post(reverse("links_end"))
    browser.post(reverse("usersessions_list"))

    assert written(since=begun) == [
        "Ended the links in the emails they had got so far",
        "Signed out other browsers of theirs",
    ]


def test_a_form_from_elsewhere_is_written_down(miriam):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("account_login"), {"login": miriam.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert written() == ["A form was refused that didn’t come from a page of ours, or from one too old"]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "client_address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (1, "[2001:db8::17]:443", "2001:db8::17"),
        (1, "no address at all", ""),
    ],
)
def test_the_address_is_the_one_that_the_last_known_proxy_saw(
    client, miriam, settings, proxies, passed_on, client_address
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client.get("/")
    client.post(ASK_FOR_A_CODE, {"email": miriam.email})
    code = {"code": code_in(Mail.objects.get())}
    client.post(CONFIRM, code, headers={"X-Forwarded-For": passed_on})

    assert Event.objects.latest("pk").client == client_address


def test_the_browser_is_cut_and_holds_nothing_unseen(client, miriam):
    client.post(
        reverse("account_login"),
        {"login": miriam.email, "password": PASSWORD},
        headers={"User-Agent": "Fire\u202efox\x07 " + "x" * 5000},
    )

    browser = Event.objects.get().browser
    assert (browser[:9], len(browser)) == ("Firefox x", 200)


def test_no_secret_is_ever_written(
    client, miriam, monkeypatch, django_capture_on_commit_callbacks, signed_in, secret, rf
):
    """Everything that people type to prove who they are, through all the ways, right and wrong."""
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    typed = [PASSWORD, "a-wrong-pa55word", ANOTHER, secret, *codes, "000000", "AAAA-AAAA"]
    signed_in.post(CHANGE, {"oldpassword": "a-wrong-pa55word", "password1": ANOTHER})
    signed_in.post(reverse("account_logout"))
    session = signed_in.session.session_key or "no-session"
    log_in(client, password="a-wrong-pa55word")
    log_in(client, email="a-wrong-pa55word@example.org", password="a-wrong-pa55word")
    client.post(ASK_FOR_A_CODE, {"email": miriam.email})
    client.post(CONFIRM, {"code": "AAAA-AAAA"})
    typed.append(code_in(Mail.objects.latest("pk")))
    client.post(CONFIRM, {"code": typed[-1]})
    client.post(SECOND_STEP, {"code": "000000"})
    client.post(SECOND_STEP, {"code": codes[0]})
    client.post(reverse("account_logout"))
    cache.clear()
    client.post(RESET, {"email": miriam.email})
    link = re.search(r"http://testserver(/\S+)", Mail.objects.latest("pk").text).group(1)
    typed.append(link.rstrip("/").rsplit("/", 1)[1])
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": ANOTHER})
    client.post(SECOND_STEP, {"code": codes[1]})
    prove(client, password=ANOTHER)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    typed += Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    asked = client.post(reverse("account_email"), {"email": "m.okafor@example.org", "action_add": ""})
    typed.append(code_in(Mail.objects.latest("pk")))
    client.post(asked.url, {"code": typed[-1]})
    typed += [session, client.session.session_key, client.session.get("_auth_user_hash", "none")]

    kept = json.dumps(list(Event.objects.values()), default=str)
    assert "Changed the address" in " ".join(written())
    assert [one for one in typed if one.lower() in kept.lower()] == []
    assert Event.objects.count() > 12


def test_a_row_that_cant_be_written_keeps_nobody_out(client, miriam, monkeypatch):
    def broken(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(actions, "_write", broken)
    log_in(client)

    assert (who(client), Event.objects.count()) == (str(miriam.pk), 0)


def test_a_flood_from_one_network_leaves_thirty_rows_a_minute_and_one_that_says_so(client, miriam, time_machine):
    time_machine.move_to(timezone.now().replace(second=5, microsecond=0), tick=False)

    def press(times: int, address: str) -> None:
        for _ in range(times):
            client.post(reverse("mfa_login_webauthn"), FORGED, REMOTE_ADDR=address)

    press(40, "2001:db8:0:1::1")
    press(2, "2001:db8:0:1::2")  # the same network
    press(1, "192.0.2.1")
    log_in(client, REMOTE_ADDR="2001:db8:0:1::1")
    failed, more = "Sign-in failed: the passkey wasn’t accepted", kinds.sentence(Event(what="more", details={}))
    assert written() == [failed] * 30 + [more, failed, "Signed in with a password"]

    time_machine.move_to(timezone.now() + timezone.timedelta(minutes=1), tick=False)
    client.post(reverse("account_logout"))
    press(1, "2001:db8:0:1::1")
    assert written()[-1] == failed


def test_everything_that_happens_is_of_a_kind_and_reads_as_a_sentence():
    placed = {happening for _, of_kind in kinds.KINDS.values() for happening in of_kind}
    assert placed == set(Happening)
    for happening in Happening:
        names = re.findall(r"{(\w+)}", happening.label)
        said = kinds.sentence(Event(what=happening, details=dict.fromkeys(names, "password")))
        assert "{" not in said


def test_people_of_factories_leave_rows_only_as_administrators(db):
    UserFactory()
    assert written() == []
    UserFactory(is_administrator=True)
    assert written() == ["Became administrator"]
