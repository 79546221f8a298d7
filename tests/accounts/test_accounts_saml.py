"""Signing in by SAML, with answers that a provider of this module's own signs with its key."""

import base64
import threading
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from allauth.account.models import EmailAddress
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Known
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Saml
from structlog.testing import capture_logs

from mentoring.security import kinds
from mentoring.security.models import Event
from tests.signing_in import who

BEGIN, ACS = reverse("saml_login", args=["saml"]), reverse("saml_acs", args=["saml"])
FINISH, OURS = reverse("saml_finish_acs", args=["saml"]), reverse("saml_metadata", args=["saml"])
EMAIL = "urn:oid:0.9.2342.19200300.100.1.3"
VERIFIED = "http://schemas.auth0.com/email_verified"
NOT_IN = "You aren’t signed in yet. Try again, or sign in another way."
METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{cert}</ds:X509Certificate>
</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Location="{url}/sso"
Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/></md:IDPSSODescriptor></md:EntityDescriptor>"""
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0"
IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer><saml:Subject><saml:NameID
Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">miriam-7</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
InResponseTo="{asked}" Recipient="{acs}" NotOnOrAfter="{soon}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{soon}"><saml:AudienceRestriction><saml:Audience>{audience}
</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{now}">
<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{attributes}
</saml:AttributeStatement></saml:Assertion>""".replace("{audience}\n", "{audience}").replace("Password\n", "Password")
ATTRIBUTE = '<saml:Attribute Name="{}"><saml:AttributeValue>{}</saml:AttributeValue></saml:Attribute>'
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0"
IssueInstant="{now}" Destination="{acs}"
InResponseTo="{asked}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{entity}
</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>
{assertion}</samlp:Response>""".replace("{entity}\n", "{entity}")


class Idp:
    """`metadata` is what its address answers, after it was `held` back."""

    def __init__(self) -> None:
        self.key, self.cert = new_key()
        self.status, self.metadata, self.held = 200, "", threading.Event()
        self.held.set()

    def request_in(self, away: str) -> dict[str, str]:
        sent = base64.b64decode(parse_qs(urlsplit(away).query)["SAMLRequest"][0])
        found = ElementTree.fromstring(zlib.decompress(sent, -15))
        issuer = found.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer")
        return {"asked": found.get("ID"), "acs": found.get("AssertionConsumerServiceURL"), "audience": issuer.text}

    def answer(self, away: str, *, key="", cert="", signed=True, status="Success", **attributes: str) -> str:
        now = datetime.now(UTC)
        moments = {"now": now, "before": now - timedelta(minutes=1), "soon": now + timedelta(minutes=5)}
        about = {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in moments.items()}
        about |= {"entity": self.entity, **self.request_in(away)}
        said = {EMAIL: "miriam@example.org", "urn:oid:2.5.4.4": "Okafor", **attributes}
        words = "".join(ATTRIBUTE.format(*pair) for pair in said.items())
        assertion = ASSERTION.format(**about, attributes=words)
        if signed:
            made = Saml.add_sign(assertion, key or self.key, cert or self.cert, False, Known.RSA_SHA256, Known.SHA256)
            assertion = made.decode().partition("?>")[2] if made.startswith(b"<?") else made.decode()
        response = RESPONSE.format(**about, status=status, assertion=assertion if status == "Success" else "")
        return base64.b64encode(response.encode()).decode()


def new_key() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example.org")])
    begun = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begun, begun.replace(year=2090)
    )
    cert = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    kinds_of = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*kinds_of).decode(), cert.decode()


@pytest.fixture(scope="module")
def running_idp():
    found = Idp()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found.held.wait(60)
            with suppress(BrokenPipeError):  # who asked has given up
                self.send_response(found.status)
                self.end_headers()
                self.wfile.write(found.metadata.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    found.entity = f"{found.url}/metadata"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.held.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def idp(running_idp, settings):
    """“Harbour Login”, set up as SAML_* would."""
    cert = "".join(running_idp.cert.splitlines()[1:-1])
    running_idp.metadata = METADATA.format(entity=running_idp.entity, url=running_idp.url, cert=cert)
    running_idp.status = 200
    running_idp.held.set()
    about = {"entity_id": running_idp.entity, "metadata_url": running_idp.entity, "metadata_request_timeout": 5}
    app = {
        "provider_id": "saml",
        "name": "Harbour Login",
        "client_id": "saml",
        "settings": {"idp": about, "advanced": {"want_assertion_signed": True, "allow_single_label_domains": True}},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    return running_idp


def go(client, **more) -> str:
    return client.get(BEGIN, {"process": "login", "next": "/settings/", **more}).url


def arrive(client, sent: str):
    """The provider's page posts it; the browser goes on to where that leads."""
    posted = client.post(ACS, {"SAMLResponse": sent})
    assert posted.url == FINISH
    return client.get(FINISH)


def failed(client, answer, sentence: str, why: str) -> None:
    page = client.get(answer.url).content.decode()
    assert f"<p>{escape(sentence)} {escape(NOT_IN)}</p>" in page
    assert who(client) is None
    assert [kinds.sentence(event) for event in Event.objects.all()] == [f"Sign-in failed: {why}"]


AWAY = ("Harbour Login isn’t answering right now.", "the identity provider didn’t answer")
ODD = ("Harbour Login sent an answer that we can’t use.", "the identity provider’s answer was of no use")
UNTRUSTED = (
    "We can’t be sure that the answer came from Harbour Login.",
    "the identity provider’s answer wasn’t signed by it",
)


def test_a_signed_answer_signs_in_and_proves_the_address(client, idp, miriam):
    EmailAddress.objects.all().delete()
    back = arrive(client, idp.answer(go(client), **{VERIFIED: "true"}))

    assert (back.url, who(client)) == ("/settings/", str(miriam.pk))
    assert EmailAddress.objects.get().verified


def test_it_comes_back_to_our_address_whatever_host_was_asked(settings, idp, miriam):
    """Behind a proxy that passes another host on; what the provider was told is SITE_URL."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://mentoring.example.org:8443", ["*"]
    client = Client(HTTP_HOST="127.0.0.1")
    away = go(client)

    assert idp.request_in(away)["acs"] == f"https://mentoring.example.org:8443{ACS}"
    assert idp.request_in(away)["audience"] == f"https://mentoring.example.org:8443{OURS}"
    arrive(client, idp.answer(away, **{VERIFIED: "true"}))
    assert who(client) == str(miriam.pk)


@pytest.mark.parametrize(
    ("attributes", "setting", "lets_in"),
    [
        ({}, False, False),
        ({}, True, True),
        ({VERIFIED: "false"}, True, False),
        ({"email_verified": "False"}, True, False),
        ({"emailVerified": "0"}, True, False),
        ({"email_verified": "true"}, False, True),
        ({"email_verified": "true", VERIFIED: "false"}, True, False),
    ],
)
def test_what_an_attribute_says_about_the_address_counts_more_than_the_setting(
    client, idp, miriam, settings, attributes, setting, lets_in
):
    settings.SSO_EMAIL_VERIFIED = setting
    arrive(client, idp.answer(go(client), **attributes))

    assert who(client) == (str(miriam.pk) if lets_in else None)


@pytest.mark.parametrize("signed", [True, False])
def test_an_answer_that_another_signed_or_nobody_is_told_on_the_sign_in_page(client, idp, miriam, signed):
    key, cert = new_key()
    answer = arrive(client, idp.answer(go(client), key=key, cert=cert, signed=signed, **{VERIFIED: "true"}))

    failed(client, answer, *UNTRUSTED)


@pytest.mark.parametrize("sent", ["", "???", base64.b64encode(b"<a").decode(), base64.b64encode(b"<a/>").decode()])
def test_rubbish_in_place_of_an_answer_is_told_on_the_sign_in_page(client, idp, miriam, sent):
    go(client)

    failed(client, arrive(client, sent), *ODD)


def test_who_cancels_there_is_told_so(client, idp, miriam):
    answer = arrive(client, idp.answer(go(client), status="Responder"))

    failed(
        client,
        answer,
        "Harbour Login didn’t let you through, or you canceled there.",
        "the identity provider said no, or they canceled there",
    )


def test_an_answer_that_nobody_waits_for_is_told(client, idp, miriam):
    elsewhere = Client()
    answer = arrive(elsewhere, idp.answer(go(client), **{VERIFIED: "true"}))

    failed(
        elsewhere,
        answer,
        "That took too long, or began in another browser.",
        "an answer of the identity provider that nobody here waited for",
    )


def broken(idp, settings) -> None:
    idp.status = 503


def away(idp, settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]["idp"]["metadata_url"] = "http://127.0.0.1:1/"


def slow(idp, settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]["idp"]["metadata_request_timeout"] = 0.2
    idp.held.clear()


def rubbish(idp, settings) -> None:
    idp.metadata = "<h1>It works!</h1>"


def another(idp, settings) -> None:
    idp.metadata = idp.metadata.replace(f'entityID="{idp.entity}"', 'entityID="else"')


def useless(idp, settings) -> None:
    idp.metadata = idp.metadata.replace(f"{idp.url}/sso", "nowhere")


@pytest.mark.parametrize(
    ("fault", "told"), [(broken, AWAY), (away, AWAY), (slow, AWAY), (rubbish, ODD), (another, ODD), (useless, ODD)]
)
def test_metadata_that_isnt_there_or_of_use_is_told_on_the_sign_in_page(client, db, idp, settings, fault, told):
    fault(idp, settings)
    with capture_logs() as logged:
        answer = client.get(BEGIN, {"process": "login", "next": "/settings/"})

    failed(client, answer, *told)
    assert [line["provider"] for line in logged if line["event"] == "provider_sign_in_failed"] == ["Harbour Login"]


def test_our_own_metadata_doesnt_wait_for_the_providers(client, db, idp, settings):
    broken(idp, settings)
    page = client.get(OURS)

    assert page.status_code == 200
    assert f'Location="{settings.SITE_URL}{ACS}"' in page.content.decode()


@pytest.mark.parametrize(("sent", "status"), [({}, 400), ({"SAMLRequest": "x"}, 302), ({"SAMLResponse": "x"}, 302)])
def test_a_sign_out_of_the_providers_that_makes_no_sense_breaks_nothing(client, db, idp, sent, status):
    assert client.get(reverse("saml_sls", args=["saml"]), sent).status_code == status


@pytest.mark.parametrize("name", ["openid_connect_login", "openid_connect_callback"])
def test_it_isnt_reached_by_the_addresses_of_the_other_protocol(client, db, idp, name):
    assert client.get(reverse(name, args=["saml"])).status_code == 404
