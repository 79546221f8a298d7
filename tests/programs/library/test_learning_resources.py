"""The library of a program: its coordinators keep it, everybody who takes part reads it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from mentoring.web.links import WITH_A_LOGIN
from programs.library import actions as resources
from programs.models import Resource
from tests import factories
from tests.pages import hides, shows
from tests.sentences import SHORTEN, SHORTER, too_long

pytestmark = pytest.mark.django_db


def form(**changes):
    return {"title": "Ask one more question", "kind": "practice", "area": "communication", **changes}


def page(cast, name="resources", *more):
    return reverse(name, args=[cast.program.pk, *more])


@pytest.fixture
def resource(cast):
    return factories.ResourceFactory(program=cast.program, title="How to listen", added_by=cast.coordinator)


def test_coordinator_adds_changes_and_removes(cast, sign_in):
    browser = sign_in(cast.coordinator)
    words = form(about="Five **minutes**", url="example.org/listen", minutes="90")
    assert browser.post(page(cast, "resource_new"), words).url == page(cast)
    found = Resource.objects.get()
    assert (found.program, found.added_by, found.url, found.lasts) == (
        cast.program,
        cast.coordinator,
        "https://example.org/listen",
        "1 hour 30 minutes",
    )
    text = sign_in(cast.mentee).get(page(cast)).content.decode()
    shows(text, "Ask one more question", "<strong>minutes</strong>", "1 hour 30 minutes")
    hides(text, "Add a resource", page(cast, "resource_edit", found.pk))
    browser.post(page(cast, "resource_edit", found.pk), form(title="Ask two questions", area=""))
    found.refresh_from_db()
    assert (found.title, found.area, found.url, found.minutes) == ("Ask two questions", "", "", None)
    browser.post(page(cast, "resource_remove", found.pk))
    assert Resource.objects.count() == 0
    assert list(Entry.objects.order_by("pk").values_list("verb", "details__title")) == [
        ("resource.added", "Ask one more question"),
        ("resource.changed", "Ask two questions"),
        ("resource.removed", "Ask two questions"),
    ]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"title": ""}, {"title": ["Enter a title."]}),
        (
            {"title": "t" * 100_000},
            {"title": [f"{too_long(200)} {SHORTER}"]},
        ),
        (
            {"about": "ä" * 100_000},
            {"about": [f"{too_long(1000)} {SHORTEN}"]},
        ),
        ({"url": "javascript:alert(1)"}, {"url": ["Enter a whole address, such as https://example.org/article."]}),
        ({"url": "ftp://example.org/x"}, {"url": ["Enter a whole address, such as https://example.org/article."]}),
        ({"url": "https://bank.example@example.org/x"}, {"url": [WITH_A_LOGIN]}),
        ({"minutes": "0"}, {"__all__": ["Enter one minute or more, or leave it empty."]}),
        ({"title": "HOW TO LISTEN"}, {"__all__": ["A resource with this title is in the library already."]}),
    ],
)
def test_the_form_says_what_is_wrong(cast, resource, sign_in, changes, errors):
    answer = sign_in(cast.coordinator).post(page(cast, "resource_new"), form(**changes))
    assert (answer.status_code, answer.context["form"].errors, Resource.objects.count()) == (422, errors, 1)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"title": "how to LISTEN"}, "resource_title_is_single"),
        ({"url": "ftp://example.org"}, "resource_address_is_of_the_web"),
        ({"minutes": 0}, "resource_takes_some_time"),
    ],
)
def test_the_database_refuses_it_too(cast, resource, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.ResourceFactory(program=cast.program, **changes)


def test_the_same_title_stands_in_two_programs(cast, resource):
    factories.ResourceFactory(program=cast.other_program, title=resource.title)
    assert Resource.objects.count() == 2


def test_removed_meanwhile_is_said(cast, resource):
    now = timezone.now()
    resources.remove(Resource.objects.get(), by=cast.coordinator, now=now)
    resources.remove(resource, by=cast.coordinator, now=now)
    with pytest.raises(Refused, match="removed this resource meanwhile"):
        resources.change(resource, title="Other", by=cast.coordinator, now=now)
    assert Entry.objects.filter(verb="resource.removed").count() == 1


def test_the_library_is_searched_and_sorted(cast, sign_in):
    for title, area in (("Asking", "communication"), ("Planning", "expectations"), ("Asking again", "")):
        factories.ResourceFactory(program=cast.program, title=title, area=area)
    browser = sign_in(cast.mentor)

    def found(query):
        return [resource.title for resource in browser.get(page(cast) + query).context["page_obj"]]

    assert found("") == ["Asking", "Asking again", "Planning"]
    assert found("?q=asking&area=communication") == ["Asking"]
    assert (found("?q=nothing"), found("?area=no-such&page=x")) == ([], ["Asking", "Asking again", "Planning"])
    part = browser.get(page(cast) + "?q=plan", headers={"HX-Request": "true"}).content.decode()
    shows(part, "Planning", hides=["<html", "Asking"])


def test_another_program_has_its_own(cast, resource, sign_in):
    other = factories.ResourceFactory(program=cast.other_program, title="THEIRS")
    browser = sign_in(cast.coordinator)
    assert "THEIRS" not in browser.get(page(cast)).content.decode()
    assert browser.post(page(cast, "resource_remove", other.pk)).status_code == 404
    assert browser.post(page(cast, "resource_edit", other.pk), form()).status_code == 404


def test_markup_emoji_and_other_directions_are_only_words(cast, sign_in):
    evil = "<script>alert(1)</script>"
    factories.ResourceFactory(program=cast.program, title=evil, about=f"{evil} 🎉 مرحبا")
    text = sign_in(cast.coordinator).get(page(cast)).content.decode()
    shows(text, "🎉 مرحبا", hides=["<script>alert"])


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_takes_a_constant_number_of_queries(cast, sign_in, number):
    for n in range(number):
        factories.ResourceFactory(program=cast.program, added_by=cast.coordinator, title=str(n))
    browser = sign_in(cast.coordinator)
    browser.get(page(cast))
    with CaptureQueriesContext(connection) as made:
        text = browser.get(page(cast)).content.decode()
    assert (text.count('id="resource-'), len(made)) == (min(number, 25), 8)
