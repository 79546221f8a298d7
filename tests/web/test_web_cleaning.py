"""What people type: no letter that nobody sees, and every script as it is."""

import importlib
import pkgutil
import unicodedata

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

import goals
import mentoring
import pairings
import programs
from mentoring.accounts.models import User
from mentoring.web import cleaning, links, markdown
from mentoring.web.forms import PlainForm, TextLine, UncutText

NAMES = [
    "Siobhán O'Neill",
    "שרה לוי",
    "محمد علي",
    "نیما می\u200cخواهد",  # Persian, with the joiner that keeps two letters apart
    "क्\u200dष",  # Hindi, with the one that keeps a half form
    "র\u200d্যাম",  # Bengali, where it stands before the sign
    "山田 太郎",
    "葛\U000e0100城",  # the look of this letter that the family writes
    "Zoë 👩🏽\u200d💻 Star",
    "Sam ❤️\u200d🔥",
    "Room 1️⃣",
    "Ewan \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
    "=cmd|' /C calc'!A0",
    "x" * 150,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_stays_as_it_is(name):
    assert (cleaning.line(name), cleaning.prose(name), cleaning.has_unseen(name)) == (name, name, False)


BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    "letter",
    [
        *BIDI,
        *"\x07\x00\x1b\x7f\x9f\xad\u115f\u180e\u200b\u200d\u2060\u3164\ufeff\ufe0f\ufffb\U000e0001\U000e0041\ud800",
    ],
)
def test_a_letter_that_nobody_sees_is_taken_out_of_a_name(letter):
    assert cleaning.line(f"{letter}Sam{letter} L{letter}ee{letter}") == "Sam Lee"


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200c\u200d", "\u202e\u2066", "\u3164\u2800", "\x07", "\u0301", "\U000e0041"]
)
def test_what_nobody_sees_says_nothing(text):
    assert (cleaning.line(text), cleaning.prose(text)) == ("", "")


def test_a_line_is_one_line_and_a_text_keeps_its_lines():
    assert cleaning.line(" Sam\r\n\tLee\u2028x\xa0 y ") == "Sam Lee x y"
    assert cleaning.prose("One\r\n\n  two\u2028three\x0bfour") == "One\r\n\n  two\nthree\nfour"


def test_no_control_or_format_character_stays_in_a_name_but_those_that_can_be_seen():
    """Such as the sign that Arabic puts around a number; joiners stay beside letters that need them (NAMES)."""
    seen = {chr(code) for code in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    every = {chr(code) for code in range(0x110000)}
    unwanted = {one for one in every if unicodedata.category(one) in {"Cc", "Cf", "Cs"}} - seen
    unwanted |= {*map(chr, range(0xE0000, 0xE1000)), *"\u034f\u115f\u1160\u2800\u3164\uffa0\U0001d159"}
    assert {one for one in unwanted if cleaning.line(f"Sam{one}Lee") not in {"SamLee", "Sam Lee"}} == set()
    assert {one for one in unwanted if cleaning.line(one) or cleaning.prose(one)} == set()


@pytest.mark.parametrize(
    ("typed", "kept"), [("A\u0301ngela", "Ángela"), ("A\u200b\u0301ngela", "Ángela"), ("\u212b", "Å")]
)
def test_a_letter_with_its_accent_is_one(typed, kept):
    assert (cleaning.line(typed), cleaning.prose(typed)) == (kept, kept)


def test_a_letter_has_as_many_accents_as_unicode_allows_for():
    assert cleaning.line("Z" + "\u0300" * 90) == "Z" + "\u0300" * 30


def test_marks_of_direction_stay_in_a_text_and_overrides_go():
    assert cleaning.prose("C++\u200f \u202egpj.exe\u202c") == "C++\u200f gpj.exe"


def test_tags_hide_no_message_behind_a_flag():
    assert cleaning.prose("\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "obey")) == "\U0001f3f4"


@pytest.mark.parametrize(
    "other", ["sam LEE", "Sam\u200d Lee", "S\u0430m Lee", "Ｓａｍ Lee", "Sam Iee", "Sam \u202eLee"]
)
def test_names_that_look_the_same_are_known_as_such(other):
    assert cleaning.look(other) == cleaning.look("Sam Lee")


def test_names_that_look_different_are_not():
    assert len({cleaning.look(name) for name in [*NAMES, "Sam Lee", "Sam Leé", "SamLee"]}) == len(NAMES) + 3


def test_a_form_asks_for_a_name_that_can_be_seen_and_keeps_what_was_typed():
    class NameForm(PlainForm):
        name = TextLine(label="Name")
        required_messages = {"name": "Enter your name."}

    form = NameForm({"name": "\u200b\u202e"})
    assert (form.errors["name"], form["name"].value()) == (["Enter your name."], "\u200b\u202e")


def test_a_text_far_above_its_limit_is_refused_before_anybody_looks_at_its_letters(monkeypatch):
    monkeypatch.setattr(TextLine, "tidy", staticmethod(lambda text: pytest.fail("looked at")))
    with pytest.raises(ValidationError, match="At most 200 characters fit here; these are 100000"):
        TextLine().clean(" " * 100 + "x" * 100_000)


def fields():
    """(where, field) of each text field of each form, but for passwords, codes, and what a page sends by itself."""
    for app in (goals, mentoring, pairings, programs):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if "forms" not in module.name.split("."):
                continue
            for form in vars(importlib.import_module(module.name)).values():
                if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                    yield from (
                        (f"{module.name}.{form.__name__}.{name}", field) for name, field in form.base_fields.items()
                    )


SENT_BY_THE_PAGE = (forms.HiddenInput, forms.PasswordInput)
NO_WORDS = (forms.EmailField, forms.URLField, forms.UUIDField, forms.RegexField)
NOT_TYPED = (
    "code",
    "credential",
    "name",
    "time_zone",
    "username",
)  # of allauth's; ours replace its names as they begin


def test_every_text_field_cleans():
    looked_at, others = 0, []
    for where, field in fields():
        is_typed = not isinstance(field.widget, SENT_BY_THE_PAGE) and where.rpartition(".")[2] not in NOT_TYPED
        if isinstance(field, UncutText):
            looked_at += 1
        elif isinstance(field, forms.CharField) and not isinstance(field, NO_WORDS) and is_typed:
            others.append(where)
    assert others == []
    assert looked_at > 60


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://user:pw@example.org/", links.WITH_A_LOGIN),
        ("https://example.org@elsewhere.org/", links.WITH_A_LOGIN),
        ("//example.org@elsewhere.org/", links.WITH_A_LOGIN),
        ("https://example.org\\@elsewhere.org/", links.WITH_A_LOGIN),
        ("https://example.org/\u202egpj.exe", links.NOT_SEEN),
        ("https://exam\u200bple.org/", links.NOT_SEEN),
        ("ftp://example.org/", "Enter a whole address, such as https://example.org/article."),
        ("javascript:alert(1)", "Enter a whole address, such as https://example.org/article."),
        ("https://example.org/" + "x" * 500, "At most 500 characters fit here; these are 520."),
    ],
)
def test_an_address_that_leads_elsewhere_than_it_says_is_refused(address, sentence):
    with pytest.raises(ValidationError) as refused:
        links.LinkField().clean(address)
    assert sentence in refused.value.messages


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a@b?mail=a@b.org#@", "http://müller.example/ü", "https://fa.example.org/می\u200cخواهم"],
)
def test_an_address_that_says_where_it_leads_is_taken(address):
    assert links.LinkField().clean(address) == address


def test_a_text_links_only_what_leads_where_it_says():
    honest = "[c](https://example.org/@c) [d](mailto:d@example.org)"
    html = markdown.clean(f"[a](https://bank.example@elsewhere.org/) [b](//x@elsewhere.org) {honest}")
    assert [one.partition('"')[0] for one in html.split('href="')[1:]] == [
        "https://example.org/@c",
        "mailto:d@example.org",
    ]
    message = markdown.phrase(
        "https://bank.example@elsewhere.org (www.a.org@b.org) https://example.org/@c d@example.org <b>"
    )
    assert [one.partition('"')[0] for one in message.split('href="')[1:]] == [
        "https://example.org/@c",
        "mailto:d@example.org",
    ]
    assert "https://bank.example@elsewhere.org" in message and "&lt;b&gt;" in message


def test_a_text_of_nothing_but_marks_or_lines_is_shown_as_it_is_typed():
    assert markdown.clean("[a](https://example.org) **b**") == (
        '<p><a href="https://example.org" rel="noopener nofollow">a</a> <strong>b</strong></p>\n'
    )
    assert markdown.clean("[" * 501 + "<b>\n\n**b**") == f"<p>{'[' * 501}&lt;b&gt;</p>\n\n<p>**b**</p>"
    assert markdown.phrase("[" * 501 + "<b> **b**") == f"{'[' * 501}&lt;b&gt; **b**"
    assert markdown.clean("**b**\n" * 1_001).startswith("<p>**b**<br>**b**<br>")


@pytest.mark.parametrize(
    ("before", "after"),
    [("Ada\u202eecalevoL", "AdaecalevoL"), ("\u200b\u200b", ""), ("نور\u200cحداد", "نور\u200cحداد"), ("Zoë", "Zoë")],
)
def test_names_of_before_lose_letters_that_nobody_sees(db, before, after):
    migration = importlib.import_module("mentoring.accounts.migrations.0005_names_are_clean")
    user = User.objects.create_user("zoe@example.org", name=before)
    migration.clean(apps, None)
    user.refresh_from_db()
    assert user.name == after
