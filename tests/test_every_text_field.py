"""Every text field of pairs and goals, found on their pages: long pastes, every alphabet, right-to-left names, script.

The pages are walked as a browser would: whatever form a page shows is filled in and sent. So a field that comes later
is looked at here without anybody thinking of it.
"""

import importlib
import pkgutil
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from django import forms
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, reverse

import goals
import pairings
from goals import urls as goals_urls
from pairings import urls as pairings_urls
from pairings.models import Expectation
from tests import factories
from tests.access_table import ARGUMENTS

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PASTE = "x" * 100_000
ODD = "שלום 👋🏽 <script>alert('x')</script> \u202eabc"
NAME = "שרה <script>alert('n')</script>"
RAW = ("<script>alert('x')", "<script>alert('n')")
TEXT_TYPES = {"text", "search", "url", "email", "tel", ""}
NAMES = sorted(
    {one.name for one in [*pairings_urls.urlpatterns, *goals_urls.urlpatterns] if isinstance(one, URLPattern)}
)


@dataclass
class Form:
    """A form that posts, as it stands on a page: what it would send, and which of it is text that a person types."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)  # those of them that are to be an address of a page


class Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = Form(said.get("action", "")) if said.get("method") == "post" else None
            if self.form:
                self.found.append(self.form)
        elif self.form and tag == "input" and said.get("name"):
            self._input(self.form, said)
        elif self.form and tag == "textarea" and "readonly" not in said and said.get("name"):
            self.area = said["name"]
            self.form.values[self.area] = [""]
            self.form.texts.append(self.area)
        elif self.form and tag == "select" and said.get("name"):
            self.select = said["name"]
        elif self.form and tag == "option" and self.select:
            if "selected" in said or self.select not in self.form.values:
                self.form.values[self.select] = [said.get("value", "")]
        elif self.form and tag == "button" and said.get("name") and "formaction" not in said:
            self.form.values.setdefault(said["name"], [said.get("value", "")])

    def _input(self, form, said):
        name, kind = said["name"], said.get("type", "")
        if kind in ("radio", "checkbox"):
            if "checked" in said or (kind == "radio" and name not in form.values):
                form.values[name] = [said.get("value", "on")]
            return
        if kind in TEXT_TYPES and "readonly" not in said:
            form.texts.append(name)
        if kind == "url":
            form.addresses.append(name)
        form.values[name] = [
            said.get("value") or {"date": said.get("min") or said.get("max") or "", "number": "60"}.get(kind, "")
        ]

    def handle_data(self, data):
        if self.area and self.form:
            self.form.values[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


@pytest.fixture
def open_world(world):
    """The cast's world before its expectations, with a milestone to reach: so that those forms are there, too."""
    Expectation.objects.all().delete()
    factories.MilestoneFactory(goal=world.goal)
    return world


def address(world, name) -> str | None:
    """None for what takes no arguments of a row here, such as a page that only leads somewhere else."""
    try:
        return reverse(
            name, args=[argument(world) if callable(argument) else argument for argument in ARGUMENTS.get(name, ())]
        )
    except NoReverseMatch:
        return None


def shown_to(world, sign_in, name):
    """The page as each of the two sees it: browser, address, text."""
    for part in ("mentor", "mentee"):
        browser, url = sign_in(getattr(world, part)), address(world, name)
        answer = browser.get(url) if url else None
        if answer is not None and answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            yield browser, url, answer.content.decode()


def text_fields(world, sign_in, name):
    """Each text field of the page, with the form it is in; one that both see is looked at as the mentor."""
    known = set()
    for browser, url, page in shown_to(world, sign_in, name):
        for form in Forms(page).found:
            for text in form.texts:
                where = (urljoin(url, form.action), text)
                if where not in known:
                    known.add(where)
                    yield SimpleNamespace(
                        browser=browser, url=where[0], name=text, form=form, is_address=text in form.addresses
                    )


def send(one, words):
    """The form with these words in the field, and something in every other that is empty. Nothing of it stays."""
    sent = {
        name: values if name not in one.form.texts or values[0] else ["Words"]
        for name, values in one.form.values.items()
    }
    with transaction.atomic():
        answer = one.browser.post(one.url, {**sent, one.name: [words]}, follow=True)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_a_paste_is_kept_with_a_sentence_and_every_alphabet_is_taken(open_world, sign_in, name):
    for one in text_fields(open_world, sign_in, name):
        page = (answer := send(one, PASTE)).content.decode()
        says_why = "100000" in page or one.is_address  # an address that is none is told so, whatever its length
        assert (one.url, one.name, answer.status_code, says_why) == (one.url, one.name, 422, True)
        assert PASTE in page, (one.url, one.name)
        page = (answer := send(one, ODD)).content.decode()
        kept = answer.status_code == 200 or escape(ODD) in page
        assert (one.url, one.name, kept, [raw for raw in RAW if raw in page]) == (one.url, one.name, True, [])


def fields_of_forms() -> set[str]:
    """The names of the text fields of every form of the two apps."""
    found = set()
    for package in (pairings, goals):
        modules = [module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
        for name in (name for name in modules if name.split(".")[2:3] == ["forms"]):
            for form in vars(importlib.import_module(name)).values():
                if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == name:
                    found |= {
                        name
                        for name, one in form.base_fields.items()
                        if isinstance(one, forms.CharField) and not isinstance(one.widget, forms.HiddenInput)
                    }
    return found


def test_all_pages_of_people_with_right_to_left_names_and_every_text_field_is_on_one(open_world, sign_in):
    """Without the second half the test above could be about nothing."""
    for part in ("mentor", "mentee"):
        person = getattr(open_world, part)
        person.name = NAME
        person.save()
    named, texts = 0, set()
    for name in NAMES:
        for _, url, page in shown_to(open_world, sign_in, name):
            assert (url, [raw for raw in RAW if raw in page]) == (url, [])
            named += "שרה" in page
            texts |= {text.rsplit("-", 1)[-1] for form in Forms(page).found for text in form.texts}
    assert named > len(NAMES)  # both read nearly every page, and nearly every page names one of them
    assert fields_of_forms() - texts == set()
