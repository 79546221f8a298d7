"""Addresses: tidied before anybody looks at them, refused where no email could go, sent in ASCII."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from mentoring.web import mailboxes
from mentoring.web.forms import PlainForm


class AddressForm(PlainForm):
    email = forms.EmailField(error_messages={"invalid": "Enter a whole address."})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Sam@Example.org ", "sam@example.org"),
        ("sam\u200b@exa\u00admple.org\u202c", "sam@example.org"),
        ("mailto:sam@example.org", "sam@example.org"),
        ("sam@BU\u0308CHER.example", "sam@bücher.example"),
        ("sam@日本語。jp", "sam@日本語.jp"),
        ("sam@[192.0.2.1]", "sam@[192.0.2.1]"),
    ],
)
def test_an_address_is_tidied_before_it_is_checked(typed, kept):
    form = AddressForm({"email": typed})
    assert (form.is_valid(), form.cleaned_data) == (True, {"email": kept})
    assert (mailboxes.tidy(typed), mailboxes.tidy(kept), mailboxes.sendable(typed)) == (kept, kept, kept)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("zoë@example.org", mailboxes.NOT_ASCII),
        ("sam@☃.example", mailboxes.NOT_A_DOMAIN),
        ("sam@" + "ü" * 80 + ".example", mailboxes.NOT_A_DOMAIN),
        ("sam", "Enter a whole address."),
        ("\u200b@example.org", "Enter a whole address."),
        ("zoë@", "Enter a whole address."),
        ("a@b@example.org", "Enter a whole address."),
    ],
)
def test_what_cannot_be_sent_to_is_refused_at_its_field(typed, sentence):
    form = AddressForm({"email": typed})
    assert (form.errors["email"], form["email"].value(), mailboxes.sendable(typed)) == ([sentence], typed, "")


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ("sam@bücher.example", "sam@xn--bcher-kva.example"),
        ("sam@straße.example", "sam@xn--strae-oqa.example"),  # not strasse.example, which is somebody else's
        ("sam@example.org", "sam@example.org"),
    ],
)
def test_it_goes_out_with_its_domain_in_ascii(kept, sent):
    assert (mailboxes.ascii_of(kept), mailboxes.readable(sent)) == (sent, kept)
    assert mailboxes.header_of(f"Lantern <{kept}>") == f"Lantern <{sent}>"


def test_what_has_no_way_out_is_an_error_and_what_nobody_can_read_stays():
    with pytest.raises(UnicodeError):
        mailboxes.ascii_of("zoë@example.org")
    assert mailboxes.readable("sam@xn--\u00e4.example") == "sam@xn--\u00e4.example"
    assert mailboxes.header_of("Lantern") == "Lantern"
    with pytest.raises(ValidationError):
        mailboxes.check("")
