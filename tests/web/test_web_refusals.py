"""An action is refused: the sentence stands on the form, or on the page that the button leads back to."""

import pytest
from django import forms
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path, reverse

from mentoring import urls
from mentoring.web import errors, refusals
from mentoring.web.forms import PlainForm
from mentoring.web.integrity import Refused
from programs.models import Rung
from tests.factories import RungFactory
from tests.sentences import RUNG_IS_SINGLE

pytestmark = pytest.mark.django_db


class MoveForm(PlainForm):
    clock = forms.CharField()
    place = forms.CharField(required=False)


def refuse(sentence="Not today.", field=None):
    raise Refused(sentence, field=field)


def _press(request):
    with refusals.back_to(request, "home"):
        Rung.objects.update(offset_days=9)
        if "refuse" in request.POST:
            refuse()
    return HttpResponse("done")


urlpatterns = [path("press/", _press), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = errors.unusable, errors.forbidden, errors.not_found, errors.broken


@pytest.fixture
def form():
    form = MoveForm({"clock": "15:00"})
    assert form.is_valid()
    return form


@pytest.fixture
def rung():
    return RungFactory(offset_days=3)


@pytest.mark.parametrize("given", [None, 0, "a goal"])
def test_what_was_done_is_true_whatever_it_gave_back(form, given):
    with refusals.on(form) as done:
        result = given
    assert bool(done) is True
    assert (result, done.sentence, form.errors) == (given, "", {})


@pytest.mark.parametrize(("field", "place"), [("place", "place"), ("other", "__all__"), (None, "__all__")])
def test_a_sentence_stands_at_its_field_where_the_form_has_it(form, field, place):
    with refusals.on(form) as done:
        refuse(field=field)
    assert bool(done) is False
    assert form.errors == {place: ["Not today."]}


def test_a_form_may_call_a_field_otherwise(form):
    with refusals.on(form, starts_at="clock"):
        refuse(field="starts_at")
    assert form.errors == {"clock": ["Not today."]}


def test_a_constraint_that_the_form_did_not_see_speaks_on_it(form, rung):
    with refusals.on(form) as done:
        Rung.objects.create(step=rung.step, offset_days=3, audience=rung.audience)
    assert bool(done) is False
    assert form.non_field_errors() == [RUNG_IS_SINGLE]
    assert Rung.objects.count() == 1  # and the transaction around it still works


def test_what_was_refused_half_way_is_undone(form, rung):
    with refusals.on(form):
        Rung.objects.update(offset_days=9)
        refuse()
    rung.refresh_from_db()
    assert rung.offset_days == 3


def test_a_constraint_without_a_sentence_stays_a_bug(form, rung):
    with pytest.raises(IntegrityError), refusals.on(form) as done:
        Rung.objects.update(step_id=None)
    assert (done.is_done, form.errors) == (False, {})


def test_a_page_may_say_the_sentence_in_a_place_of_its_own():
    with refusals.kept() as done:
        refuse("Somebody was faster.", field="place")
    assert (done.is_done, done.sentence, done.field) == (False, "Somebody was faster.", "place")


def test_a_button_that_was_refused_leads_back_and_says_why(settings, client, rung):
    settings.ROOT_URLCONF = __name__
    answer = client.post("/press/", {"refuse": "1"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    rung.refresh_from_db()
    assert rung.offset_days == 3
    [message] = answer.wsgi_request._messages
    assert (message.level_tag, message.message) == ("warning", "Not today.")


def test_a_button_that_was_refused_takes_htmx_to_the_whole_page(settings, client, rung):
    settings.ROOT_URLCONF = __name__
    answer = client.post("/press/", {"refuse": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, reverse("home"))


def test_a_button_that_was_not_refused_goes_on(settings, client, rung):
    settings.ROOT_URLCONF = __name__
    assert client.post("/press/").content == b"done"
    rung.refresh_from_db()
    assert rung.offset_days == 9
