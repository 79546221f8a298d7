"""What several coordinators may change: nobody writes over what they haven't seen, and nothing typed is lost."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web import dates
from mentoring.web.integrity import Refused
from mentoring.web.shared import SharedForm
from programs.library import actions as resources
from programs.library.forms import ResourceForm
from programs.models import Program, Resource
from programs.pace import actions as pace
from programs.pace.forms import PaceForm
from programs.setup import actions as programs
from programs.setup.forms import NewProgramForm, ProgramForm
from tests import factories

pytestmark = pytest.mark.django_db

PURPOSE = "Theirs:\nletters of several lines"
DAY = factories.today() + timedelta(days=100)


def shown(form):
    """What a browser sends back when nothing is touched."""
    return {name: text for name in form.fields if (text := as_text(form[name].value())) is not None}


def as_text(value):
    if isinstance(value, bool):
        return "on" if value else None
    return value.strftime("%H:%M") if isinstance(value, time) else str("" if value is None else value)


def fresh(cast):
    return Program.objects.get(pk=cast.program.pk)


def send(form_class, cast, page):
    return form_class(page, instance=fresh(cast))


def change(cast, **values):
    return programs.update(fresh(cast), by=cast.coordinator, now=timezone.now(), **values)


def address(cast):
    return f"/programs/{cast.program.pk}/edit/"


def test_what_somebody_else_changed_stands_where_one_left_it_alone(cast, client):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, purpose=PURPOSE, cadence_days=21)
    client.force_login(cast.coordinator)
    client.post(address(cast), page | {"name": "Mine"})
    program = fresh(cast)
    assert (program.name, program.purpose, program.cadence_days) == ("Mine", PURPOSE, 21)


def test_where_both_changed_a_field_the_sentence_shows_theirs_and_keeps_mine(cast, client):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, purpose=PURPOSE, name="Theirs")
    client.force_login(cast.coordinator)
    answer = client.post(address(cast), page | {"purpose": "MINE"})
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors == {
        "purpose": [
            "Somebody has changed “Purpose” meanwhile. What you typed is kept here; save again to put it in place of "
            "theirs."
        ]
    }
    assert form["purpose"].help_text == f"Saved meanwhile: “{PURPOSE}”"
    assert form["name"].value() == "Theirs"  # which was left alone
    assert (form["purpose"].value(), fresh(cast).purpose) == ("MINE", PURPOSE)
    again = client.post(address(cast), shown(form))
    assert again.status_code == 302
    assert (fresh(cast).purpose, fresh(cast).name) == ("MINE", "Theirs")


def test_a_browser_that_sends_other_line_ends_has_left_it_alone(cast):
    change(cast, purpose=PURPOSE)
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, purpose="Theirs")
    form = send(ProgramForm, cast, page | {"name": "Mine", "purpose": PURPOSE.replace("\n", "\r\n")})
    assert form.errors == {}
    assert form.values["purpose"] == "Theirs"


def test_what_was_left_alone_may_be_no_choice_any_more(cast):
    Program.objects.filter(pk=cast.program.pk).update(time_zone="US/Eastern")
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, time_zone="Europe/Paris")
    form = send(ProgramForm, cast, page | {"name": "Mine"})
    assert form.errors == {}
    assert (form.values["time_zone"], form["time_zone"].value()) == ("Europe/Paris", "Europe/Paris")


def test_a_field_that_is_wrong_says_so_first(cast):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, cadence_days=21)
    form = send(ProgramForm, cast, page | {"cadence_days": "many"})
    assert form.errors == {"cadence_days": ["Enter a whole number."]}
    assert "cadence_days" in send(ProgramForm, cast, page | {"cadence_days": "7", "seen": form["seen"].value()}).errors


def test_the_same_change_twice_is_no_conflict(cast):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, name="The same")
    assert send(ProgramForm, cast, page | {"name": "The same"}).errors == {}


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ({"ends_on": DAY}, {"ends_on": str(DAY + timedelta(days=1))}, dates.bare_day(DAY)),
        ({"time_zone": "America/New_York"}, {"time_zone": "Asia/Tokyo"}, "“New York”"),
        ({"cadence_days": 8}, {"cadence_days": "9"}, "“8”"),
    ],
)
def test_days_zones_and_numbers_are_shown_as_on_the_page(cast, theirs, mine, words):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, **theirs)
    form = send(ProgramForm, cast, page | mine)
    (field,) = form.errors
    assert form[field].help_text == f"Saved meanwhile: {words}"


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ({"quiet_from": time(19, 30)}, {"quiet_from": "21:00"}, "7:30 PM"),
        ({"quiet_weekends": True}, {}, ""),
        ({"mail_budget": 7}, {"mail_budget": "2"}, "“7”"),
    ],
)
def test_the_pace_of_a_program_too(cast, theirs, mine, words):
    Program.objects.filter(pk=cast.program.pk).update(quiet_weekends=False)
    page = shown(PaceForm(instance=fresh(cast)))
    Program.objects.filter(pk=cast.program.pk).update(**theirs)
    form = send(PaceForm, cast, page | mine)
    if words:
        assert [form[field].help_text for field in form.errors] == [f"Saved meanwhile: {words}"]
    else:
        assert form.is_valid()
        assert {form.values["quiet_weekends"], form["quiet_weekends"].value()} == {True}


def test_a_tick_left_alone_and_an_emptied_text_too(cast):
    class Small(SharedForm):
        class Meta:
            model = Program
            fields = ["quiet_weekends", "purpose"]

    Program.objects.filter(pk=cast.program.pk).update(quiet_weekends=True, purpose="Old")
    page = shown(Small(instance=fresh(cast)))
    Program.objects.filter(pk=cast.program.pk).update(quiet_weekends=False, purpose="")
    form = send(Small, cast, {**page, "purpose": "MINE"})
    assert list(form.errors) == ["purpose"]
    assert form["purpose"].help_text == "Saved meanwhile: nothing"
    assert form["quiet_weekends"].value() is False


def test_a_resource_too(cast):
    resource = add(cast)
    page = shown(ResourceForm(instance=resource, fixed={"program": cast.program}))
    resources.change(resource, title="<b>Theirs</b>", by=cast.coordinator, now=timezone.now())
    form = ResourceForm(
        page | {"title": "Mine"}, instance=Resource.objects.get(pk=resource.pk), fixed={"program": cast.program}
    )
    assert list(form.errors) == ["title"]
    assert "&lt;b&gt;Theirs&lt;/b&gt;" in str(form["title"].as_field_group())


def test_a_page_that_says_nothing_about_what_it_showed_is_taken_at_its_word(cast):
    page = shown(ProgramForm(instance=fresh(cast)))
    change(cast, name="Theirs")
    for seen in ("", "nonsense", "no_field=1 name", "name"):
        assert send(ProgramForm, cast, page | {"name": "Mine", "seen": seen}).errors == {}


def test_a_new_row_has_nothing_to_compare_with():
    assert "seen" not in NewProgramForm().fields


def test_at_the_same_moment_the_second_one_is_told(cast):
    """Both have compared with the same row; the lock lets one after the other."""
    now, resource = timezone.now(), add(cast)
    for act, row, field, values in [
        (programs.update, fresh(cast), "name", ["Theirs", "Mine"]),
        (pace.set_pace, fresh(cast), "mail_budget", [7, 8]),
        (resources.change, resource, "title", ["Theirs", "Mine"]),
    ]:
        before = {field: getattr(row, field)}
        act(row, before=before, by=cast.coordinator, now=now, **{field: values[0]})
        with pytest.raises(Refused) as refused:
            act(row, before=before, by=cast.coordinator, now=now + timedelta(seconds=1), **{field: values[1]})
        assert refused.value.field == field
        row.refresh_from_db()
        assert getattr(row, field) == values[0]


def test_a_resource_saved_as_it_was_leaves_no_trace(cast):
    resource = add(cast)
    resources.change(resource, title=resource.title, by=cast.coordinator, now=timezone.now())
    assert not Entry.objects.filter(verb="resource.changed").exists()


def add(cast):
    words = {"title": "A book", "kind": "reading", "area": "", "about": "", "url": "", "minutes": None}
    return resources.add(cast.program, by=cast.coordinator, now=timezone.now(), **words)
