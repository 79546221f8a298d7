"""Name, zone, language, colours; address and password; the theme's style sheet."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import escape

from mentoring.accounts import queries, zones
from mentoring.accounts.forms.words import ZoneField
from mentoring.accounts.models import Organisation, User
from mentoring.notifications.planning.models import Mail
from tests.factories import PASSWORD
from tests.sentences import NAME_MISSING, ZONE_INVALID
from tests.signing_in import code_in, errors_of, who

SETTINGS = reverse("settings")
GUESS = reverse("time_zone_guess")
MIRIAM = {"name": "Miriam O. Okafor", "time_zone": "Africa/Lagos", "language": "en-us", "theme": "dark"}


def test_a_stranger_signs_in_first(client, db):
    assert client.get(SETTINGS).url == f"{reverse('account_login')}?next=/settings/"


def test_settings_are_kept_and_the_page_turns_dark(signed_in, miriam):
    assert signed_in.post(SETTINGS, MIRIAM).url == SETTINGS
    miriam.refresh_from_db()

    assert {name: getattr(miriam, name) for name in MIRIAM} == MIRIAM
    page = signed_in.get(SETTINGS).content.decode()
    assert 'data-theme="dark"' in page
    assert "Your settings are saved." in page


def test_the_sign_in_page_stays_dark_after_signing_out(signed_in):
    signed_in.post(SETTINGS, MIRIAM)
    signed_in.post(reverse("account_logout"))

    assert 'data-theme="dark"' in signed_in.get(reverse("account_login")).content.decode()


def test_a_name_loses_the_letters_that_nobody_sees_and_needs_one_to_be_seen(signed_in, miriam):
    signed_in.post(SETTINGS, {**MIRIAM, "name": "\u202eמרים\x07 Okafor\u200b"})
    miriam.refresh_from_db()
    assert miriam.name == "מרים Okafor"
    answer = signed_in.post(SETTINGS, {**MIRIAM, "name": "\u200b\u2066"})
    assert (answer.status_code, answer.context["form"].errors["name"]) == (422, ["Enter your name."])


def test_what_is_missing_is_named_and_nothing_is_saved(signed_in, miriam):
    response = signed_in.post(SETTINGS, {"name": "", "time_zone": "Mars/Olympus"})
    miriam.refresh_from_db()

    assert (response.status_code, miriam.name, miriam.time_zone) == (422, "Miriam Okafor", "Europe/Berlin")
    assert errors_of(response) == [
        NAME_MISSING,
        ZONE_INVALID,
        "Choose a language.",
        "Choose light, dark, or like your device.",
    ]


def test_nobody_becomes_administrator_by_posting_it(signed_in, miriam):
    signed_in.post(SETTINGS, {**MIRIAM, "is_administrator": "on", "email": "x@example.org"})
    miriam.refresh_from_db()

    assert (miriam.is_administrator, miriam.email) == (False, "miriam@example.org")


def test_a_zone_with_an_old_name_isnt_changed_by_saving_something_else(signed_in, miriam):
    User.objects.update(time_zone="US/Pacific")
    page = signed_in.get(SETTINGS).content.decode()
    assert '<option value="US/Pacific" selected>' in page

    signed_in.post(SETTINGS, {**MIRIAM, "time_zone": "US/Pacific"})
    miriam.refresh_from_db()
    assert miriam.time_zone == "US/Pacific"


@pytest.mark.parametrize(
    ("answer", "zone", "declined"),
    [("yes", "Europe/Lisbon", ""), ("no", "Europe/Berlin", "Europe/Lisbon")],
)
def test_the_browsers_guess_is_taken_only_with_a_yes_and_asked_once(signed_in, miriam, answer, zone, declined):
    response = signed_in.post(GUESS, {"time_zone": "Europe/Lisbon", "answer": answer, "next": "/settings/"})
    miriam.refresh_from_db()

    assert (response.url, miriam.time_zone, miriam.declined_time_zone) == ("/settings/", zone, declined)
    assert f'declined="{declined}"' in signed_in.get(SETTINGS).content.decode()


def test_the_guess_is_answered_in_place_under_htmx(signed_in, miriam):
    response = signed_in.post(GUESS, {"time_zone": "Europe/Lisbon", "answer": "yes"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "Times are shown in the time of Lisbon from now on." in response.content.decode()
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"time_zone": "Mars/Olympus", "answer": "yes"}, {"time_zone": "Europe/Lisbon"}])
def test_a_guess_that_is_none_changes_nothing(signed_in, miriam, data):
    response = signed_in.post(GUESS, data)
    miriam.refresh_from_db()

    assert (response.status_code, miriam.time_zone, miriam.declined_time_zone) == (400, "Europe/Berlin", "")


def test_the_guess_never_leads_to_a_strange_host_and_needs_a_post(signed_in):
    data = {"time_zone": "Europe/Lisbon", "answer": "yes", "next": "https://evil.example/"}

    assert signed_in.post(GUESS, data).url == reverse("home")
    assert signed_in.get(GUESS).status_code == 405


def test_a_new_address_counts_once_its_code_is_entered(signed_in, miriam):
    asked = signed_in.post(reverse("account_email"), {"email": "m.okafor@example.org", "action_add": ""})
    mail = Mail.objects.get()
    assert (mail.to, User.objects.get().email) == ("m.okafor@example.org", "miriam@example.org")

    signed_in.post(asked.url, {"code": code_in(mail)})
    assert User.objects.get().email == "m.okafor@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("m.okafor@example.org", True, True)
    ]
    told = Mail.objects.latest("pk")
    assert (told.to, told.kind) == ("miriam@example.org", "account/email_changed")


def test_somebody_elses_address_cant_be_taken(signed_in, cast):
    asked = signed_in.post(reverse("account_email"), {"email": cast.mentor.email, "action_add": ""})
    answer = signed_in.post(asked.url, {"code": code_in(Mail.objects.get(to=cast.mentor.email))})

    assert errors_of(answer) == ["There is already an account with this address."]
    assert EmailAddress.objects.filter(email=cast.mentor.email).values_list("user", flat=True).get() == cast.mentor.pk


def test_the_password_is_changed_with_the_old_one(signed_in, miriam):
    url = reverse("account_change_password")
    wrong = signed_in.post(url, {"oldpassword": "wrong", "password1": "four quiet green hills"})
    right = signed_in.post(url, {"oldpassword": PASSWORD, "password1": "four quiet green hills"})
    miriam.refresh_from_db()

    assert errors_of(wrong) == ["This isn't your current password. Try again, or reset it."]
    assert (right.url, miriam.check_password("four quiet green hills"), who(signed_in)) == (
        SETTINGS,
        True,
        str(miriam.pk),
    )
    assert Mail.objects.get().kind == "account/password_changed"


def test_the_themes_style_sheet_is_one_rule_and_kept_for_ever(client):
    response = client.get("/theme/142.css")

    assert response.content == b":root{--h:142}\n"
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "text/css",
        "public, max-age=31536000, immutable",
    )


@pytest.mark.parametrize("version", ["360", "-1", "1;color:red", "٣", "0142", "x"])
def test_no_other_hue_has_a_style_sheet(client, db, version):
    assert client.get(f"/theme/{version}.css").status_code == 404


def test_every_page_shows_the_organisation_for_one_query_and_then_for_none(client, db, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Example Ltd", hue=142)
    cache.clear()
    with django_assert_num_queries(1):
        page = client.get(reverse("account_reset_password")).content.decode()
    with django_assert_num_queries(0):
        client.get(reverse("account_reset_password"))

    assert "/theme/142.css" in page
    assert re.search(r"<title>Choose a new password · Example Ltd</title>", page)


def test_without_a_cache_there_is_still_an_organisation(settings, db):
    Organisation.objects.create(pk=1, name="Example Ltd")
    settings.CACHES = settings.CACHES | {
        "passing": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }

    assert (str(queries.organisation()), queries.is_set_up()) == ("Example Ltd", True)
    queries.forget_organisation()


def test_the_list_of_zones_has_cities_and_no_historical_names():
    assert {"Europe/Berlin", "Asia/Kolkata", "UTC"} <= set(zones.names())
    assert not {name for name in zones.names() if name.startswith(("Etc/", "US/", "posix"))}
    assert zones.city("America/Argentina/Buenos_Aires") == "Buenos Aires, Argentina"


@pytest.mark.parametrize("chosen", ["Europe/Berlin", "UTC", "US/Pacific", "<b>"])
def test_the_zones_are_written_once_each_with_one_of_them_chosen(chosen):
    field = ZoneField()
    written = field.widget.render("zone", chosen, {"id": "zone"})
    listed = [name for _, cities in zones.choices() for name, _ in cities]

    assert re.findall(r'<option value="([^"]+)" selected', written) == [escape(chosen)]
    assert re.findall(r'<option value="([^"]+)"', written) == [*([] if chosen in listed else [escape(chosen)]), *listed]
    assert " selected" not in field.widget.render("zone", None)
